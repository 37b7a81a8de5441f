public import JSON

/// The body of `/verify` and `/settle`: standard with a decoded payload, or with a header's text
/// as early version 1 and Cronos send it.
public struct FacilitatorRequest: Sendable, Hashable {
    public let payload: PaymentPayload
    public let requirements: PaymentRequirements

    public init(payload: PaymentPayload, requirements: PaymentRequirements) {
        self.payload = payload
        self.requirements = requirements
    }

    public init(_ json: JSONValue) throws(WireError) {
        guard let offer = json["paymentRequirements"] else {
            throw .badMember("paymentRequirements")
        }
        let payload: PaymentPayload
        switch json["paymentPayload"] {
        case .some(let object): payload = try PaymentPayload(object)
        case nil: payload = try PaymentPayload(header: try json.text("paymentHeader"))
        }
        let version = json["x402Version"] == nil ? payload.version : try json.version()
        self.init(payload: payload, requirements: try PaymentRequirements(offer, version: version))
    }

    public var json: JSONValue {
        [
            "x402Version": .integer(payload.version.rawValue), "paymentPayload": payload.json,
            "paymentRequirements": requirements.json,
        ]
    }
}
