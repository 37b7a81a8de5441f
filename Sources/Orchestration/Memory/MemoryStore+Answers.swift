public import Domain
import Synchronization

extension MemoryStore: IdempotencyStore {
    struct AnswerKey: Hashable {
        let scope: String
        let key: String

        init(scope: String, key: String) {
            self.scope = scope
            self.key = key
        }

        init(_ answer: StoredAnswer) { self.init(scope: answer.scope, key: answer.key) }
    }

    public func lookUp(
        key: String, scope: String, requestHash: [UInt8]
    ) async throws(StoreError) -> IdempotencyLookup {
        let kept = tables.withLock { $0.answers[AnswerKey(scope: scope, key: key)] }
        return IdempotencyLookup(kept, requestHash: requestHash)
    }

    public func remember(_ answer: StoredAnswer) async throws(StoreError) -> IdempotencyLookup {
        let kept = tables.withLock { tables -> StoredAnswer? in
            if let kept = tables.answers[AnswerKey(answer)] { return kept }
            tables.answers[AnswerKey(answer)] = answer
            return nil
        }
        return IdempotencyLookup(kept, requestHash: answer.requestHash)
    }

    public func forget(before: Timestamp, limit: Int) async throws(StoreError) -> Int {
        tables.withLock { tables in
            let old = tables.answers.values.filter { $0.createdAt < before }.prefix(limit)
            for answer in old { tables.answers[AnswerKey(answer)] = nil }
            return old.count
        }
    }
}
