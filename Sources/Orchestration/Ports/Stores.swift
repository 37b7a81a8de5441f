/// Every store that one running service uses: made once, in `App`, from one backend.
public struct Stores: Sendable {
    public let sessions: any SessionStore
    public let agents: any AgentStore
    public let exports: any ExportStore
    public let answers: any IdempotencyStore

    public init(
        sessions: any SessionStore, agents: any AgentStore, exports: any ExportStore,
        answers: any IdempotencyStore
    ) {
        self.sessions = sessions
        self.agents = agents
        self.exports = exports
        self.answers = answers
    }
}

/// Whose data it is. What belongs to another tenant is answered as if it did not exist.
public struct Tenant: Sendable, Hashable, CustomStringConvertible {
    public let rawValue: String

    public init(_ rawValue: String) {
        precondition(!rawValue.isEmpty, "a tenant is never empty")
        self.rawValue = rawValue
    }

    /// The one tenant of a service without authentication.
    public static let local = Tenant("local")

    public var description: String { rawValue }
}

/// One page of a list, and where the next one starts.
public struct Page<Item: Sendable>: Sendable {
    public let items: [Item]
    /// Handed back unchanged to read on; nil at the end. A page may be short, even empty, and still
    /// have a successor: a store looks at a limited number of rows a call.
    public let nextCursor: String?

    public init(items: [Item], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
    }

    /// What one call returns at most; a larger limit is lowered to it.
    public static var limitMax: Int { 200 }
}

extension Page {
    /// A limit that one call may have: 1 to `limitMax`.
    public static func clamped(_ limit: Int) -> Int { min(max(1, limit), limitMax) }

    /// A page of at most `limit` items: as many as the limit means that there may be more.
    public init(filledWith items: [Item], limit: Int, cursor: (Item) -> String) {
        self.init(items: items, nextCursor: items.count < limit ? nil : items.last.map(cursor))
    }
}
