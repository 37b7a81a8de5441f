public import Domain
public import Paygent

/// Where runs of agents are kept: what was asked, the plan, and what each step did.
public protocol AgentRunStore: Sendable {
    /// Stores a new run with version 1.
    ///
    /// - Throws: `.conflict` when the identifier is taken: the same request came before.
    func create(_ run: AgentRun, of tenant: Tenant) async throws(StoreError)

    /// - Returns: the new version, `expected + 1`.
    /// - Throws: `.conflict` when the stored version is not `expected`.
    func save(_ run: AgentRun, expected: Int64) async throws(StoreError) -> Int64

    func run(
        _ id: ID<AgentRun>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<AgentRun>?

    /// Every tenant's runs that have not ended, oldest first: what goes on after a restart.
    func unfinished(limit: Int) async throws(StoreError) -> [Versioned<AgentRun>]

    /// Newest first.
    func list(
        _ filter: AgentRunFilter, of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentRun>
}

/// Which runs a list shows; a missing part lets all through.
public struct AgentRunFilter: Sendable, Hashable {
    public var agent: String?
    public var session: ID<AgentSession>?
    public var status: AgentRun.Status?

    public init(
        agent: String? = nil, session: ID<AgentSession>? = nil, status: AgentRun.Status? = nil
    ) {
        self.agent = agent
        self.session = session
        self.status = status
    }
}
