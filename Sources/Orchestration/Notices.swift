internal import Domain
internal import Paygent

/// Tells owners and their servers what happened to approvals, payments and agents, by one way: at
/// least once, under the same identifier at every try.
///
/// The journal is the outbox: a payment writes nothing more for it and never waits. Messages are
/// read from it later, kept until they were heard, and given up after days.
public struct Notices: Sendable {
    public let carrier: any NoticeCarrier
    private let outbox: any Outbox
    private let journal: any Journal
    private let runs: any RunStore
    private let clock: any Clock

    /// How long after each try the next one comes; given up after the last, about three days.
    /// Units: seconds. Source: the Standard Webhooks specification, with a quicker beginning.
    static let pauses: [Int64] = [
        1, 5, 30, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]
    /// Records read at once.
    static let pageMax = 200

    public init(
        by carrier: any NoticeCarrier, outbox: any Outbox, journal: any Journal,
        runs: any RunStore, clock: any Clock
    ) {
        self.carrier = carrier
        self.outbox = outbox
        self.journal = journal
        self.runs = runs
        self.clock = clock
    }

    /// Reads the journal on and keeps what is to be told. The first time it begins at the end:
    /// what happened before the way was configured is not told.
    public func collect() async throws(StoreError) {
        guard var position = try await outbox.position() else { return try await begin() }
        while true {
            let records = try await journal.records(
                matching: JournalFilter(after: position, limit: Self.pageMax))
            guard let last = records.last else { return }
            let messages = try await carrier.messages(
                about: try await news(in: records), at: clock.now())
            do {
                try await outbox.add(messages, upTo: last.position, expected: position)
            } catch .conflict { return }
            position = last.position
        }
    }

    private func begin() async throws(StoreError) {
        let last = try await journal.tail().sequence
        do { try await outbox.add([], upTo: last, expected: nil) } catch .conflict { return }
    }

    private func news(in records: [JournalRecord]) async throws(StoreError) -> [News] {
        var found: [News] = []
        for record in records {
            guard let kind = News.Kind(record) else { continue }
            var run: PaymentRun?
            if let id = record.note.run { run = try await runs.run(ID(id))?.value }
            found.append(News(kind, record, run))
        }
        return found
    }

    /// What came of one try.
    public enum Outcome: Sendable, Equatable {
        case nothingDue
        case heard
        /// It is tried again later.
        case notHeard(String)
        case givenUp(id: String, kind: String, reason: String)
    }

    /// Sends the message that has been due longest.
    public func deliver() async throws(StoreError) -> Outcome {
        let now = clock.now()
        let taken = try await outbox.take(
            at: now, retryAt: now.adding(seconds: carrier.pace.trySecondsMax))
        guard let message = taken else { return .nothingDue }
        guard let unheard = await carrier.send(message, at: clock.now()) else {
            try await outbox.remove(message.id)
            return .heard
        }
        guard message.tries <= Self.pauses.count, !unheard.isFinal else {
            try await outbox.remove(message.id)
            return .givenUp(id: message.id, kind: message.kind, reason: unheard.reason)
        }
        let pause = Self.pauses[message.tries - 1]
        try await outbox.putOff(message.id, until: clock.now().adding(seconds: pause))
        return .notHeard(unheard.reason)
    }
}
