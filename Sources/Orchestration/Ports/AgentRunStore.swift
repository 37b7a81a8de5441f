public import Domain
public import Paygent

/// Where runs of agents are kept: what was asked, the plan, and what each step did.
public protocol AgentRunStore: Sendable {
    /// Stores a new run with version 1.
    ///
    /// - Throws: `.conflict` when the identifier is taken: the same request came before.
    func create(_ run: AgentRun, of tenant: Tenant, lease: Lease) async throws(StoreError)

    /// Frees the lease of a run that does not go on by itself.
    ///
    /// - Parameter lease: of the driver, renewed; nil for people, who need none.
    /// - Returns: the new version, `expected + 1`.
    /// - Throws: `.conflict` when the stored version is not `expected`, or when a lease is given
    ///   and the run has been taken since.
    func save(
        _ run: AgentRun, expected: Int64, lease: Lease?
    ) async throws(StoreError) -> Int64

    /// Who drives a run; nil when there is no such run.
    func lease(of id: ID<AgentRun>) async throws(StoreError) -> Lease?

    /// Takes a run that nobody drives, or whose driver is over.
    ///
    /// - Returns: nil while another process has it.
    func take(_ id: ID<AgentRun>, _ claim: LeaseClaim) async throws(StoreError) -> Lease?

    /// Lets others take the run at once, unless one has already.
    func release(_ id: ID<AgentRun>, _ lease: Lease) async throws(StoreError)

    /// Every tenant's runs that are driven, or were by a process that is over, oldest first.
    func driven(limit: Int) async throws(StoreError) -> [(run: AgentRun, lease: Lease)]

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

extension AgentRunStore {
    /// A run that nobody drives yet.
    public func create(_ run: AgentRun, of tenant: Tenant) async throws(StoreError) {
        try await create(run, of: tenant, lease: .free)
    }

    public func save(_ run: AgentRun, expected: Int64) async throws(StoreError) -> Int64 {
        try await save(run, expected: expected, lease: nil)
    }
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
