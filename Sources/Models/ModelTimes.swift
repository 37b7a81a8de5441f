/// How long one attempt at a model may take, by what it is waiting for.
public struct ModelTimes: Sendable, Hashable {
    public var connectMilliseconds: Int
    /// From the question to the first byte of an answer.
    public var firstTokenMilliseconds: Int
    /// Between two bytes of an answer.
    public var idleMilliseconds: Int
    /// From the question to the end of the answer.
    public var totalMilliseconds: Int

    public init(
        connectMilliseconds: Int = 2_000, firstTokenMilliseconds: Int = 10_000,
        idleMilliseconds: Int = 5_000, totalMilliseconds: Int = 30_000
    ) {
        self.connectMilliseconds = connectMilliseconds
        self.firstTokenMilliseconds = firstTokenMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.totalMilliseconds = totalMilliseconds
    }

    /// The same, but no longer in total than somebody waits.
    public func limited(to patienceMilliseconds: Int) -> ModelTimes {
        var times = self
        times.totalMilliseconds = min(totalMilliseconds, max(patienceMilliseconds, 1))
        return times
    }
}

/// One attempt's clock: which time runs out next, and whether it has.
public struct ModelWatch: Sendable, Hashable {
    private let times: ModelTimes
    private var lastByteMilliseconds: Int?

    public init(_ times: ModelTimes) { self.times = times }

    /// - Parameter elapsedMilliseconds: since the question.
    public mutating func heard(at elapsedMilliseconds: Int) {
        lastByteMilliseconds = elapsedMilliseconds
    }

    /// When the next time runs out, and which one it is.
    public var deadline: (milliseconds: Int, phase: ModelFailure.Phase) {
        let silence =
            lastByteMilliseconds.map { ($0 + times.idleMilliseconds, ModelFailure.Phase.idle) }
            ?? (times.firstTokenMilliseconds, .firstToken)
        return silence.0 < times.totalMilliseconds ? silence : (times.totalMilliseconds, .total)
    }
}
