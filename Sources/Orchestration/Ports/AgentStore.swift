public import Domain
public import JSON
public import Paygent
public import Wizard

/// Where the designs that run are kept, as immutable versions.
public protocol AgentStore: Sendable {
    /// Adds the next version of that name, 1 for a new one; a deleted name goes on counting and is
    /// listed again. The same file as the latest version of a listed agent adds nothing.
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

    /// Hides the agent; its versions stay readable by number. Whoever deletes stops it before.
    ///
    /// - Returns: whether there was one.
    func delete(_ name: String, of tenant: Tenant) async throws(StoreError) -> Bool

    /// What sessions with the agent are begun with; nil for anything. A JSON Schema that was
    /// checked before.
    func payloadSchema(of name: String, tenant: Tenant) async throws(StoreError) -> JSONValue?

    /// Nil takes it away. Sessions that were begun before stay as they are.
    func setPayloadSchema(
        _ schema: JSONValue?, of name: String, tenant: Tenant
    ) async throws(StoreError)

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

/// An agent that is listed. Whether it may pay is the kill switch's to say: `RunStore.standing`.
public struct RegisteredAgent: Sendable, Hashable {
    public let latest: AgentVersion

    public init(latest: AgentVersion) { self.latest = latest }
}
