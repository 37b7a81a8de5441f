/// Whether a model may be asked just now: after a few failures it is left alone for a while, so that
/// one that is down or slow costs nobody's turn anything. Only a try in the background brings it
/// back.
///
/// Time is in milliseconds of a clock that never goes back.
public struct ModelBreaker: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        /// Asked; so many failures in a row.
        case closed(failures: Int)
        /// Nobody asks; from `retryAt` on a try may be made.
        case open(retryAt: Int64)
        /// One try in the background is under way.
        case trying
    }

    public enum Event: Sendable, Hashable {
        /// Somebody wants an answer.
        case wanted
        case answered
        case failed(at: Int64)
        /// The background asks whether a try is due.
        case lookedAt(Int64)
    }

    public enum Action: Sendable, Hashable { case ask, refuse, nothing, tryNow }

    public private(set) var state = State.closed(failures: 0)
    /// Doubles with every failure that follows a return.
    public private(set) var pauseMilliseconds = pauseMillisecondsMin

    public static let failuresMax = 3
    public static let pauseMillisecondsMin: Int64 = 1_000
    public static let pauseMillisecondsMax: Int64 = 60_000

    public init() {}

    public mutating func apply(_ event: Event) -> Action {
        switch event {
        case .wanted: return wanted
        case .answered: answered()
        case .failed(let now): failed(at: now)
        case .lookedAt(let now): return lookedAt(now)
        }
        return .nothing
    }

    public var isResting: Bool { wanted == .refuse }

    private var wanted: Action {
        switch state {
        case .closed: .ask
        case .open, .trying: .refuse
        }
    }

    private mutating func answered() {
        switch state {
        case .closed(let failures):
            // The answer to a try proves less than a whole turn: the pause is forgotten only now.
            if failures == 0 { pauseMilliseconds = Self.pauseMillisecondsMin }
            state = .closed(failures: 0)
        // One more failure, and it rests again.
        case .trying: state = .closed(failures: Self.failuresMax - 1)
        // Asked before it was left alone.
        case .open: break
        }
    }

    private mutating func failed(at now: Int64) {
        switch state {
        case .closed(let failures) where failures + 1 < Self.failuresMax:
            state = .closed(failures: failures + 1)
        case .closed, .trying:
            state = .open(retryAt: now + pauseMilliseconds)
            pauseMilliseconds = min(pauseMilliseconds * 2, Self.pauseMillisecondsMax)
        case .open: break
        }
    }

    private mutating func lookedAt(_ now: Int64) -> Action {
        switch state {
        case .open(let retryAt) where now >= retryAt:
            state = .trying
            return .tryNow
        case .open, .closed, .trying: return .nothing
        }
    }
}
