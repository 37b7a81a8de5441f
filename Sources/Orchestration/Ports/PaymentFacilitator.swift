public import Domain
public import X402

/// Who judges and settles payments for a seller: the facilitator of this process or another's.
public protocol PaymentFacilitator: Sendable {
    /// What an offer on the network has to say; nil while that is not known.
    func terms(on network: Network) async -> SettlementTerms?

    /// Whether the payment would settle now. Nothing is moved or kept.
    func verify(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> VerifyResponse

    /// Verifies again and moves the money. Safe to repeat with the same payment: it is moved once.
    func settle(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> SettlementResponse
}

/// How a facilitator settles on one network.
public struct SettlementTerms: Sendable, Hashable {
    /// No chain is touched.
    public let isSimulated: Bool
    /// Who carries out metered payments; nil when nobody does.
    public let settler: Address?

    public init(isSimulated: Bool = false, settler: Address? = nil) {
        self.isSimulated = isSimulated
        self.settler = settler
    }
}

/// Why the facilitator has no answer. The texts are for operators.
public enum FacilitatorFailure: Error, Equatable {
    /// Nothing was sent to a chain: trying again may help.
    case unavailable(String)
    /// It may have been settled: only the same payment may be tried again.
    case unknown(String)
}
