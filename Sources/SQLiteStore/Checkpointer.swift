import Dispatch
import Orchestration
import Synchronization

/// Copies the write-ahead log into the file, so that it stays short and no commit waits long.
///
/// SQLite's own automatic checkpoint runs inside a commit and makes every hundredth one slow. Here
/// a second connection copies most of it beside the writer. Only when nothing is left to copy does
/// the next commit start the log again at its beginning, so the writer copies the rest that was
/// written meanwhile: short, and between two commits.
final class Checkpointer: Sendable {
    private enum Phase { case resting, copying, finishing }
    private enum Action { case nothing, start, finish, wait }

    private struct State {
        var phase = Phase.resting
        /// Pages written since the last copy began.
        var pages = 0
        /// Set when the disk did not keep what it was told to keep.
        var failure: StoreError?
    }

    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "sqlite checkpoint")
    private let connection: ThreadBound<Connection>

    /// Pages written before a copy starts: 16 MiB of 4 KiB pages. A longer log takes longer to read
    /// after a crash; a shorter one copies a page more often.
    static let pagesMax = 4000
    /// Pages written during a copy before the writer waits for it: the log has a limit (32 MiB) even
    /// when the machine is too busy to copy.
    static let pagesDuringCopyMax = 4000

    init(connection: sending Connection) { self.connection = ThreadBound(connection) }

    /// Called by the writer after each commit.
    ///
    /// - Returns: why nothing may be written any more; nil while all is well.
    func noteCommit(on writer: Connection) -> StoreError? {
        let written = writer.takePagesWritten()
        let action = state.withLock { state -> Action in
            state.pages += written
            switch state.phase {
            case .copying: return state.pages < Self.pagesDuringCopyMax ? .nothing : .wait
            case .resting:
                guard state.pages >= Self.pagesMax else { return .nothing }
                (state.phase, state.pages) = (.copying, 0)
                return .start
            case .finishing:
                (state.phase, state.pages) = (.resting, 0)
                return .finish
            }
        }
        switch action {
        case .nothing: break
        case .start: thread.async { self.run() }
        case .finish: copy(on: writer)
        case .wait: thread.sync {}
        }
        return state.withLock { $0.failure }
    }

    private func run() {
        connection.onItsThread { copy(on: $0) }
        state.withLock { state in state.phase = state.pages == 0 ? .resting : .finishing }
    }

    /// Any other failure leaves the log as it is: nothing is lost, and a later copy tries again.
    private func copy(on connection: Connection) {
        do { try connection.checkpoint() } catch {
            guard error.isFatal else { return }
            state.withLock { $0.failure = error.storeError }
        }
    }

    /// Returns when no checkpoint runs any more.
    func close() async {
        await withCheckedContinuation { continuation in
            thread.async { continuation.resume() }
        }
    }
}
