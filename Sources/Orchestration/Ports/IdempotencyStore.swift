public import Domain

/// Answers kept under the key that the client named, so that a repeat gets the first answer.
///
/// A save can store its answer in its own transaction: `SessionAdditions.answer`.
public protocol IdempotencyStore: Sendable {
    /// - Parameter requestHash: a digest of method, path and body.
    func lookUp(
        key: String, scope: String, requestHash: [UInt8]
    ) async throws(StoreError) -> IdempotencyLookup

    /// Keeps the answer unless one is kept already under that scope and key.
    ///
    /// - Returns: `.new` when it is now kept, otherwise what was kept before.
    func remember(_ answer: StoredAnswer) async throws(StoreError) -> IdempotencyLookup

    /// Removes answers older than that, `limit` at most. Keep them for a day at the least.
    ///
    /// - Returns: how many were removed.
    func forget(before: Timestamp, limit: Int) async throws(StoreError) -> Int
}

/// The first answer to a request that may be repeated.
public struct StoredAnswer: Sendable, Hashable {
    /// The client's own word, 1 to 255 bytes.
    public let key: String
    /// Where the key is unique: the tenant and the call.
    public let scope: String
    public let requestHash: [UInt8]
    /// Of HTTP.
    public let status: Int
    public let contentType: String
    public let body: [UInt8]
    public let createdAt: Timestamp

    public init(
        key: String, scope: String, requestHash: [UInt8], status: Int,
        contentType: String = "application/json", body: [UInt8], createdAt: Timestamp
    ) {
        self.key = key
        self.scope = scope
        self.requestHash = requestHash
        self.status = status
        self.contentType = contentType
        self.body = body
        self.createdAt = createdAt
    }
}

public enum IdempotencyLookup: Sendable, Hashable {
    /// Nothing was kept under this key.
    case new
    /// The same request: repeat this answer.
    case same(StoredAnswer)
    /// Another request used this key.
    case different
}

extension IdempotencyLookup {
    /// Compares a request with what is kept under its key.
    public init(_ kept: StoredAnswer?, requestHash: [UInt8]) {
        guard let kept else {
            self = .new
            return
        }
        self = kept.requestHash == requestHash ? .same(kept) : .different
    }
}
