import Testing

@testable import RedisStore

@Suite struct BreakerTests {
    private static let start = Breaker.Instant.now

    private static func after(_ milliseconds: Int) -> Breaker.Instant {
        start.advanced(by: .milliseconds(milliseconds))
    }

    /// Every event in every state.
    @Test(arguments: [
        Row([], .wanted(at: after(0)), .refuseAndProbe, .probing),
        Row([], .failed(at: after(0)), .none, .open(retryAt: after(0))),
        Row([], .recovered, .none, .open(retryAt: after(0))),
        Row(toProbing, .wanted(at: after(9)), .refuse, .probing),
        Row(toProbing, .failed(at: after(9)), .none, .open(retryAt: after(509))),
        Row(toProbing, .recovered, .none, .closed),
        Row(toClosed, .wanted(at: after(9)), .pass, .closed),
        Row(toClosed, .failed(at: after(9)), .none, .open(retryAt: after(259))),
        Row(toClosed, .recovered, .none, .closed),
        Row(toOpen, .wanted(at: after(249)), .refuse, .open(retryAt: after(250))),
        Row(toOpen, .wanted(at: after(250)), .refuseAndProbe, .probing),
        Row(toOpen, .failed(at: after(9)), .none, .open(retryAt: after(250))),
    ])
    func everyEventHasItsAnswer(row: Row) {
        var breaker = Breaker(at: Self.start)
        for event in row.past { _ = breaker.apply(event) }
        #expect(breaker.apply(row.event) == row.action)
        #expect(breaker.state == row.state)
    }

    @Test func thePauseDoublesUpToItsMaximum() {
        var breaker = Breaker(at: Self.start)
        var now = Self.start
        var pauses: [Duration] = []
        for _ in 0..<7 {
            #expect(breaker.apply(.wanted(at: now)) == .refuseAndProbe)
            _ = breaker.apply(.failed(at: now))
            pauses.append(breaker.pause)
            now = now.advanced(by: breaker.pause)
        }
        #expect(pauses == [500, 1000, 2000, 4000, 5000, 5000, 5000].map { .milliseconds($0) })
        _ = breaker.apply(.wanted(at: now))
        _ = breaker.apply(.recovered)
        #expect(breaker.pause == Breaker.pauseMin)
    }

    private static let toProbing: [Breaker.Event] = [.wanted(at: start)]
    private static let toClosed = toProbing + [.recovered]
    private static let toOpen = toClosed + [.failed(at: start)]

    struct Row: Sendable {
        let past: [Breaker.Event]
        let event: Breaker.Event
        let action: Breaker.Action
        let state: Breaker.State

        init(
            _ past: [Breaker.Event], _ event: Breaker.Event, _ action: Breaker.Action,
            _ state: Breaker.State
        ) {
            self.past = past
            self.event = event
            self.action = action
            self.state = state
        }
    }
}

@Suite struct RedisAddressTests {
    @Test func everyPartIsRead() throws {
        let address = try #require(RedisAddress(url: "redis://me:p%40ss@cache.example:7000/3"))
        #expect(address.host == "cache.example")
        #expect(address.port == 7000)
        #expect(address.user == "me")
        #expect(address.password == "p@ss")
        #expect(address.database == 3)
    }

    @Test func whatIsMissingHasItsDefault() throws {
        let address = try #require(RedisAddress(url: "redis://:secret@localhost"))
        #expect(address.port == 6379)
        #expect(address.user == nil)
        #expect(address.password == "secret")
        #expect(address.database == 0)
    }

    @Test(arguments: [
        "", "redis://", "http://localhost", "redis://host:0", "redis://host:x", "redis://host/x",
        "redis://host:1:2", "redis://a:%zz@host", "redis://host/-1", "redis://:p@",
    ])
    func nonsenseIsRefused(text: String) { #expect(RedisAddress(url: text) == nil) }
}
