import JSON

extension ExportTool {
    /// JSON Schema of the arguments with only what every platform takes.
    var schema: JSONValue {
        [
            "type": "object",
            "properties": .object(
                JSONObject(
                    parameters.map { .init($0.name, $0.schema(type: .string($0.type.rawValue))) })),
            "required": .strings(parameters.filter(\.isRequired).map(\.name)),
        ]
    }

    /// As OpenAI's `strict: true` wants it: every property required, nothing besides, and what may
    /// be left out may be null.
    var strictSchema: JSONValue {
        let properties = parameters.map { parameter in
            let type = JSONValue.string(parameter.type.rawValue)
            return JSONObject.Member(
                parameter.name,
                parameter.schema(type: parameter.isRequired ? type : .array([type, "null"])))
        }
        return [
            "type": "object", "properties": .object(JSONObject(properties)),
            "required": .strings(parameters.map(\.name)), "additionalProperties": false,
        ]
    }
}

extension ExportTool.Parameter {
    func schema(type: JSONValue) -> JSONValue {
        var schema: JSONObject = ["type": type, "description": .string(summary)]
        if self.type == .array { schema["items"] = ["type": "string"] }
        return .object(schema)
    }
}

extension JSONValue {
    /// The document with every text changed the same way, names left as they are.
    func mapTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .null, .bool, .integer, .number: self
        case .string(let text): .string(change(text))
        case .array(let items): .array(items.map { $0.mapTexts(change) })
        case .object(let object):
            .object(
                JSONObject(object.members.map { .init($0.name, $0.value.mapTexts(change)) }))
        }
    }
}

extension JSONObject {
    /// Adds members at the end.
    mutating func append(_ other: JSONObject) { members += other.members }
}
