import Synchronization
import WebServer

/// Collects access records and lets a test wait for them.
final class Records: Sendable {
    private let records = Mutex<[AccessRecord]>([])
    private let noticed = Noticed()

    func add(_ batch: [AccessRecord]) {
        records.withLock { $0 += batch }
        for _ in batch { noticed.notice("record") }
    }

    func wait(for count: Int) async -> [AccessRecord] {
        await noticed.wait(for: "record", count: count)
        return records.withLock { $0 }
    }
}
