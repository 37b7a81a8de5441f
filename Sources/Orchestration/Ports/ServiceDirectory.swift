public import Paygent

/// Services that can be bought from. What it says is a hint, never a permission.
public protocol ServiceDirectory: Sendable {
    func listings() async throws(StoreError) -> [Listing]
}
