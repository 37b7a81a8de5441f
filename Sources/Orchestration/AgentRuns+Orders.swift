public import Domain
internal import JSON
public import Paygent

/// What an agent is told to do.
public struct Order: Sendable, Hashable {
    /// For people and for the log; it is read when there is no command.
    public var text: String
    /// What the caller asks for in so many fields.
    public var command: Command?
    public var terms: AgentRun.Terms

    public init(
        _ text: String, command: Command? = nil, terms: AgentRun.Terms = AgentRun.Terms()
    ) {
        self.text = text
        self.command = command
        self.terms = terms
    }
}

// How runs begin, and how they are ended from outside.
extension AgentRuns {
    public func begin(
        _ text: String, agent name: String, session: ID<AgentSession>?,
        by requester: String = "owner", of tenant: Tenant
    ) async throws(Failure) -> AgentRun {
        let order = Order(text, terms: AgentRun.Terms(requester: requester))
        return try await begin(order, agent: name, session: session, of: tenant)
    }

    /// A new run, stored with its plan before its first step.
    ///
    /// - Parameter id: chosen before, for requests that may be repeated; a run that is there
    ///   already is answered as it stands.
    public func begin(
        _ order: Order, agent name: String, session: ID<AgentSession>?,
        as id: ID<AgentRun>? = nil, of tenant: Tenant
    ) async throws(Failure) -> AgentRun {
        if let id, let stored = try await stored(id, of: tenant) { return stored }
        let latest = try await agent(name, of: tenant).latest
        let version = try await pinned(session, tenant) ?? latest.version
        let reference = AgentReference(name: name, version: version, tenant: tenant.rawValue)
        guard try await !isKilled(reference) else { throw .agentKilled(name) }
        let isLatest = version == latest.version
        let design = isLatest ? latest.design : try await self.version(of: reference)?.design
        let command = try await read(
            order, in: session, of: tenant, tools: design?.effective.customTools ?? [])
        return try await store(
            AgentRun(
                id: id ?? newID(), agent: reference, session: session, text: order.text,
                command: command, terms: order.terms, plan: Planner.plan(command),
                startedAt: clock.now()), of: tenant)
    }

    /// Stores a new run and notes that it began.
    func store(_ run: AgentRun, of tenant: Tenant) async throws(Failure) -> AgentRun {
        let lease = LeaseClaim(presence, at: clock.now()).first
        do { try await runs.create(run, of: tenant, lease: lease) } catch .conflict {
            return try await load(run.id, of: tenant).value
        } catch { throw failure(error) }
        try await noteStart(run)
        return run
    }

    public func newID() -> ID<AgentRun> { ID(at: clock.now(), random: randomness.next()) }

    /// Ends a run wherever it is. What is signed already is not called back, and stays in the
    /// payments.
    public func cancel(_ id: ID<AgentRun>, of tenant: Tenant) async throws(Failure) -> AgentRun {
        for _ in 0..<Self.conflictsMax {
            let stored = try await load(id, of: tenant)
            var run = stored.value
            let output = "It was stopped by its owner."
            do { try run.apply(.ended(.cancelled, output: output, at: clock.now())) } catch {
                return stored.value
            }
            do { _ = try await runs.save(run, expected: stored.version) } catch .conflict {
                continue
            } catch { throw failure(error) }
            try await note(
                "run_ended", run,
                ["status": .string(run.status.rawValue), "output": .string(output)])
            return run
        }
        throw .unavailable("the run is changing all the time")
    }

    static let conflictsMax = 8

    private func stored(
        _ id: ID<AgentRun>, of tenant: Tenant
    ) async throws(Failure) -> AgentRun? {
        do { return try await runs.run(id, of: tenant)?.value } catch { throw failure(error) }
    }

    func pinned(
        _ session: ID<AgentSession>?, _ tenant: Tenant
    ) async throws(Failure) -> Int? {
        guard let session else { return nil }
        let found: AgentSession?
        do { found = try await agents.agentSession(session, of: tenant) } catch {
            throw failure(error)
        }
        guard let found, found.status == .open else { throw .sessionNotFound }
        return found.version
    }
}

extension AgentRun.Terms {
    /// How the resource is asked for, with and without a payment.
    func request(for url: String) -> HTTPRequest {
        guard let body else { return HTTPRequest(method, url) }
        return HTTPRequest(
            method, url, headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(body.utf8))
    }
}
