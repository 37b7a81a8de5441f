internal import Domain
internal import JSON
internal import Paygent
internal import Web

/// `/agent/parse`: what a sentence asks for. Nothing is carried out.
struct CommandRoutes {
    /// Characters, not bytes.
    static let charactersMax = 10_000

    var routes: [Route] {
        [
            .endpoint(
                .post, "/api/v1/agent/parse", tag: "Agent",
                "What a command asks for; nothing is executed",
                request: Schema.object(["command": "string"], required: ["command"]), parse)
        ]
    }

    private func parse(_ request: Request) async throws(Problem) -> Response {
        let text = try request.jsonObject().requiredString("command", example: Self.example)
        guard text.utf8.contains(where: { $0 > 32 }) else {
            throw Problem.invalid(
                "command", "'command' is blank; send text such as \"\(Self.example)\".")
        }
        guard text.count <= Self.charactersMax else {
            throw Problem.invalid(
                "command", "'command' has at most \(Self.charactersMax) characters.")
        }
        let command = CommandReader.read(text)
        return .json([
            "intent": .string(command.intent), "params": command.params,
            "confidence": .number(command.confidence.description),
        ])
    }

    private static let example = "Pay 0.10 USDC to api.weather.example"
}
