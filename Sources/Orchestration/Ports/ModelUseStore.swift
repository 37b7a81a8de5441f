public import Models

/// Where it is counted what models have used of their caps: by everybody who shares the caps, and over
/// every restart.
public protocol ModelUseStore: Sendable {
    /// Promises a call the most that it can use, unless that would pass a cap.
    ///
    /// - Parameter day: counted from any day on; a new one begins with nothing used.
    /// - Returns: `.capReached` when it would.
    func promise(
        _ most: ModelBudget.Use, to account: String, on day: Int64
    ) async throws(StoreError) -> Result<ModelBudget.Promise, ModelFailure>

    /// Puts what was used in the place of what was promised. A promise that is never settled, because
    /// its process died, stays counted as the most: the caps err on the safe side.
    func settle(
        _ promise: ModelBudget.Promise, used: ModelBudget.Use
    ) async throws(StoreError)
}
