import JSON
import Paygent
import Testing

/// What an agent wants to be told: every bad field is named, and nothing that a schema says is left
/// unchecked.
@Suite struct PayloadSchemaTests {
    private func schema(_ text: String) throws -> PayloadSchema {
        try PayloadSchema(try JSONValue(parsing: Array(text.utf8)))
    }

    private func fields(_ payload: String, _ schema: PayloadSchema) throws -> [String] {
        schema.faults(in: try JSONValue(parsing: Array(payload.utf8))).map(\.field)
    }

    private static let trip = """
        {"type": "object", "required": ["city", "days"], "additionalProperties": false,
         "properties": {
            "city": {"type": "string", "minLength": 2, "maxLength": 20},
            "days": {"type": "integer", "minimum": 1, "maximum": 30},
            "share": {"type": "number", "minimum": -1, "maximum": 1},
            "class": {"enum": ["eco", "first"]},
            "stops": {"type": "array", "maxItems": 2,
                      "items": {"type": "object", "required": ["name"],
                                "properties": {"name": {"type": "string"}}}}}}
        """

    @Test(arguments: [
        ("{\"city\": \"Wien\", \"days\": 3}", []),
        ("{}", ["city", "days"]),
        ("[]", [""]),
        ("{\"city\": 7, \"days\": \"3\"}", ["city", "days"]),
        ("{\"city\": \"W\", \"days\": 31}", ["city", "days"]),
        ("{\"city\": \"Wien\", \"days\": 2.5}", ["days"]),
        ("{\"city\": \"Wien\", \"days\": 3, \"share\": 0.5}", []),
        ("{\"city\": \"Wien\", \"days\": 3, \"share\": 1.01}", ["share"]),
        ("{\"city\": \"Wien\", \"days\": 3, \"share\": -1.00}", []),
        ("{\"city\": \"Wien\", \"days\": 3, \"share\": -1.01}", ["share"]),
        ("{\"city\": \"Wien\", \"days\": 3, \"share\": 1e-2}", ["share"]),
        ("{\"city\": \"Wien\", \"days\": 3, \"class\": \"lux\"}", ["class"]),
        ("{\"city\": \"Wien\", \"days\": 3, \"approved\": true}", ["approved"]),
        ("{\"city\": \"Wien\", \"days\": 3, \"stops\": [{}, {\"name\": 1}]}",
            ["stops[0].name", "stops[1].name"]),
        ("{\"city\": \"Wien\", \"days\": 3, \"stops\": [1, 2, 3]}",
            ["stops", "stops[0]", "stops[1]", "stops[2]"]),
    ])
    func everyBadFieldIsNamed(payload: String, expected: [String]) throws {
        #expect(try fields(payload, schema(Self.trip)) == expected)
    }

    @Test(arguments: [
        ("{\"type\": \"string\"}", "type"), ("{}", "type"),
        ("{\"type\": \"object\", \"pattern\": \"a\"}", "pattern"),
        ("{\"type\": \"object\", \"properties\": []}", "properties"),
        ("{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"money\"}}}",
            "properties.a.type"),
        ("{\"type\": \"object\", \"properties\": {\"a\": 1}}", "properties.a"),
        ("{\"type\": \"object\", \"required\": [1]}", "required"),
        ("{\"type\": \"object\", \"properties\": {\"a\": {\"minimum\": 0.5}}}",
            "properties.a.minimum"),
    ])
    func whatWouldNotBeCheckedIsRefused(text: String, field: String) throws {
        do {
            _ = try schema(text)
            Issue.record("it was taken")
        } catch let fault as PayloadSchema.Fault { #expect(fault.field == field) }
    }

    @Test func depthAndTheNumberOfFaultsAreBounded() throws {
        let deep = String(repeating: "{\"type\":\"object\",\"properties\":{\"a\":", count: 20)
            + "{\"type\":\"string\"}" + String(repeating: "}}", count: 20)
        #expect(throws: PayloadSchema.Fault.self) { try schema(deep) }
        let list = try schema(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}")
        let many = "{\"a\": [" + Array(repeating: "1", count: 500).joined(separator: ",") + "]}"
        #expect(try fields(many, list).count == 50)
    }
}
