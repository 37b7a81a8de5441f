import Domain
import Orchestration
import Paygent

// The sums beside the ledger: moved with every entry, read before every verdict.

extension Connection {
    func add(_ entry: LedgerEntry, of intent: PaymentIntent) throws(StoreError) {
        try add(entry, of: intent, to: entry.debit.agent)
        guard entry.kind == .post else { return }
        try notePayee(intent.payee, of: entry.debit.agent, entry: entry.sequence)
    }

    /// The same sums once more for the team that the agent acts for.
    func addToTeam(_ entry: LedgerEntry, of intent: PaymentIntent) throws(StoreError) {
        guard let team = intent.team else { return }
        try add(entry, of: intent, to: team.agent.key)
    }

    private func add(
        _ entry: LedgerEntry, of intent: PaymentIntent, to agent: String
    ) throws(StoreError) {
        var sums = try agentSums(of: agent, asset: entry.asset) ?? AgentSums()
        try sums.add(entry)
        try run(
            """
            INSERT INTO ledger_sums (agent, asset, unit, decimals, reserved, posted, released)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (agent, asset) DO UPDATE SET reserved = ?5, posted = ?6, released = ?7
            """, agent, entry.asset, UnitOfAccount(intent.amount.asset.symbol).name,
            Int(intent.amount.asset.decimals), String(sums.reserved), String(sums.posted),
            String(sums.released))
        guard entry.kind == .post else { return }
        try addSpent(entry, of: agent)
    }

    func spending(_ question: SpendingQuestion) throws(StoreError) -> Spending {
        var spending = Spending()
        let held = try all(
            """
            SELECT asset, decimals, reserved, posted, released FROM ledger_sums
            WHERE agent = ? AND unit = ?
            """, question.agent, question.unit.name
        ) { row throws(StoreError) in
            (
                asset: row.text(0), decimals: UInt8(clamping: row.int64(1)),
                sums: AgentSums(
                    reserved: try row.units(2), posted: try row.units(3),
                    released: try row.units(4))
            )
        }
        for line in held {
            try spending.reserved.add(try line.sums.held(), line.decimals)
            for window in question.windows {
                let posted =
                    try window.cut(at: question.now).map { cut throws(StoreError) in
                        try sumPosted(by: question.agent, line.asset, within: cut)
                    } ?? line.sums.posted
                try spending.posted[window, default: .zero].add(posted, line.decimals)
            }
        }
        try countRecent(question, into: &spending)
        try findPayees(question, into: &spending)
        return spending
    }

    private func agentSums(of agent: String, asset: String) throws(StoreError) -> AgentSums? {
        try first(
            "SELECT reserved, posted, released FROM ledger_sums WHERE agent = ? AND asset = ?",
            agent, asset
        ) { row throws(StoreError) in
            AgentSums(
                reserved: try row.units(0), posted: try row.units(1), released: try row.units(2))
        }
    }

    private func addSpent(_ entry: LedgerEntry, of agent: String) throws(StoreError) {
        let at = entry.at.millisecondsSinceEpoch
        try run(
            "INSERT INTO spent (agent, asset, width, start, entry, units) VALUES (?, ?, 0, ?, ?, ?)",
            agent, entry.asset, at, entry.sequence, String(entry.atomicUnits))
        for width in [BudgetWindow.minuteMilliseconds, BudgetWindow.hourMilliseconds] {
            let start = at - (at % width + width) % width
            let before =
                try first(
                    """
                    SELECT units FROM spent
                    WHERE agent = ? AND asset = ? AND width = ? AND start = ? AND entry = 0
                    """, agent, entry.asset, width, start
                ) { row throws(StoreError) in try row.units(0) } ?? 0
            try run(
                """
                INSERT INTO spent (agent, asset, width, start, entry, units)
                VALUES (?1, ?2, ?3, ?4, 0, ?5)
                ON CONFLICT DO UPDATE SET units = ?5
                """, agent, entry.asset, width, start,
                String(try before.plus(entry.atomicUnits)))
        }
    }

    /// Whole hours, the minutes of the hour that the window begins in, and single payments of its
    /// first minute.
    private func sumPosted(
        by agent: String, _ asset: String, within cut: BudgetWindow.Cut
    ) throws(StoreError) -> UInt128 {
        let (start, minutes) = (cut.start, cut.minutesFrom.millisecondsSinceEpoch)
        let hours = cut.hoursFrom.millisecondsSinceEpoch
        var sum: UInt128 = 0
        try each(
            """
            SELECT units FROM spent
            WHERE agent = ?1 AND asset = ?2 AND width = 0 AND start > ?3 AND start < ?4
            UNION ALL
            SELECT units FROM spent
            WHERE agent = ?1 AND asset = ?2 AND width = ?5 AND start >= ?4 AND start < ?6
            UNION ALL
            SELECT units FROM spent
            WHERE agent = ?1 AND asset = ?2 AND width = ?7 AND start >= ?6
            """, agent, asset, start.millisecondsSinceEpoch, minutes,
            BudgetWindow.minuteMilliseconds, hours, BudgetWindow.hourMilliseconds
        ) { row throws(StoreError) in
            sum = try sum.plus(try row.units(0))
            return true
        }
        return sum
    }

    private func countRecent(
        _ question: SpendingQuestion, into spending: inout Spending
    ) throws(StoreError) {
        if let start = question.velocityStart {
            spending.recentPayments =
                try first(
                    """
                    SELECT count(*) FROM payments
                    WHERE is_reserved = 1 AND agent = ? AND opened_at > ?
                    """, question.agent, start.millisecondsSinceEpoch
                ) { $0.int(0) } ?? 0
        }
        if let start = question.splitStart {
            spending.nearThresholdPayments =
                try first(
                    """
                    SELECT count(*) FROM payments
                    WHERE is_reserved = 1 AND agent = ? AND opened_at > ?
                        AND is_near_threshold = 1 AND payee = ?
                    """, question.agent, start.millisecondsSinceEpoch, question.payeeKey
                ) { $0.int(0) } ?? 0
        }
    }

    private func notePayee(
        _ payee: Payee, of agent: String, entry: Int64
    ) throws(StoreError) {
        guard let address = payee.address else { return }
        try run(
            """
            INSERT INTO payees (agent, host, address, shape, last_entry) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (agent, host, address) DO UPDATE SET last_entry = ?5
            """, agent, payee.host ?? "", address.lowercased, address.shape, entry)
    }

    private func findPayees(
        _ question: SpendingQuestion, into spending: inout Spending
    ) throws(StoreError) {
        if let host = question.host {
            spending.lastAddressAtHost = try first(
                """
                SELECT address FROM payees WHERE agent = ? AND host = ?
                ORDER BY last_entry DESC LIMIT 1
                """, question.agent, host
            ) { row throws(StoreError) in try row.address(0) }
        }
        guard let address = question.address else { return }
        spending.similarAddresses = try all(
            """
            SELECT DISTINCT address FROM payees WHERE agent = ? AND shape = ? AND address <> ?
            ORDER BY address
            """, question.agent, address.shape, address.lowercased
        ) { row throws(StoreError) in try row.address(0) }
    }
}

/// What an agent has promised, paid and taken back in one asset. Units: atomic.
struct AgentSums {
    var reserved: UInt128 = 0
    var posted: UInt128 = 0
    var released: UInt128 = 0

    mutating func add(_ entry: LedgerEntry) throws(StoreError) {
        switch entry.kind {
        case .reserve: reserved = try reserved.plus(entry.atomicUnits)
        case .post: posted = try posted.plus(entry.atomicUnits)
        case .void, .expire: released = try released.plus(entry.atomicUnits)
        }
        _ = try held()
    }

    /// - Throws: `.unavailable` when more was closed than was ever reserved: the sums were damaged.
    func held() throws(StoreError) -> UInt128 {
        let closed = try posted.plus(released)
        guard closed <= reserved else { throw .unavailable("the sums of the ledger are damaged") }
        return reserved - closed
    }

    func accounts(of agent: String, asset: String) throws(StoreError) -> [AccountBalance] {
        [
            AccountBalance(
                account: .budget(agent: agent), asset: asset,
                balance: Balance(gained: released, given: reserved)),
            AccountBalance(
                account: .held(agent: agent), asset: asset,
                balance: Balance(gained: reserved, given: try posted.plus(released))),
            AccountBalance(
                account: .spent(agent: agent), asset: asset,
                balance: Balance(gained: posted, given: 0)),
        ]
    }
}

extension Quantity {
    fileprivate mutating func add(_ units: UInt128, _ decimals: UInt8) throws(StoreError) {
        do {
            self = try adding(Quantity(digits: units, scale: min(decimals, Quantity.scaleMax)))
        } catch { throw .unavailable("the sums are larger than can be counted") }
    }
}

extension UInt128 {
    fileprivate func plus(_ other: UInt128) throws(StoreError) -> UInt128 {
        let (sum, overflow) = addingReportingOverflow(other)
        guard !overflow else { throw .unavailable("the sums are larger than can be counted") }
        return sum
    }
}

extension Row {
    func address(_ column: Int32) throws(StoreError) -> Address {
        do { return try Address(text(column)) } catch { throw .unreadable("address", error) }
    }
}
