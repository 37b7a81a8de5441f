/// Why text from the other side is not an x402 message. Nothing of it may be used.
public enum WireError: Error, Hashable {
    case headerTooLong
    case notBase64
    case notJSON
    /// A member is missing or is not what the protocol asks for; its name.
    case badMember(String)
    /// Another `x402Version` than 1 or 2.
    case unknownVersion
    /// The answer holds no offer in any of the known shapes.
    case noOffer

    /// Stable, for clients.
    public var code: String {
        switch self {
        case .headerTooLong, .notBase64, .notJSON, .badMember: "invalid_payload"
        case .unknownVersion: "invalid_x402_version"
        case .noOffer: "invalid_payment_requirements"
        }
    }
}
