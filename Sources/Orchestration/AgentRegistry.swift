public import Domain
internal import Hashing
public import JSON
public import Paygent
public import Wizard

/// Registers designs as agents, and says which may act.
public struct AgentRegistry: Sendable {
    private let agents: any AgentStore
    private let sessions: any SessionStore
    private let exports: Exports
    private let runs: any RunStore
    private let killSwitch: KillSwitch
    private let clock: any Clock
    private let randomness: any Randomness

    public init(
        agents: any AgentStore, sessions: any SessionStore, exports: Exports, runs: any RunStore,
        killSwitch: KillSwitch, clock: any Clock, randomness: any Randomness
    ) {
        self.agents = agents
        self.sessions = sessions
        self.exports = exports
        self.runs = runs
        self.killSwitch = killSwitch
        self.clock = clock
        self.randomness = randomness
    }

    /// An agent with its right to pay.
    public struct Entry: Sendable {
        public let agent: RegisteredAgent
        public let standing: Standing
    }

    public enum Failure: Error, Equatable {
        case notFound(String)
        case sessionNotFound(String)
        /// Another design has this name.
        case nameTaken(String)
        /// It comes with the service, and others need it.
        case isBuiltIn(String)
        case export(Exports.Failure)
        case file(AgentFileError)
        /// A path of the workflow could pay without its guards.
        case unsafe(PathProof)
        /// The payload of a session does not fit the agent's schema.
        case payload([PayloadSchema.Fault])
        case schema(PayloadSchema.Fault)
        case unavailable(String)
    }

    /// Registers what a conversation designed and its owner approved: the very file that it
    /// exports.
    public func register(session id: ID<Session>, of tenant: Tenant) async throws(Failure) -> Entry
    {
        let file: GeneratedFile
        do {
            file = try await exports.file(
                of: id, of: tenant, as: .platform(.paygent), onlyApproved: true)
        } catch { throw .export(error) }
        return try await register(file.bytes, from: id, of: tenant)
    }

    /// Registers an exported file, after checking that nobody changed it.
    public func register(file: [UInt8], of tenant: Tenant) async throws(Failure) -> Entry {
        try await register(file, from: nil, of: tenant)
    }

    /// Registers what comes with the service, under its file's name. An agent that the owner has
    /// registered under that name stays.
    public func register(builtIn file: [UInt8], of tenant: Tenant) async throws(Failure) {
        let parsed: AgentFile
        do { parsed = try AgentFile(reading: file) } catch { throw .file(error) }
        let name = parsed.name
        do {
            let there = try await agents.agent(name, of: tenant)
            guard there?.latest.draft.isBuiltIn ?? true else { return }
        } catch { throw failure(error) }
        _ = try await register(file, from: nil, isBuiltIn: true, of: tenant)
    }

    private func register(
        _ bytes: [UInt8], from session: ID<Session>?, isBuiltIn: Bool = false, of tenant: Tenant
    ) async throws(Failure) -> Entry {
        let file: AgentFile
        do { file = try AgentFile(reading: bytes) } catch { throw .file(error) }
        let proof = PathProof(file.workflow, file.design.policy)
        guard proof.holds else { throw .unsafe(proof) }
        let name = isBuiltIn ? file.name : try await name(for: file, by: session, of: tenant)
        do {
            let draft = AgentDraft(
                name: name, design: file.design, file: bytes,
                sha256: Hex.encode(SHA256.hash(bytes)),
                session: session, isBuiltIn: isBuiltIn, createdAt: clock.now())
            let wasListed = try await agents.agent(name, of: tenant) != nil
            _ = try await agents.register(draft, of: tenant)
            if !wasListed { try await letAct(name, of: tenant) }
        } catch { throw failure(error) }
        return try await agent(name, of: tenant)
    }

    /// A deleted agent was stopped; whoever registers its name again has an agent that may pay,
    /// under the generation that the kill made. A listed agent that was killed stays killed.
    private func letAct(_ name: String, of tenant: Tenant) async throws(StoreError) {
        let key = AgentReference(name: name, version: 1, tenant: tenant.rawValue).key
        guard try await runs.standing(of: key).isKilled else { return }
        try await killSwitch.revive(.agent(key), by: "owner")
    }

    /// A conversation makes new versions of its own agent, never of another's. A name that the
    /// owner chose is refused when it is taken; one of our making gets a number.
    private func name(
        for file: AgentFile, by session: ID<Session>?, of tenant: Tenant
    ) async throws(Failure) -> String {
        let name = Slug.name(file.name)
        guard let session else { return name }
        for number in 1...Self.sameNamesMax {
            let candidate = number == 1 ? name : "\(name)_\(number)"
            let taken: RegisteredAgent?
            do { taken = try await agents.agent(candidate, of: tenant) } catch {
                throw failure(error)
            }
            guard let taken, taken.latest.draft.session != session else { return candidate }
            if file.design.spec.text(.agentName) != nil { break }
        }
        throw .nameTaken(name)
    }

    static let sameNamesMax = 1000

    public func agent(_ name: String, of tenant: Tenant) async throws(Failure) -> Entry {
        let found: RegisteredAgent?
        do { found = try await agents.agent(name, of: tenant) } catch { throw failure(error) }
        guard let found else { throw .notFound(name) }
        return try await entry(found, tenant)
    }

    public func list(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(Failure) -> Page<Entry> {
        let page: Page<RegisteredAgent>
        do { page = try await agents.list(of: tenant, after: cursor, limit: limit) } catch {
            throw failure(error)
        }
        var entries: [Entry] = []
        for agent in page.items { entries.append(try await entry(agent, tenant)) }
        return Page(items: entries, nextCursor: page.nextCursor)
    }

    /// Newest first.
    ///
    /// - Parameter before: a version; those below it are listed.
    public func versions(
        of name: String, tenant: Tenant, before: Int?, limit: Int
    ) async throws(Failure) -> [AgentVersion] {
        let latest = try await agent(name, of: tenant).agent.latest.version
        let first = min(latest, (before ?? .max) - 1)
        var versions: [AgentVersion] = []
        for number in stride(from: first, to: max(0, first - limit), by: -1) {
            do {
                guard let version = try await agents.agent(name, version: number, of: tenant) else {
                    continue
                }
                versions.append(version)
            } catch { throw failure(error) }
        }
        return versions
    }

    /// Stops it first, so that nothing is signed for what is no longer listed.
    public func delete(_ name: String, of tenant: Tenant) async throws(Failure) {
        guard try await !agent(name, of: tenant).agent.latest.draft.isBuiltIn else {
            throw .isBuiltIn(name)
        }
        _ = try await kill(name, of: tenant)
        do { _ = try await agents.delete(name, of: tenant) } catch {
            throw failure(error)
        }
    }

    public func kill(_ name: String, of tenant: Tenant) async throws(Failure) -> KillReport {
        let key = try await key(name, tenant)
        do { return try await killSwitch.kill(.agent(key), by: "owner") } catch {
            throw failure(error)
        }
    }

    public func revive(_ name: String, of tenant: Tenant) async throws(Failure) {
        let key = try await key(name, tenant)
        do { try await killSwitch.revive(.agent(key), by: "owner") } catch { throw failure(error) }
    }

    /// What its sessions are begun with; nil for anything.
    public func payloadSchema(
        of name: String, tenant: Tenant
    ) async throws(Failure) -> PayloadSchema? {
        _ = try await key(name, tenant)
        let json: JSONValue?
        do { json = try await agents.payloadSchema(of: name, tenant: tenant) } catch {
            throw failure(error)
        }
        guard let json else { return nil }
        do { return try PayloadSchema(json) } catch { throw .schema(error) }
    }

    /// - Parameter schema: null takes it away.
    public func setPayloadSchema(
        _ schema: JSONValue, of name: String, tenant: Tenant
    ) async throws(Failure) {
        _ = try await key(name, tenant)
        if !schema.isNull {
            do { _ = try PayloadSchema(schema) } catch { throw .schema(error) }
        }
        do {
            // A bare nil would be JSON's null.
            let kept: JSONValue? = schema.isNull ? .none : .some(schema)
            try await agents.setPayloadSchema(kept, of: name, tenant: tenant)
        } catch { throw failure(error) }
    }

    /// A session pins the agent's present version.
    public func begin(
        _ payload: JSONValue, with name: String, of tenant: Tenant
    ) async throws(Failure) -> AgentSession {
        let session = try await prepare(payload, with: name, of: tenant)
        if let schema = try await payloadSchema(of: name, tenant: tenant) {
            let faults = schema.faults(in: payload)
            guard faults.isEmpty else { throw .payload(faults) }
        }
        do { try await agents.create(session, of: tenant) } catch { throw failure(error) }
        return session
    }

    /// A session that is stored with its first run.
    public func prepare(
        _ payload: JSONValue, with name: String, of tenant: Tenant
    ) async throws(Failure) -> AgentSession {
        let agent = try await agent(name, of: tenant).agent.latest
        let now = clock.now()
        return AgentSession(
            id: ID(at: now, random: randomness.next()), agent: name, version: agent.version,
            payload: payload, createdAt: now)
    }

    public func session(
        _ id: String, of name: String, tenant: Tenant
    ) async throws(Failure) -> AgentSession {
        guard let uuid = ID<AgentSession>(uuid: id) else { throw .sessionNotFound(id) }
        do {
            if let session = try await agents.agentSession(uuid, of: tenant), session.agent == name
            {
                return session
            }
        } catch { throw failure(error) }
        throw .sessionNotFound(id)
    }

    public func sessions(
        of name: String, tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(Failure) -> Page<AgentSession> {
        _ = try await key(name, tenant)
        do {
            return try await agents.agentSessions(
                of: name, tenant: tenant, after: cursor, limit: limit)
        } catch { throw failure(error) }
    }

    private func entry(
        _ agent: RegisteredAgent, _ tenant: Tenant
    ) async throws(Failure) -> Entry {
        let key = AgentReference(
            name: agent.latest.name, version: agent.latest.version, tenant: tenant.rawValue
        ).key
        do { return Entry(agent: agent, standing: try await runs.standing(of: key)) } catch {
            throw failure(error)
        }
    }

    private func key(_ name: String, _ tenant: Tenant) async throws(Failure) -> String {
        let agent = try await agent(name, of: tenant).agent.latest
        return AgentReference(name: name, version: agent.version, tenant: tenant.rawValue).key
    }

    private func failure(_ error: StoreError) -> Failure {
        switch error {
        case .conflict: .unavailable("the agent was changed at the same time")
        case .unavailable(let reason): .unavailable(reason)
        }
    }
}
