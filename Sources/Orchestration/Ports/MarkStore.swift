public import Domain

/// Facts with an end: what a seller or a facilitator must not forget before a moment, also not with
/// its process. A mark whose end has come counts as none. One call is one transaction.
public protocol MarkStore: Sendable {
    func mark(_ key: String, at now: Timestamp) async throws(StoreError) -> Mark?

    /// Sets it unless one stands under its key: of many callers one gets nil.
    ///
    /// - Returns: the one that stands; nil when it is set now.
    func claim(_ mark: Mark, at now: Timestamp) async throws(StoreError) -> Mark?

    /// Sets it, whatever stands under its key.
    func put(_ mark: Mark) async throws(StoreError)

    /// Makes the mark last longer by that, from its end if it stands, else from now.
    ///
    /// - Parameters:
    ///   - seconds: more than nothing.
    ///   - spent: a mark that is taken away with it: when it is not there, nothing is done.
    /// - Returns: the mark as it stands then; nil when nothing stands.
    func extend(
        _ key: String, by seconds: Int64, for spent: String, at now: Timestamp
    ) async throws(StoreError) -> Mark?

    func remove(_ key: String) async throws(StoreError)
}

/// One fact.
public struct Mark: Sendable, Hashable {
    /// With what it is about in front: `settling/…`, `paid/…`.
    public let key: String
    public let text: String
    public let until: Timestamp

    public init(_ key: String, text: String = "", until: Timestamp) {
        self.key = key
        self.text = text
        self.until = until
    }
}
