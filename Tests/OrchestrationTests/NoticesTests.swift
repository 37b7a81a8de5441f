import Domain
import Hashing
import JSON
import Orchestration
import Paygent
import Synchronization
import Testing

/// What is told, how often it is tried, and when it is given up.
@Suite struct NoticesTests {
    static let secret = Array(repeating: UInt8(7), count: 32)

    @Test func whatHappenedBeforeIsNotToldAndEveryKindAfterItIs() async throws {
        let bench = MoneyBench(
            ScriptedGateway(deliveries: [
                .paid(Money.receipt), .paid(Money.receipt),
                .undecided(Reason(.declined, "no")), .paid(Money.receipt),
            ]))
        let post = Post()
        let webhooks = webhooks(bench, post)
        _ = try await bench.payments.pay(MoneyBench.intent("old"), under: bench.policy)
        try await webhooks.collect()
        _ = try await bench.payments.pay(MoneyBench.intent("paid"), under: bench.policy)
        _ = try await bench.payments.pay(MoneyBench.intent("open"), under: bench.policy)
        _ = try await bench.payments.pay(
            MoneyBench.intent("refused", units: 99_000_000), under: bench.policy)
        let asked = try await bench.payments.pay(
            MoneyBench.intent("asked", units: 2_000_000), under: bench.policy)
        _ = asked
        let approval = try #require(try await bench.approvals.pending(of: .local).first)
        _ = try await bench.approvals.approve(
            approval.id, hash: approval.hash, by: Approver(name: "ana", isOwner: false),
            of: .local)
        _ = try await bench.killSwitch.kill(.everyone, by: "ana")
        try await bench.killSwitch.revive(.everyone, by: "ana")
        try await webhooks.collect()
        while try await webhooks.deliver() == .heard {}
        let types = post.bodies.compactMap { $0["type"]?.string }.sorted()
        #expect(
            types == [
                "agent.killed", "agent.revived", "approval.decided", "approval.requested",
                "payment.failed", "payment.settled", "payment.settled", "payment.unresolved",
            ])
        for body in post.bodies {
            #expect(!body.text.contains("signed at"), "the signed bytes are told: \(body.text)")
        }
        let settled = post.bodies.first { $0["type"]?.string == "payment.settled" }
        #expect(settled?["data"]?["payment_id"]?.string != "old")
    }

    /// Units: seconds after the first try.
    @Test func aMessageIsTriedAgainAndAgainAndThenGivenUp() async throws {
        let bench = MoneyBench()
        let post = Post(statuses: Array(repeating: 500, count: 99))
        let webhooks = webhooks(bench, post)
        try await webhooks.collect()
        _ = try await bench.killSwitch.kill(.everyone, by: "ana")
        try await webhooks.collect()
        let start = bench.clock.now()
        var tries: [Int64] = []
        var end: Notices.Outcome = .nothingDue
        while tries.count < 50 {
            let outcome = try await webhooks.deliver()
            if outcome == .nothingDue {
                bench.clock.advance(seconds: 1)
                continue
            }
            tries.append(bench.clock.now().secondsSinceEpoch - start.secondsSinceEpoch)
            end = outcome
            if case .givenUp = outcome { break }
        }
        #expect(tries.prefix(5) == [0, 1, 6, 36, 336] && tries.count == 12)
        #expect((tries.last ?? 0) > 3 * 86_400)
        guard case .givenUp(_, let kind, let reason) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(kind == "agent.killed" && reason == "it answered 500")
        #expect(try await webhooks.deliver() == .nothingDue)
        #expect(Set(post.requests.map { $0.header("webhook-id") }).count == 1)
    }

    @Test func aMessageIsSignedAnewAtEveryTry() async throws {
        let bench = MoneyBench()
        let post = Post(statuses: [302, 200])
        let webhooks = webhooks(bench, post)
        try await webhooks.collect()
        _ = try await bench.killSwitch.kill(.everyone, by: "ana")
        try await webhooks.collect()
        #expect(try await webhooks.deliver() == .notHeard("it answered 302"))
        bench.clock.advance(seconds: 1)
        #expect(try await webhooks.deliver() == .heard)
        #expect(post.requests.count == 2)
        for request in post.requests {
            let headers = StandardWebhook.Headers(
                id: request.header("webhook-id"),
                timestamp: Int64(request.header("webhook-timestamp")) ?? 0,
                signature: request.header("webhook-signature"))
            try StandardWebhook.verify(
                request.body, headers, secrets: [Self.secret],
                now: bench.clock.now().secondsSinceEpoch)
        }
    }

    @Test func goneIsGone() async throws {
        let bench = MoneyBench()
        let webhooks = webhooks(bench, Post(statuses: [410]))
        try await webhooks.collect()
        _ = try await bench.killSwitch.kill(.everyone, by: "ana")
        try await webhooks.collect()
        guard case .givenUp = try await webhooks.deliver() else {
            Issue.record("410 is not final")
            return
        }
    }

    private func webhooks(_ bench: MoneyBench, _ post: Post) -> Notices {
        Notices(
            by: WebhookCarrier(
                .init(url: "https://owner.example/hook", secrets: [Self.secret]), http: post),
            outbox: MemoryOutbox(), journal: bench.store, runs: bench.store,
            clock: bench.clock)
    }
}

/// Answers with the statuses it is given, then 200.
private final class Post: HTTPClient {
    private let state: Mutex<(statuses: [Int], requests: [HTTPRequest])>

    init(statuses: [Int] = []) { state = Mutex((statuses, [])) }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    var bodies: [JSONValue] {
        requests.compactMap { request in
            do { return try JSONValue(parsing: request.body) } catch { return nil }
        }
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        state.withLock { state in
            state.requests.append(request)
            return HTTPResponse(
                status: state.statuses.isEmpty ? 200 : state.statuses.removeFirst())
        }
    }

    func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse { throw .badRequest("not here") }
}

extension HTTPRequest {
    fileprivate func header(_ name: String) -> String {
        headers.first { $0.name == name }?.value ?? ""
    }
}
