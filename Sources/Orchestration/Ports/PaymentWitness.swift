public import Paygent

/// Says what became of a payment by the chain's word alone, also when the store does not remember
/// having signed it.
public protocol PaymentWitness: Sendable {
    func testimony(on run: PaymentRun) async -> Testimony
}

public enum Testimony: Sendable, Hashable {
    case paid(Receipt)
    case notPaid
    /// The chain does not say now; the text is for people.
    case unknown(String)
}
