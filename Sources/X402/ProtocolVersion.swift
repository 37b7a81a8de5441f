/// The two versions of x402 in use; what differs between them hangs on this value.
public enum ProtocolVersion: Int64, Sendable, Hashable, CaseIterable {
    case v1 = 1
    case v2 = 2

    /// The request header that carries the payment.
    public var paymentHeader: String {
        switch self {
        case .v1: "X-PAYMENT"
        case .v2: "PAYMENT-SIGNATURE"
        }
    }

    /// The answer's header that carries the settlement.
    var settlementHeader: String {
        switch self {
        case .v1: "X-PAYMENT-RESPONSE"
        case .v2: "PAYMENT-RESPONSE"
        }
    }

    /// The 402 answer's header that carries the offers of version 2.
    static let offerHeader = "PAYMENT-REQUIRED"

    /// Sixteen KiB: a longer payment header is refused unread.
    public static let headerBytesMax = 16 * 1024
}
