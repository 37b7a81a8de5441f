public import Domain
public import Paygent
public import Wizard

/// Where the designs that run are kept: immutable versions, and whether their agent may act.
public protocol AgentStore: Sendable {
    /// Adds the next version of that name, 1 for a new one; a deleted name goes on counting, is
    /// listed again and may act. A killed agent stays killed. The same file as the latest version
    /// adds nothing.
    ///
    /// - Returns: the version as it is stored.
    func register(_ draft: AgentDraft, of tenant: Tenant) async throws(StoreError) -> AgentVersion

    /// The agent with its latest version; nil when there is none or it was deleted.
    func agent(_ name: String, of tenant: Tenant) async throws(StoreError) -> RegisteredAgent?

    /// Any version, also of a deleted agent: what runs under it must stay explainable.
    func agent(
        _ name: String, version: Int, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion?

    /// By name; deleted ones are left out.
    func list(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<RegisteredAgent>

    /// Hides the agent and stops it as `kill` does; its versions stay readable by number.
    ///
    /// - Returns: whether there was one.
    func delete(
        _ name: String, of tenant: Tenant, at now: Timestamp
    ) async throws(StoreError) -> Bool

    /// Stops the agent and raises its generation: what was started under an older one may sign
    /// nothing any more, even after `revive`. Killing twice changes nothing the second time.
    ///
    /// - Returns: the state after it; nil when there is no such agent.
    func kill(
        _ name: String, of tenant: Tenant, at now: Timestamp
    ) async throws(StoreError) -> AgentState?

    /// Lets the agent act again under the generation that `kill` made.
    func revive(_ name: String, of tenant: Tenant) async throws(StoreError) -> AgentState?

    /// - Throws: `.conflict` when the identifier is taken.
    func create(_ session: AgentSession, of tenant: Tenant) async throws(StoreError)

    func agentSession(
        _ id: ID<AgentSession>, of tenant: Tenant
    ) async throws(StoreError) -> AgentSession?

    /// - Returns: whether there was one.
    func setStatus(
        _ status: AgentSession.Status, of id: ID<AgentSession>, tenant: Tenant
    ) async throws(StoreError) -> Bool

    /// By identifier, descending: the newest first. `agent` nil lists those of every agent.
    func agentSessions(
        of agent: String?, tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentSession>
}

/// A design that asks to be registered.
public struct AgentDraft: Sendable, Hashable {
    public var name: String
    public var design: Design
    /// The `paygent` file, byte for byte.
    public var file: [UInt8]
    /// The SHA-256 of the file, in hexadecimal.
    public var sha256: String
    /// The conversation that made it; nil for a file that was sent in.
    public var session: ID<Session>?
    public var isBuiltIn: Bool
    public var createdAt: Timestamp

    public init(
        name: String, design: Design, file: [UInt8], sha256: String, session: ID<Session>? = nil,
        isBuiltIn: Bool = false, createdAt: Timestamp
    ) {
        self.name = name
        self.design = design
        self.file = file
        self.sha256 = sha256
        self.session = session
        self.isBuiltIn = isBuiltIn
        self.createdAt = createdAt
    }
}

/// A registered design. Never changed: a new design is a new version.
public struct AgentVersion: Sendable, Hashable {
    /// From 1.
    public let version: Int
    public let draft: AgentDraft

    public init(version: Int, draft: AgentDraft) {
        self.version = version
        self.draft = draft
    }

    public var name: String { draft.name }
    public var design: Design { draft.design }
}

/// Whether an agent may act, and since which kill.
public struct AgentState: Sendable, Hashable {
    /// Raised by every kill. A run carries the generation it was opened under; the signer refuses
    /// one that is not the present one.
    public var generation: Int64
    /// Nil while the agent may act.
    public var killedAt: Timestamp?

    public init(generation: Int64 = 0, killedAt: Timestamp? = nil) {
        self.generation = generation
        self.killedAt = killedAt
    }

    public var isKilled: Bool { killedAt != nil }
}

public struct RegisteredAgent: Sendable, Hashable {
    public let latest: AgentVersion
    public let state: AgentState

    public init(latest: AgentVersion, state: AgentState) {
        self.latest = latest
        self.state = state
    }
}
