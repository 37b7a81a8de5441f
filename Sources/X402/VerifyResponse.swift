public import JSON

/// A facilitator's judgement of a payment that has not been settled yet.
public struct VerifyResponse: Sendable, Hashable {
    public var isValid: Bool
    /// An open set: the reference SDKs disagree on the names.
    public var invalidReason: String?
    public var invalidMessage: String?
    public var payer: String?

    public init(
        isValid: Bool, invalidReason: String? = nil, invalidMessage: String? = nil,
        payer: String? = nil
    ) {
        self.isValid = isValid
        self.invalidReason = invalidReason
        self.invalidMessage = invalidMessage
        self.payer = payer
    }

    public init(_ json: JSONValue) throws(WireError) {
        guard let isValid = json["isValid"]?.bool else { throw .badMember("isValid") }
        self.init(
            isValid: isValid, invalidReason: try json.optionalText("invalidReason"),
            invalidMessage: try json.optionalText("invalidMessage"),
            payer: try json.optionalText("payer"))
    }

    public var json: JSONValue {
        var json: JSONObject = ["isValid": .bool(isValid)]
        json["invalidReason"] = invalidReason.map { .string($0) }
        json["invalidMessage"] = invalidMessage.map { .string($0) }
        json["payer"] = payer.map { .string($0) }
        return .object(json)
    }
}
