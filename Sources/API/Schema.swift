internal import JSON

/// JSON Schemas of request bodies, as the OpenAPI document shows them.
enum Schema {
    static func object(
        _ properties: KeyValuePairs<String, String>, required: [String] = []
    ) -> JSONValue {
        [
            "type": "object",
            "properties": .object(
                JSONObject(properties.map { .init($0.key, ["type": .string($0.value)]) })),
            "required": .strings(required),
        ]
    }
}
