internal import Domain
internal import MCP
public import Orchestration
internal import Synchronization

/// The conversations that MCP clients have begun: which revision each one speaks.
///
/// They hold nothing else and are no permission, so a restart or the bound below costs a client one
/// `initialize`.
public final class MCPSessions: Sendable {
    private struct Entry {
        let version: ProtocolVersion
        var usedAt: Int64
    }

    static let sessionsMax = 10_000
    static let idleSecondsMax: Int64 = 86_400
    private let clock: any Clock
    private let randomness: any Randomness
    private let entries = Mutex<[String: Entry]>([:])

    public init(clock: any Clock, randomness: any Randomness) {
        self.clock = clock
        self.randomness = randomness
    }

    /// - Returns: its name, of 128 unpredictable bits. The session unused longest makes room.
    func begin(_ version: ProtocolVersion) -> String {
        let now = clock.now().secondsSinceEpoch
        let id = String(randomness.next(), radix: 16)
        entries.withLock { entries in
            if entries.count >= Self.sessionsMax,
                let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                entries[oldest.key] = nil
            }
            entries[id] = Entry(version: version, usedAt: now)
        }
        return id
    }

    /// Nil when it never was, has ended, or was not used for a day.
    func version(of id: String) -> ProtocolVersion? {
        let now = clock.now().secondsSinceEpoch
        return entries.withLock { entries in
            guard let entry = entries[id] else { return nil }
            guard now - entry.usedAt <= Self.idleSecondsMax else {
                entries[id] = nil
                return nil
            }
            entries[id]?.usedAt = now
            return entry.version
        }
    }

    /// - Returns: false when there was no such session.
    func end(_ id: String) -> Bool {
        entries.withLock { $0.removeValue(forKey: id) != nil }
    }
}
