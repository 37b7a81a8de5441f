public import JSON
internal import Paygent

/// Reads the whole ledger and the whole journal, and says whether every record fits.
public struct Audit: Sendable {
    private let ledger: any LedgerStore
    private let journal: any Journal

    public init(ledger: any LedgerStore, journal: any Journal) {
        self.ledger = ledger
        self.journal = journal
    }

    public struct Report: Sendable, Equatable {
        public var ledgerEntries: Int64 = 0
        public var journalRecords: Int64 = 0
        /// Sums of gains and gifts are equal for each asset.
        public var sumsToZero = true
        /// The first bad record; nil when all fit.
        public var fault: String?

        public var holds: Bool { fault == nil && sumsToZero }

        public var clientJSON: JSONValue {
            [
                "holds": .bool(holds), "ledger_entries": .integer(ledgerEntries),
                "journal_records": .integer(journalRecords), "sums_to_zero": .bool(sumsToZero),
                "first_bad_record": .optional(fault),
            ]
        }
    }

    static let pageMax = 1000

    public func verify() async throws(StoreError) -> Report {
        var report = Report()
        try await checkLedger(&report)
        if report.fault == nil { try await checkJournal(&report) }
        return report
    }

    private func checkLedger(_ report: inout Report) async throws(StoreError) {
        var book = LedgerBook()
        while true {
            let page = try await ledger.entries(
                after: book.tail.sequence, of: nil, limit: Self.pageMax)
            for entry in page {
                do { try book.append(entry) } catch {
                    report.fault = "ledger \(error)"
                    return
                }
            }
            report.ledgerEntries = book.tail.sequence
            if page.count < Self.pageMax { break }
        }
        report.sumsToZero = book.sumsToZero
    }

    private func checkJournal(_ report: inout Report) async throws(StoreError) {
        var trail = AuditTrail()
        while true {
            let page = try await journal.records(
                matching: JournalFilter(after: trail.tail.sequence, limit: Self.pageMax))
            for record in page {
                do { try trail.append(record) } catch {
                    report.fault = "journal \(error)"
                    return
                }
            }
            report.journalRecords = trail.tail.sequence
            if page.count < Self.pageMax { return }
        }
    }
}
