internal import Domain
internal import Paygent

/// Wakes this process's streams for what other processes write to the journal: it has no other way
/// to hear of it.
public struct ForeignEvents: Sendable {
    private let journal: any Journal
    private let events: Broadcast

    /// Between two looks while somebody follows a run. A look that finds nothing reads one row.
    private static let pauseMilliseconds: Int64 = 8
    /// How long a first follower may wait for it.
    private static let idleMilliseconds: Int64 = 50
    private static let pageMax = 500

    public init(journal: any Journal, events: Broadcast) {
        self.journal = journal
        self.events = events
    }

    /// Until it is cancelled. What is announced a second time costs a stream one read.
    public func run() async throws(StoreError) {
        var seen = try await journal.tail().sequence
        while !Task.isCancelled {
            let last = try await journal.tail().sequence
            // Asked after it: who begins to follow later reads what was there then by himself.
            let isFollowed = events.isFollowed
            seen = isFollowed && last > seen ? try await announce(after: seen) : last
            let pause = isFollowed ? Self.pauseMilliseconds : Self.idleMilliseconds
            do { try await Task.sleep(for: .milliseconds(pause)) } catch { return }
        }
    }

    private func announce(after position: Int64) async throws(StoreError) -> Int64 {
        let records = try await journal.records(
            matching: JournalFilter(after: position, limit: Self.pageMax))
        for run in Set(records.compactMap(\.note.run)) { events.announce(followersOf: run) }
        return records.last?.position ?? position
    }
}
