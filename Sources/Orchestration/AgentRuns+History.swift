import Domain
import JSON
import Paygent

// The step that looks back at payments.
extension AgentRuns {
    static let historyDefault = 10
    static let historyMax = 100

    func history(
        _ query: Command.HistoryQuery, _ step: PlanStep, of run: AgentRun
    ) async throws(Failure) -> StepResult {
        guard let period = HistoryPeriod(query.period, at: clock.now()) else {
            return .failed(
                "payment_history", step.command.params, code: "period_unknown",
                "Say a period such as today, this month or since 2026-01-15.")
        }
        let stored: [StoredRun]
        do {
            stored = try await paymentRuns.runs(
                matching: RunFilter(
                    tenant: run.agent.tenant, agent: actor(of: step, in: run).key,
                    from: period.from,
                    to: period.to, limit: 1000))
        } catch { throw failure(error) }
        let limit = min(query.limit ?? Self.historyDefault, Self.historyMax)
        let fitting = stored.filter { query.admits($0.run) }
        let lines = fitting.prefix(limit).map { stored -> JSONValue in
            [
                "payment_id": .string(stored.run.id.rawValue),
                "payee": .string(stored.run.intent.payee.description),
                "amount": .string(stored.run.charged.description),
                "state": .string(stored.run.state.name),
                "at": .string(stored.openedAt.rfc3339),
            ]
        }
        let sums: PaymentSums
        do { sums = try PaymentSums(fitting.map(\.run)) } catch {
            return .failed(
                "payment_history", step.command.params, code: "sum_too_large",
                "These payments cannot be added up; ask for a shorter time.")
        }
        return .done(
            ToolCall(
                tool: "payment_history", arguments: step.command.params,
                result: [
                    "payments": .array(Array(lines)), "found": .integer(Int64(fitting.count)),
                    "sentence": .string(sums.sentence),
                ], succeeded: true))
    }
}

extension Command.HistoryQuery {
    fileprivate func admits(_ run: PaymentRun) -> Bool {
        if let token, run.amount.asset.symbol != token,
            UnitOfAccount(run.amount.asset.symbol) != UnitOfAccount(token)
        {
            return false
        }
        if let minAmount, run.amount.quantity < minAmount { return false }
        if let recipient {
            let payee = run.intent.payee.description.lowercased() + " " + run.intent.resource
            guard payee.contains(recipient.lowercased()) else { return false }
        }
        switch (status, run.state) {
        case (nil, _), (.completed?, .settled), (.failed?, .stopped),
            (.pending?, .proposed), (.pending?, .awaitingApproval), (.pending?, .reserved),
            (.pending?, .paying), (.pending?, .unresolved):
            return true
        case (_?, _): return false
        }
    }
}

/// From when to when, in UTC.
private struct HistoryPeriod {
    var from: Timestamp?
    var to: Timestamp?

    /// Nil for a period that is not read.
    init?(_ text: String?, at now: Timestamp) {
        guard let text else { return }
        let day = now.dayNumber
        // 1970-01-01 was a Thursday.
        let monday = day - (day + 3) % 7
        let (year, month) = (
            CivilDate(daysSinceEpoch: day).year, CivilDate(daysSinceEpoch: day).month
        )
        switch text {
        case "today": from = Self.start(day)
        case "yesterday": (from, to) = (Self.start(day - 1), Self.start(day))
        case "this_week": from = Self.start(monday)
        case "last_week": (from, to) = (Self.start(monday - 7), Self.start(monday))
        case "this_month": from = Self.first(year, month)
        case "last_month":
            from = month == 1 ? Self.first(year - 1, 12) : Self.first(year, month - 1)
            to = Self.first(year, month)
        case "this_year": from = Self.first(year, 1)
        case "last_7_days": from = Self.start(day - 7)
        case "last_30_days": from = Self.start(day - 30)
        default:
            guard let named = Self.named(text) else { return nil }
            (from, to) = named
        }
    }

    /// `since:2026-01-15`, `month:2026-03`.
    private static func named(_ text: String) -> (from: Timestamp?, to: Timestamp?)? {
        let parts = text.split(separator: ":").map(String.init)
        guard parts.count == 2 else { return nil }
        let numbers = parts[1].split(separator: "-").compactMap { Int64($0) }
        switch (parts[0], numbers.count) {
        case ("since", 3) where (1...12).contains(numbers[1]) && (1...31).contains(numbers[2]):
            return (start(CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])), nil)
        case ("month", 2) where (1...12).contains(numbers[1]):
            let (year, month) = (numbers[0], numbers[1])
            return (
                first(year, month), month == 12 ? first(year + 1, 1) : first(year, month + 1)
            )
        default: return nil
        }
    }

    private static func first(_ year: Int64, _ month: Int64) -> Timestamp {
        start(CivilDate(year: year, month: month, day: 1))
    }

    private static func start(_ date: CivilDate) -> Timestamp { start(date.daysSinceEpoch) }

    private static func start(_ day: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: day * Timestamp.millisecondsPerDay)
    }
}
