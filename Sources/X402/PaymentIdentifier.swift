public import JSON

/// The client's own name for a payment, under which a server answers a repeat with the first
/// answer. Source: x402 v2, extension `payment-identifier`.
public enum PaymentIdentifier {
    public static let key = "payment-identifier"
    static let lengths = 16...128

    /// What a server says in its offer.
    public static func declaration(required: Bool = false) -> JSONValue {
        [
            "info": ["required": .bool(required)],
            "schema": [
                "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                "properties": [
                    "required": ["type": "boolean"],
                    "id": [
                        "type": "string", "minLength": .integer(Int64(lengths.lowerBound)),
                        "maxLength": .integer(Int64(lengths.upperBound)),
                        "pattern": "^[a-zA-Z0-9_-]+$",
                    ],
                ], "required": ["required"],
            ],
        ]
    }

    /// The name that a payment carries; nil when it has none.
    ///
    /// - Throws: `.badMember` for one that the extension does not allow.
    public static func id(in extensions: JSONObject) throws(WireError) -> String? {
        guard let id = extensions[key]?["info"]?["id"], !id.isNull else { return nil }
        guard let text = id.string, isAllowed(text) else { throw .badMember(key) }
        return text
    }

    /// A server's extensions as a payment returns them, with the name filled in where it is asked
    /// for.
    public static func filling(_ extensions: JSONObject, with id: String) -> JSONObject {
        guard var declared = extensions[key]?.object, var info = declared["info"]?.object,
            info["required"]?.bool != nil, isAllowed(id)
        else { return extensions }
        info["id"] = .string(id)
        declared["info"] = .object(info)
        var filled = extensions
        filled[key] = .object(declared)
        return filled
    }

    private static func isAllowed(_ id: String) -> Bool {
        lengths.contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
