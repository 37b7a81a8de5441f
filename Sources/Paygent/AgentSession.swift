public import Domain
public import JSON

/// One use of an agent: the place where its runs and messages belong.
public struct AgentSession: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable { case open, closed }

    public let id: ID<AgentSession>
    public let agent: String
    /// Pinned: a newer version of the agent does not change a session that is under way.
    public let version: Int
    /// As the client sent it, checked against the agent's schema.
    public let payload: JSONValue
    public var status: Status
    public let createdAt: Timestamp

    public init(
        id: ID<AgentSession>, agent: String, version: Int, payload: JSONValue,
        status: Status = .open, createdAt: Timestamp
    ) {
        self.id = id
        self.agent = agent
        self.version = version
        self.payload = payload
        self.status = status
        self.createdAt = createdAt
    }
}
