public import Domain
public import Wizard

/// Where conversations are kept. One call is one transaction: all of it is stored, or nothing, and
/// what is returned is durable.
public protocol SessionStore: Sendable {
    /// Stores a new session with version 1.
    ///
    /// - Returns: 1.
    /// - Throws: `.conflict` when that identifier is taken, or as `save` does for `additions`.
    func create(
        _ session: Session, of tenant: Tenant, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64

    /// - Returns: the session and its version; nil when there is none, when it was deleted, and
    ///   when it is another tenant's.
    func session(
        _ id: ID<Session>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<Session>?

    /// The session as this process last knew it, without asking whether it is still so: enough to
    /// compute a change from, because `save` is checked, and never to be shown. Nil when it is not
    /// at hand.
    func recent(_ id: ID<Session>, of tenant: Tenant) -> Versioned<Session>?

    /// Replaces the session and adds to its transcript, its snapshots and the stored answers.
    /// Costs the same at message 10,000 as at message 1.
    ///
    /// - Returns: the new version, `expected + 1`.
    /// - Throws: `.conflict` when the stored version is not `expected`, when the session was deleted,
    ///   when a transcript number or snapshot version is taken, and when an answer with the same
    ///   scope and key is stored already: look that up before deciding again.
    func save(
        _ session: Session, expected: Int64, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64

    /// The transcript entries after number `seq`, oldest first, `limit` at most. Ask
    /// `session(_:of:)` first: this call does not know tenants.
    func history(
        of id: ID<Session>, after seq: Int, limit: Int
    ) async throws(StoreError) -> [TranscriptEntry]

    /// The designs that the session has had, without their content, oldest first.
    func versions(of id: ID<Session>) async throws(StoreError) -> [DesignVersion]

    func snapshot(
        of id: ID<Session>, version: Int
    ) async throws(StoreError) -> DesignSnapshot?

    /// By identifier, descending: as they are made of the time, the newest come first. `now` decides
    /// which sessions are abandoned.
    func list(
        _ filter: SessionFilter, of tenant: Tenant, at now: Timestamp, after cursor: String?,
        limit: Int
    ) async throws(StoreError) -> Page<Versioned<Session>>

    /// Removes the session, its transcript and its snapshots. Every later look-up finds nothing.
    ///
    /// - Returns: whether there was one.
    func delete(_ id: ID<Session>, of tenant: Tenant) async throws(StoreError) -> Bool
}

extension SessionStore {
    /// Nothing is at hand in a store that keeps no sessions itself.
    public func recent(_ id: ID<Session>, of tenant: Tenant) -> Versioned<Session>? { nil }
}

/// What one save adds beside the session's new state.
public struct SessionAdditions: Sendable {
    /// Numbered by the caller: the next numbers of this session, from 1.
    public var entries: [TranscriptEntry]
    /// Given when the design changed; its version is the session's `designVersion`.
    public var snapshot: DesignSnapshot?
    /// Given when the client named an idempotency key.
    public var answer: StoredAnswer?

    public init(
        entries: [TranscriptEntry] = [], snapshot: DesignSnapshot? = nil,
        answer: StoredAnswer? = nil
    ) {
        self.entries = entries
        self.snapshot = snapshot
        self.answer = answer
    }
}

/// One message of a conversation. Never changed, and removed only with its session.
public struct TranscriptEntry: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable, CaseIterable { case user, assistant }

    /// From 1, without gaps.
    public let seq: Int
    public let role: Role
    public let content: String
    /// Where the conversation stood once the message was answered.
    public let stage: Stage
    public let createdAt: Timestamp

    public init(seq: Int, role: Role, content: String, stage: Stage, createdAt: Timestamp) {
        self.seq = seq
        self.role = role
        self.content = content
        self.stage = stage
        self.createdAt = createdAt
    }
}

/// The design as it stood after a change: what undo and comparison go back to.
public struct DesignSnapshot: Sendable, Hashable {
    /// From 1.
    public let version: Int
    /// The version that undo goes back to from this one; nil when there is none.
    public let undoTarget: Int?
    public let design: Design
    /// What changed, in one plain sentence.
    public let summary: String
    public let createdAt: Timestamp

    public init(
        version: Int, undoTarget: Int? = nil, design: Design, summary: String, createdAt: Timestamp
    ) {
        self.version = version
        self.undoTarget = undoTarget
        self.design = design
        self.summary = summary
        self.createdAt = createdAt
    }
}

/// A snapshot without its design.
public struct DesignVersion: Sendable, Hashable {
    public let version: Int
    public let summary: String
    public let createdAt: Timestamp

    public init(version: Int, summary: String, createdAt: Timestamp) {
        self.version = version
        self.summary = summary
        self.createdAt = createdAt
    }
}

/// Which sessions a list shows; a missing part lets all through.
public struct SessionFilter: Sendable, Hashable {
    public var status: Session.Status?
    public var stage: Stage?
    /// Part of the agent's name, kind or goals, in any case.
    public var text: String?

    public init(status: Session.Status? = nil, stage: Stage? = nil, text: String? = nil) {
        self.status = status
        self.stage = stage
        self.text = text
    }
}

extension SessionFilter {
    public func matches(_ session: Session, at now: Timestamp) -> Bool {
        if let stage, session.stage != stage { return false }
        if let status, session.status(at: now) != status { return false }
        guard let text else { return true }
        let words = Array(text.lowercased().utf8)
        return Self.text(Self.searchText(of: session), contains: words)
    }

    /// What `text` is looked for in: lower case, cut after `searchTextBytesMax` bytes.
    public static func searchText(of session: Session) -> String {
        let parts = [Slot.agentName, .agentType, .goals].compactMap { session.spec.text($0) }
        return prefix(of: parts.joined(separator: "\n").lowercased())
    }

    public static let searchTextBytesMax = 256

    /// Whether the search text of a session contains these bytes, which are lower case already.
    public static func text(_ text: String, contains words: [UInt8]) -> Bool {
        let bytes = Array(text.utf8)
        guard words.count <= bytes.count else { return false }
        return (0...(bytes.count - words.count)).contains { start in
            bytes[start..<(start + words.count)].elementsEqual(words)
        }
    }

    private static func prefix(of text: String) -> String {
        guard text.utf8.count > searchTextBytesMax else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: searchTextBytesMax)
        while end.samePosition(in: text.unicodeScalars) == nil { text.utf8.formIndex(before: &end) }
        return String(text[..<end])
    }
}
