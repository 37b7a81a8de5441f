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
    /// - Parameter new: the session that begins with the run, not stored yet.
    public func begin(
        _ order: Order, agent name: String, session: ID<AgentSession>?,
        beginning new: AgentSession? = nil, as id: ID<AgentRun>? = nil, of tenant: Tenant
    ) async throws(Failure) -> AgentRun {
        if let id, let stored = try await stored(id, of: tenant) { return stored }
        let latest = try await agent(name, of: tenant).latest
        let version =
            if let new { new.version } else {
                try await pinned(session, tenant) ?? latest.version
            }
        let reference = AgentReference(name: name, version: version, tenant: tenant.rawValue)
        guard try await !isKilled(reference) else { throw .agentKilled(name) }
        let isLatest = version == latest.version
        let found = isLatest ? latest : try await self.version(of: reference)
        let command = try await read(
            order, in: session, of: tenant, tools: found?.design.effective.customTools ?? [])
        let driver = driver(of: order, read: command, by: found)
        return try await store(
            AgentRun(
                id: id ?? newID(), agent: reference, session: new?.id ?? session,
                text: order.text, command: command, terms: order.terms,
                plan: driver == .model ? Plan([]) : Planner.plan(command), driver: driver,
                startedAt: clock.now()), beginning: new, of: tenant)
    }

    /// Stores a new run with the note that it began.
    func store(
        _ run: AgentRun, beginning session: AgentSession? = nil, of tenant: Tenant
    ) async throws(Failure) -> AgentRun {
        do { try await runs.open(opening(run, beginning: session, of: tenant)) } catch .conflict {
            return try await load(run.id, of: tenant).value
        } catch { throw failure(error) }
        events.announce(run: run.id.rawValue)
        return run
    }

    func opening(
        _ run: AgentRun, beginning session: AgentSession? = nil, of tenant: Tenant
    ) -> AgentRunOpening {
        let now = clock.now()
        return AgentRunOpening(
            run, of: tenant, lease: LeaseClaim(presence, at: now).first, session: session,
            notes: [run.startNote], at: now)
    }

    public func newID() -> ID<AgentRun> { ID(at: clock.now(), random: randomness.next()) }

    /// Ends a run wherever it is. What is signed already is not called back, and stays in the
    /// payments.
    public func cancel(_ id: ID<AgentRun>, of tenant: Tenant) async throws(Failure) -> AgentRun {
        for _ in 0..<Self.conflictsMax {
            let stored = try await load(id, of: tenant)
            var run = stored.value
            let end = AgentRun.Event.ended(
                .cancelled, output: "It was stopped by its owner.", at: clock.now())
            do { try run.apply(end) } catch { return stored.value }
            let change = AgentRunChange(
                run, expected: stored.version, notes: run.endNote.map { [$0] } ?? [],
                at: clock.now())
            do { _ = try await runs.commit(change) } catch .conflict {
                continue
            } catch { throw failure(error) }
            events.announce(run: run.id.rawValue)
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
