public import JSON
internal import Synchronization

/// Simulated venues in memory: what the contract of `PaperStore` calls correct.
public final class MemoryPaperStore: PaperStore {
    private struct Tables {
        var answers: [String: JSONValue] = [:]
        var records: [PaperRecord.Kind: [String: Versioned<PaperRecord>]] = [:]
    }

    private let tables = Mutex(Tables())
    private let ledger: MemorySandboxLedger

    /// - Parameter ledger: where the moves are made.
    public init(ledger: MemorySandboxLedger) { self.ledger = ledger }

    public func answer(_ key: String) async throws(StoreError) -> JSONValue? {
        tables.withLock { $0.answers[key] }
    }

    public func record(
        _ kind: PaperRecord.Kind, _ id: String
    ) async throws(StoreError) -> Versioned<PaperRecord>? {
        tables.withLock { $0.records[kind]?[id] }
    }

    public func records(
        _ kind: PaperRecord.Kind, of owner: String?, onlyOpen: Bool, limit: Int
    ) async throws(StoreError) -> [Versioned<PaperRecord>] {
        tables.withLock { tables in
            let all = (tables.records[kind] ?? [:]).values
                .filter { owner == nil || $0.value.owner == owner }
                .filter { !onlyOpen || $0.value.isOpen }
                .sorted { $0.value.id < $1.value.id }
            return Array(all.prefix(limit))
        }
    }

    public func apply(_ change: PaperChange) async throws(StoreError) -> PaperOutcome {
        let result = tables.withLock { tables -> Result<PaperOutcome, StoreError> in
            if let kept = tables.answers[change.key] { return .success(.repeated(kept)) }
            for record in change.records {
                let stored = tables.records[record.value.kind]?[record.value.id]?.version ?? 0
                guard stored == record.version else { return .failure(.conflict) }
            }
            guard ledger.applyAtOnce(change.transaction) == .applied else {
                return .success(.refused)
            }
            for record in change.records {
                tables.records[record.value.kind, default: [:]][record.value.id] = Versioned(
                    record.value, version: record.version + 1)
            }
            tables.answers[change.key] = change.answer
            return .success(.applied)
        }
        return try result.get()
    }
}
