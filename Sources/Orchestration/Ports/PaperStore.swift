public import JSON

/// What simulated venues keep: records of their own, and moves on the sandbox ledger, changed
/// together or not at all.
public protocol PaperStore: Sendable {
    /// What was answered under this key; nil when nothing was done under it.
    func answer(_ key: String) async throws(StoreError) -> JSONValue?

    func record(
        _ kind: PaperRecord.Kind, _ id: String
    ) async throws(StoreError) -> Versioned<PaperRecord>?

    /// In the order of their identifiers.
    ///
    /// - Parameter owner: nil for everybody's.
    func records(
        _ kind: PaperRecord.Kind, of owner: String?, onlyOpen: Bool, limit: Int
    ) async throws(StoreError) -> [Versioned<PaperRecord>]

    /// One transaction: the moves, the records and the answer, once for each key.
    ///
    /// - Throws: `.conflict` when a record has changed since it was read; nothing was done then.
    func apply(_ change: PaperChange) async throws(StoreError) -> PaperOutcome
}

/// One thing that a simulated venue remembers.
public struct PaperRecord: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case series, pool, holding, position, bet
    }

    public let kind: Kind
    public let id: String
    /// `AgentReference.key`; empty for the venue's own.
    public let owner: String
    /// Whether something can still come of it.
    public let isOpen: Bool
    public let body: JSONValue

    public init(_ kind: Kind, id: String, owner: String, isOpen: Bool, body: JSONValue) {
        self.kind = kind
        self.id = id
        self.owner = owner
        self.isOpen = isOpen
        self.body = body
    }
}

public struct PaperChange: Sendable {
    public let key: String
    public let transaction: SandboxTransaction
    /// With the versions that were read; 0 for what is new.
    public let records: [Versioned<PaperRecord>]
    public let answer: JSONValue

    public init(
        key: String, transaction: SandboxTransaction, records: [Versioned<PaperRecord>],
        answer: JSONValue
    ) {
        self.key = key
        self.transaction = transaction
        self.records = records
        self.answer = answer
    }
}

public enum PaperOutcome: Sendable, Hashable {
    case applied
    /// Nothing was done: this is what was answered before.
    case repeated(JSONValue)
    /// Nothing was done: a move takes more than is there.
    case refused
}
