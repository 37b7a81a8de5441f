internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/kill` and `/revive`: the switch for everyone, also for whoever is registered later and for
/// `paygent pay`.
struct StopRoutes {
    let killSwitch: KillSwitch
    let registry: AgentRegistry
    let timekeeper: Timekeeper

    var routes: [Route] {
        [
            .endpoint(
                .get, "/api/v1/kill", tag: "Agents", "Whether everyone is stopped", show),
            .endpoint(
                .post, "/api/v1/kill", tag: "Agents",
                "Stop everyone: nothing is signed for anybody any more", kill),
            .endpoint(
                .post, "/api/v1/revive", tag: "Agents",
                "Let everyone pay again who was not stopped by name", revive),
        ]
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        let standing: Standing
        do { standing = try await killSwitch.standingOfEveryone() } catch { throw Problem(error) }
        return .json([
            "status": standing.isKilled ? "killed" : "active",
            "generation": .integer(standing.generation),
            "message": standing.isKilled
                ? "Everyone is stopped. POST /api/v1/revive lets them pay again."
                : "Everyone may pay who was not stopped by name.",
        ])
    }

    private func kill(_ request: Request) async throws(Problem) -> Response {
        let report: KillReport
        do {
            report = try await killSwitch.kill(.everyone, by: request.caller ?? "owner")
        } catch { throw Problem(error) }
        return .json([
            "status": "killed", "generation": .integer(report.generation),
            "stopped": .strings(report.stopped.map(\.rawValue)),
            "unresolved": .strings(report.unresolved.map(\.rawValue)),
            "unreadable": .strings(report.unreadable.map(\.rawValue)),
            "message": .string(
                "Everyone is stopped, also whoever is registered from now on. Nothing is signed "
                    + "until POST /api/v1/revive."),
        ])
    }

    private func revive(_ request: Request) async throws(Problem) -> Response {
        do {
            try await killSwitch.revive(.everyone, by: request.caller ?? "owner")
        } catch { throw Problem(error) }
        try await forgetThePast()
        return .json([
            "status": "active",
            "message": .string(
                "They may pay again; whoever was stopped by name stays stopped, and so does what "
                    + "was stopped."),
        ])
    }

    /// What came while they were stopped is made up for by none of them.
    private func forgetThePast() async throws(Problem) {
        var cursor: String?
        repeat {
            let page: Page<AgentRegistry.Entry>
            do { page = try await registry.list(of: .local, after: cursor, limit: 200) } catch {
                throw Problem(error)
            }
            for entry in page.items where !entry.standing.isKilled {
                do { try await timekeeper.revived(entry.agent.latest.name, of: .local) } catch {
                    throw Problem(error)
                }
            }
            cursor = page.nextCursor
        } while cursor != nil
    }
}

extension Response {
    /// Of an agent or a team; it stays stopped while everyone is.
    static func revived(_ name: String, _ standing: Standing) -> Response {
        .json([
            "name": .string(name), "status": standing.isKilled ? "killed" : "active",
            "message": standing.isKilled
                ? "It is still stopped, because everyone is. POST /api/v1/revive lets them pay again."
                : "It may pay again. What was stopped stays stopped.",
        ])
    }
}
