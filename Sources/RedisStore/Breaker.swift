/// Whether Redis may be asked just now: after a failure it is left alone for a while, so that a
/// dead or slow server costs one time-out and not one for every request.
struct Breaker: Sendable, Equatable {
    typealias Instant = ContinuousClock.Instant

    enum State: Sendable, Equatable {
        case closed
        /// Nobody asks before `retryAt`.
        case open(retryAt: Instant)
        /// One try to come back is under way.
        case probing
    }

    enum Event: Sendable, Equatable {
        /// Somebody wants to ask.
        case wanted(at: Instant)
        case failed(at: Instant)
        /// The try succeeded.
        case recovered
    }

    /// What to do with a request. One that is refused does without Redis.
    enum Action: Sendable, Equatable { case pass, refuse, refuseAndProbe, none }

    private(set) var state: State
    /// Doubles with every failed try, up to `pauseMax`.
    private(set) var pause = Breaker.pauseMin

    static let pauseMin = Duration.milliseconds(250)
    static let pauseMax = Duration.seconds(5)

    /// Open from the beginning: the first request starts the first try and does not wait for it.
    init(at now: Instant) { state = .open(retryAt: now) }

    mutating func apply(_ event: Event) -> Action {
        switch event {
        case .wanted(let now): wanted(at: now)
        case .failed(let now): failed(at: now)
        case .recovered: recovered()
        }
    }

    private mutating func wanted(at now: Instant) -> Action {
        switch state {
        case .closed: return .pass
        case .probing: return .refuse
        case .open(let retryAt):
            guard now >= retryAt else { return .refuse }
            state = .probing
            return .refuseAndProbe
        }
    }

    private mutating func failed(at now: Instant) -> Action {
        switch state {
        case .closed: pause = Self.pauseMin
        case .probing: pause = min(pause * 2, Self.pauseMax)
        // Already left alone: what fails now was asked before.
        case .open: return .none
        }
        state = .open(retryAt: now.advanced(by: pause))
        return .none
    }

    private mutating func recovered() -> Action {
        if state == .probing {
            state = .closed
            pause = Self.pauseMin
        }
        return .none
    }
}
