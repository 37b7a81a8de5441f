/// Whether and when one model is asked again after a failure.
public enum ModelRetry {
    public static let attemptsMax = 3
    public static let pauseMillisecondsMin = 200
    public static let pauseMillisecondsMax = 4_000

    /// Milliseconds to wait; nil: give up on this model.
    ///
    /// - Parameters:
    ///   - attempt: how many were made, from 1.
    ///   - chance: 0 to 999, so that many who failed together do not come back together.
    ///   - leftMilliseconds: how long the caller still waits; a pause that leaves less than half
    ///     of it is not worth taking.
    public static func pause(
        after failure: ModelFailure, attempt: Int, chance: Int, leftMilliseconds: Int
    ) -> Int? {
        guard failure.isPassing, attempt < attemptsMax else { return nil }
        let doubled = min(pauseMillisecondsMin << (attempt - 1), pauseMillisecondsMax)
        var pause = doubled / 2 + doubled / 2 * chance / 1_000
        if case .busy(let seconds?) = failure {
            guard seconds <= leftMilliseconds / 1_000 else { return nil }
            pause = max(pause, seconds * 1_000)
        }
        return pause <= leftMilliseconds / 2 ? pause : nil
    }
}
