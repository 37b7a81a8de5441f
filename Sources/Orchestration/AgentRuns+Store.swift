import Domain
import JSON
import Paygent

// What runs are loaded from and noted in.
extension AgentRuns {
    func agent(_ name: String, of tenant: Tenant) async throws(Failure) -> RegisteredAgent {
        do {
            if let agent = try await agents.agent(name, of: tenant) { return agent }
        } catch { throw failure(error) }
        throw .agentNotFound(name)
    }

    func version(of reference: AgentReference) async throws(Failure) -> AgentVersion? {
        do {
            return try await agents.agent(
                reference.name, version: reference.version, of: Tenant(reference.tenant))
        } catch { throw failure(error) }
    }

    func design(of step: PlanStep, in run: AgentRun) async throws(Failure) -> Design? {
        try await version(of: actor(of: step, in: run))?.design
    }

    func isKilled(_ agent: AgentReference) async throws(Failure) -> Bool {
        do { return try await paymentRuns.standing(of: agent.key).isKilled } catch {
            throw failure(error)
        }
    }

    func load(_ id: ID<AgentRun>, of tenant: Tenant) async throws(Failure) -> Versioned<AgentRun> {
        do {
            if let stored = try await runs.run(id, of: tenant) { return stored }
        } catch { throw failure(error) }
        throw .runNotFound
    }

    /// What streams are told while a step is under way; the rest is stored with the run.
    func note(_ kind: String, _ run: AgentRun, _ detail: JSONValue) async throws(Failure) {
        do { _ = try await journal.record([run.note(kind, detail)], at: clock.now()) } catch {
            throw failure(error)
        }
        events.announce(run: run.id.rawValue)
    }

    func failure(_ error: StoreError) -> Failure {
        switch error {
        case .conflict: .unavailable("the run is being carried out already")
        case .unavailable(let reason): .unavailable(reason)
        }
    }

    func failure(_ error: PaymentFailure) -> Failure {
        switch error {
        case .store(let error): failure(error)
        default: .unavailable("the payment could not be carried on")
        }
    }
}
