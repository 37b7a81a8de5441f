import Domain
import JSON
import Orchestration
import Paygent
import Testing
import Wizard

/// What every agent store does.
@Suite struct AgentStoreContract {
    @Test(arguments: Backend.ofAgents)
    func versionsCountUpAndStay(backend: Backend) async throws {
        let agents = try await backend.open().stores.agents
        let first = try await agents.register(draft("buyer", 1), of: .local)
        let second = try await agents.register(draft("buyer", 2), of: .local)
        #expect(first.version == 1 && second.version == 2)
        #expect(try await agents.agent("buyer", of: .local)?.latest == second)
        #expect(try await agents.agent("buyer", version: 1, of: .local) == first)
        #expect(try await agents.agent("buyer", version: 3, of: .local) == nil)
        #expect(first.draft == draft("buyer", 1))
    }

    @Test(arguments: Backend.ofAgents)
    func theSameFileIsTheSameVersion(backend: Backend) async throws {
        let agents = try await backend.open().stores.agents
        _ = try await agents.register(draft("buyer", 1), of: .local)
        #expect(try await agents.register(draft("buyer", 1), of: .local).version == 1)
    }

    @Test(arguments: Backend.ofAgents)
    func tenantsShareNoNames(backend: Backend) async throws {
        let agents = try await backend.open().stores.agents
        _ = try await agents.register(draft("buyer", 1), of: .local)
        let other = Tenant("other")
        #expect(try await agents.agent("buyer", of: other) == nil)
        #expect(try await agents.delete("buyer", of: other) == false)
        #expect(try await agents.register(draft("buyer", 2), of: other).version == 1)
    }

    @Test(arguments: Backend.ofAgents)
    func aDeletedAgentIsHiddenUntilItIsRegisteredAgain(backend: Backend) async throws {
        let agents = try await backend.open().stores.agents
        _ = try await agents.register(draft("buyer", 1), of: .local)
        #expect(try await agents.delete("buyer", of: .local))
        #expect(try await agents.delete("buyer", of: .local) == false)
        #expect(try await agents.agent("buyer", of: .local) == nil)
        #expect(try await agents.list(of: .local, after: nil, limit: 9).items.isEmpty)
        #expect(try await agents.agent("buyer", version: 1, of: .local) != nil)
        // The same file again: it comes back, as a new version.
        #expect(try await agents.register(draft("buyer", 1), of: .local).version == 2)
        #expect(try await agents.agent("buyer", of: .local)?.latest.version == 2)
    }

    @Test(arguments: Backend.ofAgents)
    func agentsAreListedByName(backend: Backend) async throws {
        let agents = try await backend.open().stores.agents
        for name in ["b", "a", "d", "c"] {
            _ = try await agents.register(draft(name, 1), of: .local)
        }
        let first = try await agents.list(of: .local, after: nil, limit: 3)
        #expect(first.items.map(\.latest.name) == ["a", "b", "c"])
        let second = try await agents.list(of: .local, after: first.nextCursor, limit: 3)
        #expect(second.items.map(\.latest.name) == ["d"])
        #expect(second.nextCursor == nil)
    }

    @Test(arguments: Backend.ofAgents)
    func sessionsOfAgentsAreKept(backend: Backend) async throws {
        let agents = try await backend.open().stores.agents
        for (name, agent) in [("u1", "a"), ("u2", "b"), ("u3", "a")] {
            try await agents.create(agentSession(name, of: agent), of: .local)
        }
        await #expect(throws: StoreError.conflict) {
            try await agents.create(agentSession("u1", of: "a"), of: .local)
        }
        let read = try await agents.agentSession(ID("u1"), of: .local)
        #expect(read == agentSession("u1", of: "a"))
        #expect(try await agents.agentSession(ID("u1"), of: Tenant("other")) == nil)
        #expect(try await agents.setStatus(.closed, of: ID("u1"), tenant: .local))
        #expect(try await agents.setStatus(.closed, of: ID("u9"), tenant: .local) == false)
        #expect(try await agents.agentSession(ID("u1"), of: .local)?.status == .closed)

        let ofA = try await agents.agentSessions(of: "a", tenant: .local, after: nil, limit: 9)
        #expect(ofA.items.map(\.id.rawValue) == ["u3", "u1"])
        let all = try await agents.agentSessions(of: nil, tenant: .local, after: nil, limit: 2)
        #expect(all.items.map(\.id.rawValue) == ["u3", "u2"])
        let rest = try await agents.agentSessions(
            of: nil, tenant: .local, after: all.nextCursor, limit: 2)
        #expect(rest.items.map(\.id.rawValue) == ["u1"])
    }

    private func draft(_ name: String, _ number: Int) -> AgentDraft {
        AgentDraft(
            name: name, design: snapshot(number).design, file: [UInt8(number)],
            sha256: "hash\(number)", session: ID("s1"), createdAt: at(50))
    }

    private func agentSession(_ id: String, of agent: String) -> AgentSession {
        AgentSession(
            id: ID(id), agent: agent, version: 1, payload: ["city": "Rome"], createdAt: at(60))
    }
}
