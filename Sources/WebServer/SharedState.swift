import Synchronization

/// What the loops of one server share.
final class SharedState: Sendable {
    private struct Run {
        var loopsLeft: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    let connectionCount = Atomic<Int>(0)
    private let slowestTurn = Atomic<UInt64>(0)
    private let run: Lock<Run>

    init(loopCount: Int) { run = Lock(Run(loopsLeft: loopCount, waiter: nil)) }

    /// A turn of a loop took so long: everybody else on it waited.
    func noteTurn(milliseconds: UInt64) {
        if milliseconds > slowestTurn.load(ordering: .relaxed) {
            slowestTurn.max(milliseconds, ordering: .relaxed)
        }
    }

    func takeSlowestTurn() -> UInt64 { slowestTurn.exchange(0, ordering: .relaxed) }

    /// Resumes the waiter when the last loop has drained.
    func waitUntilDrained(_ waiter: CheckedContinuation<Void, Never>) {
        let isOver = run.withLock { run in
            run.waiter = waiter
            return run.loopsLeft == 0
        }
        if isOver { resume() }
    }

    func loopDrained() {
        let isOver = run.withLock { run in
            run.loopsLeft -= 1
            return run.loopsLeft == 0
        }
        if isOver { resume() }
    }

    private func resume() {
        let waiter = run.withLock { run in
            defer { run.waiter = nil }
            return run.waiter
        }
        waiter?.resume()
    }
}
