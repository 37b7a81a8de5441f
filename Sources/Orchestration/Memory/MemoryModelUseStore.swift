public import Models
internal import Synchronization

/// Reference backend of what models have used, and enough where nothing is capped.
public final class MemoryModelUseStore: ModelUseStore {
    private let budget: Mutex<ModelBudget>

    public init(_ caps: ModelCaps = ModelCaps()) { budget = Mutex(ModelBudget(caps)) }

    public func promise(
        _ most: ModelBudget.Use, to account: String, on day: Int64
    ) async throws(StoreError) -> Result<ModelBudget.Promise, ModelFailure> {
        budget.withLock { budget in
            do throws(ModelFailure) {
                return .success(try budget.promise(most, to: account, on: day))
            } catch { return .failure(error) }
        }
    }

    public func settle(
        _ promise: ModelBudget.Promise, used: ModelBudget.Use
    ) async throws(StoreError) {
        budget.withLock { $0.settle(promise, used: used) }
    }
}
