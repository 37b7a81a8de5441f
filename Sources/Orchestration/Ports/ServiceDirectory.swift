public import Paygent

/// Services that can be bought from. What it says is a hint, never a permission.
public protocol ServiceDirectory: Sendable {
    func listings() async throws(StoreError) -> [Listing]

    /// What came of a payment. Safe to repeat: a payment counts once.
    func note(_ outcome: ServiceOutcome) async throws(StoreError)
}

extension ServiceDirectory {
    /// Nothing is kept by a directory that cannot learn.
    public func note(_ outcome: ServiceOutcome) async throws(StoreError) {}
}
