public import Domain
public import JSON

/// Something that happened, before it has a place in the journal.
public struct JournalNote: Sendable, Hashable {
    /// The payment's or the agent run's identifier.
    public var run: String?
    public var session: ID<AgentSession>?
    /// `AgentReference.key`; nil for what concerns every agent.
    public var agent: String?
    /// Stable: `allowed`, `signed`, `tool_start`, `agent_killed`.
    public var kind: String
    public var detail: JSONValue

    public init(
        kind: String, run: String? = nil, session: ID<AgentSession>? = nil, agent: String? = nil,
        detail: JSONValue = [:]
    ) {
        self.kind = kind
        self.run = run
        self.session = session
        self.agent = agent
        self.detail = detail
    }

    /// Nil for what concerns everybody.
    public var tenant: String? {
        agent?.utf8.split(separator: UInt8(ascii: "/")).first.map { String(Substring($0)) }
    }
}

/// One line of the journal: what streams are read from, and the audit trail. Never changed.
public struct JournalRecord: Sendable, Hashable {
    /// The place in the journal, counted from 1 without gaps.
    public let position: Int64
    public let note: JournalNote
    public let at: Timestamp
    /// The hash of the record before; 64 zeros before the first.
    public let previousHash: String
    public let hash: String

    /// For stores, which read back what they were given; `AuditTrail` tells whether it fits.
    public init(
        position: Int64, note: JournalNote, at: Timestamp, previousHash: String, hash: String
    ) {
        self.position = position
        self.note = note
        self.at = at
        self.previousHash = previousHash
        self.hash = hash
    }

    public init(_ note: JournalNote, at now: Timestamp, after tail: ChainTail) {
        position = tail.sequence + 1
        self.note = note
        at = now
        previousHash = tail.hash
        hash = Self.hash(note, tail.sequence + 1, now, tail.hash)
    }

    var computedHash: String { Self.hash(note, position, at, previousHash) }
    public var tail: ChainTail { ChainTail(sequence: position, hash: hash) }

    private static func hash(
        _ note: JournalNote, _ position: Int64, _ at: Timestamp, _ previousHash: String
    ) -> String {
        ChainTail.hash([
            String(position), String(at.millisecondsSinceEpoch), note.kind, note.run ?? "",
            note.session?.rawValue ?? "", note.agent ?? "", note.detail.text, previousHash,
        ])
    }
}

/// Checks a journal record by record.
public struct AuditTrail: Sendable {
    public private(set) var tail = ChainTail.start

    public init() {}

    /// - Throws: `AuditFault` naming the record that does not fit.
    public mutating func append(_ record: JournalRecord) throws(AuditFault) {
        guard record.position == tail.sequence + 1 else {
            throw AuditFault(position: record.position, reason: .gap)
        }
        guard record.previousHash == tail.hash else {
            throw AuditFault(position: record.position, reason: .brokenLink)
        }
        guard record.hash == record.computedHash else {
            throw AuditFault(position: record.position, reason: .changed)
        }
        tail = record.tail
    }
}

/// The first record that a journal cannot have, and why.
public struct AuditFault: Error, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        case gap = "a record before it is missing or out of order"
        case brokenLink = "it is not linked to the record before it"
        case changed = "it was changed after it was written"
    }

    public let position: Int64
    public let reason: Reason

    public var description: String { "record \(position): \(reason.rawValue)" }
}
