public import Domain
public import JSON
public import Paygent
import Synchronization

/// The reference backend of the money core: what the contract suite calls correct. Nothing survives
/// the process.
public final class MemoryMoneyStore: RunStore, LedgerStore, ApprovalStore, Journal {
    private let tables = Mutex(MemoryMoneyTables())

    public init() {}

    public func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        try transaction { tables throws(StoreError) in try tables.open(opening) }
    }

    public func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        try transaction { tables throws(StoreError) in try tables.commit(change) }
    }

    public func take(
        _ id: ID<PaymentRun>, _ claim: LeaseClaim
    ) async throws(StoreError) -> Lease? {
        try transaction { tables throws(StoreError) in try tables.take(id, claim) }
    }

    public func throwSwitch(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) -> Int64 {
        try transaction { tables throws(StoreError) in
            try tables.throwSwitch(scope, by: person, at: now)
        }
    }

    public func stop(
        _ id: ID<PaymentRun>, in scope: KillScope, at now: Timestamp
    ) async throws(StoreError) -> PaymentRun? {
        try transaction { tables throws(StoreError) in try tables.stop(id, in: scope, at: now) }
    }

    public func revive(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) {
        try transaction { tables throws(StoreError) in
            try tables.revive(scope, by: person, at: now)
        }
    }

    public func record(
        _ notes: [JournalNote], at now: Timestamp
    ) async throws(StoreError) -> Int64 {
        try append(notes, at: now)
    }

    /// For stores whose changes are noted together with them.
    @discardableResult
    func append(_ notes: [JournalNote], at now: Timestamp) throws(StoreError) -> Int64 {
        try transaction { tables throws(StoreError) in try tables.record(notes, at: now) }
    }

    /// All or nothing: the body works on a copy, which replaces the tables when it returns.
    private func transaction<Value: Sendable>(
        _ body: (inout MemoryMoneyTables) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try tables.withLock { tables throws(StoreError) in
            var copy = tables
            let value = try body(&copy)
            tables = copy
            return value
        }
    }
}

extension MemoryMoneyStore {
    public func run(_ id: ID<PaymentRun>) async throws(StoreError) -> Versioned<PaymentRun>? {
        try tables.withLock { tables throws(StoreError) in try tables.run(id) }
    }

    public func lease(of id: ID<PaymentRun>) async throws(StoreError) -> Lease? {
        try tables.withLock { tables throws(StoreError) in try tables.lease(of: id) }
    }

    public func spending(_ question: SpendingQuestion) async throws(StoreError) -> Spending {
        try tables.withLock { tables throws(StoreError) in try tables.spending(question) }
    }

    public func unfinished(in scope: KillScope) async throws(StoreError) -> [ID<PaymentRun>] {
        try tables.withLock { tables throws(StoreError) in try tables.unfinished(in: scope) }
    }

    public func unfinishedRuns(
        after id: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> UnfinishedRuns {
        tables.withLock { tables in
            let rows = tables.runs.values.filter {
                !$0.stored.run.state.isFinal && $0.stored.run.id.rawValue > (id?.rawValue ?? "")
            }
            let page = rows.sorted { $0.stored.run.id.rawValue < $1.stored.run.id.rawValue }
                .prefix(limit).map { Versioned($0.stored.run, version: $0.version) }
            return UnfinishedRuns(
                runs: page, next: page.count == limit ? page.last?.value.id : nil)
        }
    }

    public func runs(matching filter: RunFilter) async throws(StoreError) -> [StoredRun] {
        tables.withLock { tables in
            tables.runs.values.map(\.stored).filter(filter.matches)
                .sorted { $0.run.id.rawValue > $1.run.id.rawValue }
                .prefix(filter.limit).map(\.self)
        }
    }

    public func standing(of agent: String) async throws(StoreError) -> Standing {
        try tables.withLock { tables throws(StoreError) in try tables.standing(of: agent) }
    }

    public func accounts(of tenant: Tenant) async throws(StoreError) -> [AccountBalance] {
        tables.withLock { tables in
            tables.book.accounts.filter { $0.account.agent.hasPrefix(tenant.rawValue + "/") }
        }
    }

    public func entries(
        after sequence: Int64, of run: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> [LedgerEntry] {
        tables.withLock { tables in
            tables.entries.lazy.filter { $0.sequence > sequence && (run == nil || $0.run == run) }
                .prefix(limit).map(\.self)
        }
    }

    public func approval(_ id: ID<Approval>) async throws(StoreError) -> Approval? {
        tables.withLock { $0.approvals[id] }
    }

    public func pendingApprovals(
        of tenant: Tenant, agent: String?, limit: Int
    ) async throws(StoreError) -> [Approval] {
        tables.withLock { tables in
            tables.pendingApprovals.filter {
                $0.intent.agent.tenant == tenant.rawValue
                    && (agent == nil || $0.intent.agent.key == agent)
            }
            .prefix(limit).map(\.self)
        }
    }

    public func overdueApprovals(
        at now: Timestamp, limit: Int
    ) async throws(StoreError) -> [ID<Approval>] {
        tables.withLock { tables in
            tables.pendingApprovals.filter { $0.deadline <= now }.prefix(limit).map(\.id)
        }
    }

    public func tail() async throws(StoreError) -> ChainTail {
        tables.withLock { $0.records.last?.tail ?? .start }
    }

    public func records(
        matching filter: JournalFilter
    ) async throws(StoreError) -> [JournalRecord] {
        tables.withLock { tables in
            tables.records.dropFirst(Int(max(0, filter.after))).lazy.filter(filter.matches)
                .prefix(filter.limit).map(\.self)
        }
    }
}

extension MemoryMoneyStore: SigningHolds {
    public func signingHold() async throws(StoreError) -> SigningHold? {
        try tables.withLock { tables throws(StoreError) in try tables.signingHold() }
    }

    public func hold(_ hold: SigningHold) async throws(StoreError) {
        try transaction { tables throws(StoreError) in try tables.hold(hold) }
    }

    public func release(
        by person: String, finding: JSONValue, at now: Timestamp
    ) async throws(StoreError) {
        try transaction { tables throws(StoreError) in
            try tables.release(by: person, finding: finding, at: now)
        }
    }
}

extension RunFilter {
    fileprivate func matches(_ stored: StoredRun) -> Bool {
        let intent = stored.run.intent
        return (tenant == nil || intent.agent.tenant == tenant)
            && (agent == nil || intent.agent.key == agent)
            && (session == nil || intent.session == session)
            && (state == nil || stored.run.state.name == state)
            && (from == nil || stored.openedAt >= from!) && (to == nil || stored.openedAt < to!)
            && (before == nil || stored.run.id.rawValue < before!.rawValue)
    }
}
