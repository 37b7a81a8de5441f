import Dispatch
import Orchestration
import Synchronization

/// Copies the write-ahead log into the file beside the writer, so that no commit waits for it.
///
/// SQLite's own automatic checkpoint runs inside a commit and makes every hundredth one slow.
final class Checkpointer: Sendable {
    private struct State {
        var pagesSince = 0
        var isRunning = false
        var pagesBehind = 0
    }

    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "sqlite checkpoint")
    private let connection: ThreadBound<Connection>

    /// Pages written before a checkpoint starts: 4 MiB.
    static let pagesMax = 1000
    /// Under constant writing the copy beside the writer never catches up, and the log can start
    /// again at its beginning only when nothing is left: from this length on (64 MiB) the writer
    /// copies the small rest itself.
    static let pagesInLogMax = 16_000

    init(connection: sending Connection) { self.connection = ThreadBound(connection) }

    /// Called by the writer after each commit.
    func noteCommit(on writer: Connection) {
        let written = writer.takePagesWritten()
        let (mustStart, mustHelp) = state.withLock { state -> (Bool, Bool) in
            state.pagesSince += written
            state.pagesBehind += written
            guard !state.isRunning, state.pagesSince >= Self.pagesMax else { return (false, false) }
            state.pagesSince = 0
            if state.pagesBehind >= Self.pagesInLogMax { return (false, true) }
            state.isRunning = true
            return (true, false)
        }
        if mustHelp { finish(on: writer) }
        if mustStart { thread.async { self.run() } }
    }

    private func run() {
        let rest = connection.onItsThread { copy(on: $0) }
        state.withLock { state in
            state.isRunning = false
            if rest == 0 { state.pagesBehind = 0 }
        }
    }

    private func finish(on writer: Connection) {
        if copy(on: writer) == 0 { state.withLock { $0.pagesBehind = 0 } }
    }

    /// A failure leaves the log as it is: nothing is lost, and the next commit tries again.
    private func copy(on connection: Connection) -> Int {
        do { return try connection.checkpoint() } catch { return Int.max }
    }

    /// Returns when no checkpoint runs any more.
    func close() async {
        await withCheckedContinuation { continuation in
            thread.async { continuation.resume() }
        }
    }
}
