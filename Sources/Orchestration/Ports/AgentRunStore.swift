public import Domain
public import Paygent

/// Where runs of agents are kept: what was asked, the plan, and what each step did.
public protocol AgentRunStore: Sendable {
    /// Stores a new run with version 1, its session and its first notes: all of it or nothing.
    ///
    /// - Throws: `.conflict` when the identifier is taken: the same request came before.
    func open(_ opening: AgentRunOpening) async throws(StoreError)

    /// Stores a run and what the journal tells of it: both or neither. Frees the lease of a run
    /// that does not go on by itself.
    ///
    /// - Returns: the new version, `expected + 1`.
    /// - Throws: `.conflict` when the stored version is not `expected`, or when a lease is given
    ///   and the run has been taken since.
    func commit(_ change: AgentRunChange) async throws(StoreError) -> Int64

    /// Who drives a run; nil when there is no such run.
    func lease(of id: ID<AgentRun>) async throws(StoreError) -> Lease?

    /// Takes a run that nobody drives, or whose driver is over.
    ///
    /// - Returns: nil while another process has it.
    func take(_ id: ID<AgentRun>, _ claim: LeaseClaim) async throws(StoreError) -> Lease?

    /// Lets others take the run at once, unless one has already.
    func release(_ id: ID<AgentRun>, _ lease: Lease) async throws(StoreError)

    /// Every tenant's runs that are driven, or were by a process that is over, oldest first; those
    /// after `id` when one is given.
    func driven(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun]

    func run(
        _ id: ID<AgentRun>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<AgentRun>?

    /// Every tenant's runs that have not ended, oldest first: what goes on after a restart; those
    /// after `id` when one is given.
    func unfinished(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun]

    /// Newest first.
    func list(
        _ filter: AgentRunFilter, of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentRun>
}

/// A run that has not ended, as far as it can be told without reading it: one that is damaged
/// hides no other.
public struct OpenAgentRun: Sendable, Hashable {
    public let id: ID<AgentRun>
    public let tenant: Tenant
    public let lease: Lease

    public init(_ id: ID<AgentRun>, of tenant: Tenant, lease: Lease) {
        self.id = id
        self.tenant = tenant
        self.lease = lease
    }
}

/// A new run, and what is stored together with it.
public struct AgentRunOpening: Sendable {
    public var run: AgentRun
    public var tenant: Tenant
    /// Who drives it from the start.
    public var lease: Lease
    /// The session that begins with it; nil for a run in a session that is there, or in none.
    public var session: AgentSession?
    public var notes: [JournalNote]
    /// When the notes were made.
    public var now: Timestamp

    public init(
        _ run: AgentRun, of tenant: Tenant, lease: Lease = .free, session: AgentSession? = nil,
        notes: [JournalNote] = [], at now: Timestamp
    ) {
        self.run = run
        self.tenant = tenant
        self.lease = lease
        self.session = session
        self.notes = notes
        self.now = now
    }
}

/// A run as it is from now on, and what the journal tells of the change.
public struct AgentRunChange: Sendable {
    public var run: AgentRun
    /// The version that was read before.
    public var expected: Int64
    /// Of the driver, renewed; nil for people, who need none.
    public var lease: Lease?
    public var notes: [JournalNote]
    /// When the notes were made.
    public var now: Timestamp

    public init(
        _ run: AgentRun, expected: Int64, lease: Lease? = nil, notes: [JournalNote] = [],
        at now: Timestamp
    ) {
        self.run = run
        self.expected = expected
        self.lease = lease
        self.notes = notes
        self.now = now
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
