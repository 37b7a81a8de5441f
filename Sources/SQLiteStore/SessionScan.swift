import Domain
import Orchestration
import Wizard

/// One page of a list: walks the newest sessions and keeps what the filter lets through.
struct SessionScan {
    private let filter: SessionFilter
    private let words: [UInt8]?
    private let now: Timestamp
    private let limit: Int
    private var found: [(id: String, version: Int64, state: [UInt8])] = []
    private var seen = 0
    private var nextCursor: String?

    /// Rows looked at in one call, so that a filter that matches nothing stays cheap.
    static let rowsMax = 5000

    init(_ filter: SessionFilter, at now: Timestamp, limit: Int) {
        self.filter = filter
        words = filter.text.map { Array($0.lowercased().utf8) }
        self.now = now
        self.limit = Page<Session>.clamped(limit)
    }

    mutating func run(
        on connection: Connection, of tenant: Tenant, after cursor: String?
    ) throws(StoreError) {
        // Above every identifier: the greatest Unicode character sorts last as bytes too.
        let start = cursor ?? "\u{10FFFF}"
        let stage = filter.status == .completed ? Stage.completed : filter.stage
        if let stage {
            try connection.each(
                """
                SELECT id, version, stage, expires_at, words, state FROM sessions
                WHERE tenant = ? AND stage = ? AND id < ? ORDER BY id DESC
                """, tenant.rawValue, stage.rawValue, start
            ) { row in visit(row) }
        } else {
            try connection.each(
                """
                SELECT id, version, stage, expires_at, words, state FROM sessions
                WHERE tenant = ? AND id < ? ORDER BY id DESC
                """, tenant.rawValue, start
            ) { row in visit(row) }
        }
    }

    func page() throws(StoreError) -> Page<Versioned<Session>> {
        var items: [Versioned<Session>] = []
        for row in found {
            items.append(Versioned(try Session(stored: row.state), version: row.version))
        }
        return Page(items: items, nextCursor: nextCursor)
    }

    /// - Returns: whether to go on.
    private mutating func visit(_ row: Row) -> Bool {
        seen += 1
        if matches(row) { found.append((row.text(0), row.int64(1), row.blob(5))) }
        guard found.count == limit || seen == Self.rowsMax else { return true }
        nextCursor = row.text(0)
        return false
    }

    private func matches(_ row: Row) -> Bool {
        let isCompleted = row.text(2) == Stage.completed.rawValue
        if let stage = filter.stage, row.text(2) != stage.rawValue { return false }
        switch filter.status {
        case .completed: if !isCompleted { return false }
        case .active: if isCompleted || isExpired(row) { return false }
        case .abandoned: if isCompleted || !isExpired(row) { return false }
        case nil: break
        }
        guard let words else { return true }
        return SessionFilter.text(row.text(4), contains: words)
    }

    private func isExpired(_ row: Row) -> Bool { now.millisecondsSinceEpoch > row.int64(3) }
}
