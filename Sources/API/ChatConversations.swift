internal import Domain
internal import Hashing
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// The agent session that a chat belongs to.
struct ChatConversations {
    let registry: AgentRegistry
    let agents: any AgentStore

    func session(
        _ wish: ChatOrder.Conversation, with agent: AgentVersion, by caller: String?
    ) async throws(Problem) -> AgentSession {
        switch wish {
        case .session(let id):
            let session = try await agents.openSession(id)
            guard session.agent == agent.name else {
                throw Problem(AgentRegistry.Failure.sessionNotFound(id))
            }
            return session
        case .user(let user): return try await session(of: user, with: agent, by: caller)
        case .new: return try await begin(with: agent)
        }
    }

    /// The same each time for the same key's holder, user and version of the agent, so that a new
    /// version is used at once. When it was ended, the next one.
    private func session(
        of user: String, with agent: AgentVersion, by caller: String?
    ) async throws(Problem) -> AgentSession {
        for number in 0..<Self.endedMax {
            let name: JSONValue = [
                "chat", .optional(caller), .string(agent.name), .integer(Int64(agent.version)),
                .string(user), .integer(Int64(number)),
            ]
            let bits = SHA256.hash(name.bytes).prefix(16).reduce(UInt128(0)) {
                $0 << 8 | UInt128($1)
            }
            let session = try await session(
                AgentSession(
                    id: ID(at: agent.draft.createdAt, random: bits), agent: agent.name,
                    version: agent.version, payload: ["user": .string(user)],
                    createdAt: agent.draft.createdAt))
            if session.status == .open { return session }
        }
        return try await begin(with: agent)
    }

    /// How many ended sessions of one user are passed over.
    private static let endedMax = 100

    /// The stored one, made when there is none; of two that make it at once, both get the first.
    private func session(_ new: AgentSession) async throws(Problem) -> AgentSession {
        do {
            if let stored = try await agents.agentSession(new.id, of: .local) { return stored }
            do { try await agents.create(new, of: .local) } catch .conflict {
                return try await agents.agentSession(new.id, of: .local) ?? new
            }
            return new
        } catch { throw Problem(error) }
    }

    private func begin(with agent: AgentVersion) async throws(Problem) -> AgentSession {
        do {
            return try await registry.begin(
                .object(JSONObject()), with: agent.name, of: .local)
        } catch { throw Problem(error) }
    }
}
