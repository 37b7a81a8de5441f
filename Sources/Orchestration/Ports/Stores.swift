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
