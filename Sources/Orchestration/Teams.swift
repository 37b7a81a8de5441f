public import Domain
public import JSON
public import Paygent
internal import Wizard

/// Makes teams of registered agents, stops them, and begins their sessions and runs.
public struct Teams: Sendable {
    private let store: any TeamStore
    private let agents: any AgentStore
    private let runs: any RunStore
    private let agentRuns: AgentRuns
    private let killSwitch: KillSwitch
    private let clock: any Clock

    public init(
        store: any TeamStore, agents: any AgentStore, runs: any RunStore, agentRuns: AgentRuns,
        killSwitch: KillSwitch, clock: any Clock
    ) {
        self.store = store
        self.agents = agents
        self.runs = runs
        self.agentRuns = agentRuns
        self.killSwitch = killSwitch
        self.clock = clock
    }

    public enum Failure: Error, Equatable {
        case notFound(String)
        case nameTaken(String)
        /// What was wrong with a new team, and what would be right.
        case invalid(field: String, String)
        case sessionNotFound
        case run(AgentRuns.Failure)
        case unavailable(String)
    }

    public struct Entry: Sendable {
        public let team: Team
        public let standing: Standing
    }

    public func create(_ team: Team, of tenant: Tenant) async throws(Failure) -> Entry {
        guard Slug.name(team.name) == team.name else {
            throw .invalid(
                field: "name",
                "A team's name has 1 to 32 small letters, digits and underscores, and begins with "
                    + "a letter.")
        }
        guard (1...Team.membersMax).contains(team.members.count),
            Set(team.members).count == team.members.count
        else {
            throw .invalid(
                field: "members",
                "A team has 1 to \(Team.membersMax) agents, each named once.")
        }
        for name in team.members where try await member(name, tenant) == nil {
            throw .invalid(field: "members", "There is no agent called '\(name)'.")
        }
        do { try await store.create(team, of: tenant) } catch .conflict {
            throw .nameTaken(team.name)
        } catch { throw failure(error) }
        // A deleted team of this name was stopped; the new one may act.
        let key = team.reference(of: tenant.rawValue).key
        do {
            if try await runs.standing(of: key).isKilled {
                try await killSwitch.revive(.agent(key), by: "owner")
            }
        } catch { throw failure(error) }
        return try await self.team(team.name, of: tenant)
    }

    public func team(_ name: String, of tenant: Tenant) async throws(Failure) -> Entry {
        let found: Team?
        do { found = try await store.team(name, of: tenant) } catch { throw failure(error) }
        guard let found else { throw .notFound(name) }
        return try await entry(found, tenant)
    }

    public func list(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(Failure) -> Page<Entry> {
        let page: Page<Team>
        do { page = try await store.teams(of: tenant, after: cursor, limit: limit) } catch {
            throw failure(error)
        }
        var entries: [Entry] = []
        for team in page.items { entries.append(try await entry(team, tenant)) }
        return Page(items: entries, nextCursor: page.nextCursor)
    }

    /// Stops it first, so that nothing is signed for what is no longer listed.
    public func delete(_ name: String, of tenant: Tenant) async throws(Failure) {
        _ = try await kill(name, of: tenant)
        do { _ = try await store.deleteTeam(name, of: tenant) } catch { throw failure(error) }
    }

    /// Its members stay agents of their own, who may pay without it.
    public func kill(_ name: String, of tenant: Tenant) async throws(Failure) -> KillReport {
        let key = try await team(name, of: tenant).team.reference(of: tenant.rawValue).key
        do { return try await killSwitch.kill(.agent(key), by: "owner") } catch {
            throw failure(error)
        }
    }

    public func revive(_ name: String, of tenant: Tenant) async throws(Failure) {
        let key = try await team(name, of: tenant).team.reference(of: tenant.rawValue).key
        do { try await killSwitch.revive(.agent(key), by: "owner") } catch { throw failure(error) }
    }

    private func entry(_ team: Team, _ tenant: Tenant) async throws(Failure) -> Entry {
        do {
            let standing = try await runs.standing(of: team.reference(of: tenant.rawValue).key)
            return Entry(team: team, standing: standing)
        } catch { throw failure(error) }
    }

    private func member(
        _ name: String, _ tenant: Tenant
    ) async throws(Failure) -> RegisteredAgent? {
        do { return try await agents.agent(name, of: tenant) } catch { throw failure(error) }
    }

    private func failure(_ error: StoreError) -> Failure {
        switch error {
        case .conflict: .unavailable("the team was changed at the same time")
        case .unavailable(let reason): .unavailable(reason)
        }
    }
}

// Sessions and runs of a team.
extension Teams {
    public func begin(
        _ payload: JSONValue, with name: String, of tenant: Tenant
    ) async throws(Failure) -> AgentSession {
        let team = try await self.team(name, of: tenant).team
        let session = AgentSession(
            id: agentRuns.newSessionID(), agent: Team.agentName(team.name), version: 1,
            payload: payload, createdAt: clock.now())
        do { try await agents.create(session, of: tenant) } catch { throw failure(error) }
        return session
    }

    public func session(
        _ id: String, of name: String, tenant: Tenant
    ) async throws(Failure) -> AgentSession {
        guard let uuid = ID<AgentSession>(uuid: id) else { throw .sessionNotFound }
        do {
            if let session = try await agents.agentSession(uuid, of: tenant),
                session.agent == Team.agentName(name)
            {
                return session
            }
        } catch { throw failure(error) }
        throw .sessionNotFound
    }

    public func sessions(
        of name: String, tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(Failure) -> Page<AgentSession> {
        let team = try await self.team(name, of: tenant).team
        do {
            return try await agents.agentSessions(
                of: Team.agentName(team.name), tenant: tenant, after: cursor, limit: limit)
        } catch { throw failure(error) }
    }

    /// A new run; each step is given to a member at that member's present version.
    public func begin(
        _ order: Order, team name: String, session: ID<AgentSession>?, as id: ID<AgentRun>?,
        of tenant: Tenant
    ) async throws(Failure) -> AgentRun {
        let entry = try await team(name, of: tenant)
        guard !entry.standing.isKilled else { throw .run(.agentKilled(name)) }
        var members: [TeamRouter.Member] = []
        var tools: [HTTPTool] = []
        for name in entry.team.members {
            guard let agent = try await member(name, tenant)?.latest else { continue }
            members.append(TeamRouter.Member(agent, of: tenant))
            tools += agent.design.effective.customTools
        }
        guard !members.isEmpty else {
            throw .invalid(
                field: "members", "None of the team's agents is registered any more.")
        }
        let share = entry.team.share(of: tenant.rawValue)
        do {
            return try await agentRuns.begin(
                order, of: share, TeamRouter(members), tools: tools, session: session, as: id,
                tenant: tenant)
        } catch { throw .run(error) }
    }
}

extension TeamRouter.Member {
    fileprivate init(_ agent: AgentVersion, of tenant: Tenant) {
        let spec = agent.design.effective
        let policy = agent.design.policy
        self.init(
            agent: AgentReference(
                name: agent.name, version: agent.version, tenant: tenant.rawValue),
            tools: policy.tools, customTools: policy.customTools,
            about: [spec.text(.agentType), spec.text(.goals)].compactMap(\.self)
                .joined(separator: " "))
    }
}
