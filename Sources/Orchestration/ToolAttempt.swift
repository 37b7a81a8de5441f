internal import Domain
internal import JSON
internal import Paygent

/// One sending of one call.
struct ToolAttempt {
    let use: Command.ToolUse
    let step: PlanStep
    let secrets: [String]
    let retries: Retries

    func answered(_ response: HTTPResponse) -> AgentRuns.StepResult {
        answered(
            response.status, response.value(of: "Content-Type") ?? "application/octet-stream",
            response.body)
    }

    /// What a tool says is kept as text that nobody vouches for.
    func answered(
        _ status: Int, _ contentType: String, _ body: [UInt8]
    ) -> AgentRuns.StepResult {
        let kept = body.prefix(ToolCaller.answerBytesMax)
        let text = ToolCaller.hiding(secrets, in: String(decoding: kept, as: UTF8.self))
        let answer = PaidResponse(
            status: status, contentType: contentType, body: Array(text.utf8))
        let isShort = text.utf8.count <= 200 && !text.isEmpty
        return .done(
            ToolCall(
                tool: use.tool, arguments: .object(use.arguments),
                result: [
                    "response": answer.json, "truncated": .bool(kept.count < body.count),
                    "sentence": .string(
                        isShort ? "\(use.tool) answered: \(text)" : "\(use.tool) answered."),
                ], succeeded: true))
    }
}

/// How often and after how long a call is tried again.
struct Retries {
    var policy: RetryPolicy

    static let retriesDefault = 2
    static let retriesMax = 10
    static let delayDefault: Int64 = 250
    static let delayMax: Int64 = 86_400_000

    init(_ policy: RetryPolicy?) { self.policy = policy ?? RetryPolicy() }

    /// In milliseconds; nil when it is not tried again.
    func delay(after failed: Int) -> Int64? {
        guard failed < min(policy.retriesMax ?? Self.retriesDefault, Self.retriesMax) else {
            return nil
        }
        var delay = Self.delayDefault
        if let seconds = policy.delaySeconds {
            do { delay = Int64(clamping: try seconds.scaled(to: 3)) } catch {
                delay = Self.delayMax
            }
        }
        if policy.backoff != .fixed { delay = min(delay, Self.delayMax) << Int64(failed) }
        return min(delay, Self.delayMax)
    }
}
