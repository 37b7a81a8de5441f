internal import JSON
internal import Web

/// What the service says of itself.
public protocol HealthReport: Sendable {
    /// One entry a dependency: its name, whether it works, and what that means.
    func dependencies() async -> [DependencyHealth]
    /// False while it drains or has not finished starting.
    var isReady: Bool { get }
    /// In the text format of Prometheus.
    func metrics() async -> String
}

public struct DependencyHealth: Sendable, Hashable {
    public let name: String
    public let isUp: Bool
    /// Whether the service can do without: Redis costs speed only.
    public let isOptional: Bool
    public let note: String

    public init(name: String, isUp: Bool, isOptional: Bool, note: String) {
        self.name = name
        self.isUp = isUp
        self.isOptional = isOptional
        self.note = note
    }
}

/// `/livez`, `/readyz`, `/health`, `/metrics`.
struct Operations {
    let report: any HealthReport
    let version: String

    var routes: [Route] {
        [
            .endpoint(.get, "/livez", tag: "Operations", "Is the process alive?") { _ in Self.alive
            },
            .endpoint(.get, "/readyz", tag: "Operations", "May it get traffic?", ready),
            .endpoint(
                .get, "/health", tag: "Operations", "How is it, and what it stands on?", health),
            .endpoint(.get, "/metrics", tag: "Operations", "Figures for Prometheus") { _ in
                Response(
                    .ok, contentType: "text/plain; version=0.0.4",
                    Array(await report.metrics().utf8))
            },
        ]
    }

    private static let alive = Response.json(["status": "alive"])

    private func ready(_ request: Request) async throws(Problem) -> Response {
        report.isReady
            ? .json(["status": "ready"])
            : .json(["status": "draining"], status: .serviceUnavailable)
    }

    private func health(_ request: Request) async throws(Problem) -> Response {
        let dependencies = await report.dependencies()
        let broken = dependencies.contains { !$0.isUp && !$0.isOptional }
        let degraded = dependencies.contains { !$0.isUp }
        let members = dependencies.map { dependency in
            JSONObject.Member(
                dependency.name,
                [
                    "status": .string(dependency.isUp ? "up" : "down"),
                    "optional": .bool(dependency.isOptional), "note": .string(dependency.note),
                ])
        }
        return .json(
            [
                "status": .string(broken ? "down" : degraded ? "degraded" : "ok"),
                "version": .string(version), "dependencies": .object(JSONObject(members)),
            ], status: broken ? .serviceUnavailable : .ok)
    }
}
