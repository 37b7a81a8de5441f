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

    /// Pages written before a copy starts: 8 MiB of 4 KiB pages. A longer log is slower, because
    /// the file must grow; a shorter one copies a page more often.
    static let pagesMax = 2000

    init(connection: sending Connection) { self.connection = ThreadBound(connection) }

    /// Called by the writer after each commit.
    ///
    /// - Returns: why nothing may be written any more; nil while all is well.
    func noteCommit(on writer: Connection) -> StoreError? {
        let written = writer.takePagesWritten()
        let phase = state.withLock { state -> Phase in
            state.pages += written
            switch state.phase {
            case .copying: return .resting
            case .resting:
                guard state.pages >= Self.pagesMax else { return .resting }
                (state.phase, state.pages) = (.copying, 0)
                return .copying
            case .finishing:
                (state.phase, state.pages) = (.resting, 0)
                return .finishing
            }
        }
        switch phase {
        case .resting: break
        case .copying: thread.async { self.run() }
        case .finishing: copy(on: writer)
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
