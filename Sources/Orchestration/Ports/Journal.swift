public import Domain
public import Paygent

/// What happened, in order: streams read it by position, auditors check its chain.
public protocol Journal: Sendable {
    /// Appends notes that belong to no payment's step: plans, tool calls, ends of agent runs.
    ///
    /// - Returns: the position of the last one.
    func record(_ notes: [JournalNote], at now: Timestamp) async throws(StoreError) -> Int64

    /// In order, those after the position. A client that reconnects names the last one it saw.
    func records(matching filter: JournalFilter) async throws(StoreError) -> [JournalRecord]

    /// The last record's position and hash; position 0 while nothing has happened.
    func tail() async throws(StoreError) -> ChainTail
}

public struct JournalFilter: Sendable {
    public var after: Int64
    public var tenant: String?
    public var run: String?
    public var session: ID<AgentSession>?
    /// `AgentReference.key`.
    public var agent: String?
    public var limit: Int

    public init(
        after: Int64 = 0, tenant: String? = nil, run: String? = nil,
        session: ID<AgentSession>? = nil, agent: String? = nil, limit: Int = 200
    ) {
        self.after = after
        self.tenant = tenant
        self.run = run
        self.session = session
        self.agent = agent
        self.limit = limit
    }

    public func matches(_ record: JournalRecord) -> Bool {
        record.position > after && (tenant == nil || record.note.tenant == tenant)
            && (run == nil || record.note.run == run)
            && (session == nil || record.note.session == session)
            && (agent == nil || record.note.agent == agent)
    }
}
