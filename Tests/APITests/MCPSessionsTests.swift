import Domain
import MCP
import Orchestration
import Synchronization
import Testing

@testable import API

@Suite struct MCPSessionsTests {
    private let clock = SettableClock()

    @Test func aSessionEndsOnceAndIsGoneAfterADayWithoutACall() {
        let sessions = MCPSessions(clock: clock, randomness: Counting())
        let (first, second) = (sessions.begin(.june2025), sessions.begin(.march2025))
        #expect(first != second && sessions.version(of: "nobody") == nil)
        #expect(sessions.version(of: first) == .june2025)
        #expect(sessions.end(first) && !sessions.end(first))
        #expect(sessions.version(of: first) == nil)
        clock.advance(seconds: MCPSessions.idleSecondsMax)
        #expect(sessions.version(of: second) == .march2025)
        clock.advance(seconds: MCPSessions.idleSecondsMax + 1)
        #expect(sessions.version(of: second) == nil && !sessions.end(second))
    }

    @Test func theOneUnusedLongestMakesRoom() {
        let sessions = MCPSessions(clock: clock, randomness: Counting())
        let (kept, forgotten) = (sessions.begin(.june2025), sessions.begin(.june2025))
        clock.advance(seconds: 1)
        #expect(sessions.version(of: kept) == .june2025)
        for _ in 0..<MCPSessions.sessionsMax - 1 { _ = sessions.begin(.june2025) }
        #expect(sessions.version(of: kept) == .june2025)
        #expect(sessions.version(of: forgotten) == nil)
    }
}

private final class SettableClock: Clock {
    private let seconds = Mutex<Int64>(1_800_000_000)

    func now() -> Timestamp { Timestamp(millisecondsSinceEpoch: seconds.withLock { $0 * 1000 }) }
    func advance(seconds added: Int64) { seconds.withLock { $0 += added } }
}

private final class Counting: Randomness {
    private let count = Mutex<UInt128>(0)

    func next() -> UInt128 {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
