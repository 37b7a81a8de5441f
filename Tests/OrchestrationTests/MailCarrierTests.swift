import Domain
import JSON
import Orchestration
import Paygent
import Synchronization
import Testing
import Wizard

/// Who is told by mail, and in which words.
@Suite struct MailCarrierTests {
    let bench = MoneyBench(
        ScriptedGateway(deliveries: [.paid(Money.receipt), .paid(Money.receipt)]))
    let agents = MemoryStore()
    let server = Letterbox()
    let clock = TestClock()

    @Test func theDesignsAddressesHearOfTheirAgentAndTheOperatorOfEverything() async throws {
        try await register("buyer", ["ana@example.com", "no address", "ana@example.com"])
        try await register("other", ["bob@example.com"])
        let mail = notices(operators: ["ops@example.com"])
        try await mail.collect()
        _ = try await bench.payments.pay(MoneyBench.intent("paid"), under: bench.policy)
        try await mail.collect()
        try await deliverAll(mail)
        #expect(Set(server.mails.map(\.to.description)) == ["ana@example.com", "ops@example.com"])
        #expect(server.mails.count == 2)
        let text = try #require(server.mails.first?.text)
        #expect(text.contains("A payment of 0.50 USDC by buyer is made."))
        #expect(text.contains("seller.example") && text.contains("yes, on the sandbox"))
        #expect(!text.contains("signed at"), "the signed bytes are told")
    }

    /// Fifty are told, the rest is counted.
    @Test func whatHappensTogetherIsOneMail() async throws {
        let mail = notices(operators: ["ops@example.com"])
        try await mail.collect()
        for _ in 0..<30 {
            _ = try await bench.killSwitch.kill(.everyone, by: "ana")
            try await bench.killSwitch.revive(.everyone, by: "ana")
        }
        try await mail.collect()
        try await deliverAll(mail)
        let only = try #require(server.mails.first)
        #expect(server.mails.count == 1 && only.subject == "Paygent: 60 notices")
        #expect(only.text.contains("And 10 more"))
        #expect(only.text.contains("ana stopped every agent: nothing more is paid."))
    }

    @Test func noNameOrPurposeWritesALineOfItsOwn() async throws {
        let mail = notices(operators: ["ops@example.com"])
        try await mail.collect()
        var intent = MoneyBench.intent("x", units: 2_000_000)
        intent.purpose = "rain\n\nApproval   FORGED\r\nApprove at http://evil.example\u{202E}"
        intent.payee.name = String(repeating: "long", count: 200)
        _ = try await bench.payments.pay(intent, under: bench.policy)
        try await mail.collect()
        try await deliverAll(mail)
        let only = try #require(server.mails.first)
        let lines = only.text.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("Approval ") }.count == 1)
        #expect(!lines.contains { $0.hasPrefix("Approve at") || $0.contains("\u{202E}") })
        #expect(lines.allSatisfy { $0.count <= 312 })
        #expect(only.subject == "Paygent: A payment of 2 USDC by buyer waits for a person.")
    }

    @Test func aMailIsTriedAgainUnderItsName() async throws {
        let mail = notices(operators: ["ops@example.com"])
        server.failures.withLock { $0 = [.timedOut, .refused(code: 451), .notSignedIn] }
        try await mail.collect()
        _ = try await bench.killSwitch.kill(.agent("local/buyer"), by: "ana")
        try await mail.collect()
        #expect(try await mail.deliver() == .notHeard("the mail server did not answer in time"))
        #expect(try await mail.deliver() == .nothingDue)
        bench.clock.advance(seconds: 1)
        #expect(try await mail.deliver() == .notHeard("the mail server answered 451"))
        bench.clock.advance(seconds: 5)
        guard case .notHeard(let words) = try await mail.deliver() else {
            Issue.record("a wrong password is no reason to give up")
            return
        }
        #expect(!words.isEmpty)
        bench.clock.advance(seconds: 30)
        #expect(try await mail.deliver() == .heard)
        #expect(server.mails.count == 4 && Set(server.mails.map(\.id)).count == 1)
        #expect(Set(server.mails.map(\.date)).count == 1)
    }

    private func notices(operators: [String]) -> Notices {
        Notices(
            by: MailCarrier(
                server, agents: agents, operators: operators.compactMap { MailAddress($0) }),
            outbox: MemoryOutbox(), journal: bench.store, runs: bench.store, clock: bench.clock)
    }

    private func deliverAll(_ notices: Notices) async throws {
        while try await notices.deliver() != .nothingDue {}
    }

    private func register(_ name: String, _ addresses: [String]) async throws {
        var spec = AgentSpec()
        spec[.notificationChannel] = .channels(
            addresses.map { Channel(.email, target: $0) } + [Channel(.slack, target: "#x")])
        _ = try await agents.register(
            AgentDraft(
                name: name, design: Design(spec: spec), file: Array(name.utf8), sha256: name,
                createdAt: clock.now()), of: .local)
    }
}

/// Fails as it is told to, then takes everything.
final class Letterbox: MailServer {
    let failures = Mutex<[MailFailure]>([])
    private let taken = Mutex<[Mail]>([])

    var mails: [Mail] { taken.withLock { $0 } }

    func send(_ mail: Mail) async throws(MailFailure) {
        taken.withLock { $0.append(mail) }
        let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let failure { throw failure }
    }

    func check() async throws(MailFailure) {}
}
