import Testing

@testable import Models

@Suite struct ModelBreakerTests {
    /// Every state, reached by events.
    private static let roads: [(name: String, events: [ModelBreaker.Event])] = [
        ("closed", []),
        ("closed, one failure", [.failed(at: 0)]),
        ("open", [.failed(at: 0), .failed(at: 0), .failed(at: 0)]),
        ("trying", [.failed(at: 0), .failed(at: 0), .failed(at: 0), .lookedAt(1_000)]),
    ]

    private static func breaker(_ road: Int) -> ModelBreaker {
        var breaker = ModelBreaker()
        for event in roads[road].events { _ = breaker.apply(event) }
        return breaker
    }

    @Test func everyEventInEveryState() {
        typealias Row = (
            road: Int, event: ModelBreaker.Event, action: ModelBreaker.Action,
            after: ModelBreaker.State
        )
        let table: [Row] = [
            (0, .wanted, .ask, .closed(failures: 0)), (1, .wanted, .ask, .closed(failures: 1)),
            (2, .wanted, .refuse, .open(retryAt: 1_000)), (3, .wanted, .refuse, .trying),
            (0, .answered, .nothing, .closed(failures: 0)),
            (1, .answered, .nothing, .closed(failures: 0)),
            (2, .answered, .nothing, .open(retryAt: 1_000)),
            (3, .answered, .nothing, .closed(failures: 2)),
            (0, .failed(at: 5), .nothing, .closed(failures: 1)),
            (1, .failed(at: 5), .nothing, .closed(failures: 2)),
            (2, .failed(at: 5), .nothing, .open(retryAt: 1_000)),
            (3, .failed(at: 1_005), .nothing, .open(retryAt: 3_005)),
            (0, .lookedAt(9), .nothing, .closed(failures: 0)),
            (1, .lookedAt(9), .nothing, .closed(failures: 1)),
            (2, .lookedAt(999), .nothing, .open(retryAt: 1_000)),
            (2, .lookedAt(1_000), .tryNow, .trying), (3, .lookedAt(9_999), .nothing, .trying),
        ]
        for row in table {
            var breaker = Self.breaker(row.road)
            let action = breaker.apply(row.event)
            #expect(action == row.action, "\(Self.roads[row.road].name), \(row.event)")
            #expect(breaker.state == row.after, "\(Self.roads[row.road].name), \(row.event)")
        }
    }

    @Test func thePauseGrowsUntilAnAnswerThatWasNoTry() {
        var breaker = Self.breaker(2)
        var now: Int64 = 1_000
        for pause in [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] as [Int64] {
            #expect(breaker.apply(.lookedAt(now)) == .tryNow)
            _ = breaker.apply(.answered)
            _ = breaker.apply(.failed(at: now))
            #expect(breaker.state == .open(retryAt: now + pause))
            now += pause
        }
        _ = breaker.apply(.lookedAt(now))
        for _ in 0..<3 { _ = breaker.apply(.answered) }
        #expect(breaker.pauseMilliseconds == ModelBreaker.pauseMillisecondsMin)
    }
}

@Suite struct ModelRetryTests {
    @Test func onlyWhatPassesIsTriedAgain() {
        let table: [(ModelFailure, attempt: Int, left: Int, pause: Int?)] = [
            (.broken(status: 502), 1, 10_000, 100), (.broken(status: 502), 2, 10_000, 200),
            (.broken(status: 502), 3, 10_000, nil), (.late(.idle), 1, 150, nil),
            (.busy(retryAfterSeconds: nil), 1, 10_000, 100),
            (.busy(retryAfterSeconds: 2), 1, 10_000, 2_000),
            (.busy(retryAfterSeconds: 8), 1, 10_000, nil),
            (.busy(retryAfterSeconds: .max), 1, 10_000, nil),
            (.keyRefused, 1, 10_000, nil), (.nonsense(""), 1, 10_000, nil),
            (.unreachable(""), 1, 0, nil),
        ]
        for row in table {
            #expect(
                ModelRetry.pause(
                    after: row.0, attempt: row.attempt, chance: 0, leftMilliseconds: row.left)
                    == row.pause, "\(row)")
        }
    }
}
