import Synchronization

/// Wakes everyone in this process who waits for the journal.
public final class Broadcast: Events {
    private struct State {
        var next = 0
        /// Of everything.
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var byRun: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public func announce() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield() }
    }

    public func announce(run: String) {
        let listeners = state.withLock { state in
            Array(state.listeners.values) + Array((state.byRun[run] ?? [:]).values)
        }
        for listener in listeners { listener.yield() }
    }

    /// Only those who follow this run alone.
    func announce(followersOf run: String) {
        let listeners = state.withLock { Array(($0.byRun[run] ?? [:]).values) }
        for listener in listeners { listener.yield() }
    }

    /// Whether anybody follows a single run.
    public var isFollowed: Bool { state.withLock { !$0.byRun.isEmpty } }

    public func wakes() -> AsyncStream<Void> { wakes(key: nil) }

    public func wakes(of run: String) -> AsyncStream<Void> { wakes(key: run) }

    /// One wake waits at most: who is slow misses none that matters, because he reads to the end.
    private func wakes(key run: String?) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            if let run {
                state.byRun[run, default: [:]][state.next] = continuation
            } else {
                state.listeners[state.next] = continuation
            }
            return state.next
        }
        continuation.onTermination = { [weak self] _ in self?.forget(number, run) }
        return stream
    }

    private func forget(_ number: Int, _ run: String?) {
        state.withLock { state in
            guard let run else {
                state.listeners[number] = nil
                return
            }
            state.byRun[run]?[number] = nil
            if state.byRun[run]?.isEmpty ?? false { state.byRun[run] = nil }
        }
    }
}
