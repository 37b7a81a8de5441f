import Dispatch
import Glibc
import Orchestration
import Synchronization

/// The one writer of a file: a queue of jobs and a thread that commits them in groups.
///
/// What arrives while a commit waits for the disk goes into the next one together, so that many
/// callers share one flush. A job that fails is undone alone; nobody is answered before the commit
/// of its group is durable.
///
/// A savepoint copies every page that its job touches. Jobs that fail do so before they change
/// anything, with rare exceptions; so a group runs without savepoints, and again with them when one
/// of its jobs failed half-way.
final class Writer: Sendable {
    private struct State {
        var waiting: [any WriteJob] = []
        var isBusy = false
        /// Set once, when the disk has failed or the database is closed.
        var refusal: StoreError?
    }

    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "sqlite writer")
    private let connection: ThreadBound<Connection>
    private let checkpointer: Checkpointer

    /// Jobs in one commit: bounds how long the first of them waits for the others.
    static let groupMax = 256
    /// Jobs that may wait; more are refused, because their callers would give up first.
    static let waitingMax = 20_000

    init(connection: sending Connection, checkpointer: Checkpointer) {
        self.connection = ThreadBound(connection)
        self.checkpointer = checkpointer
    }

    /// Runs the job in a transaction and returns once that is durable.
    ///
    /// - Throws: what the job throws; `.unavailable` when the transaction cannot be committed.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result = await withCheckedContinuation { continuation in
            enqueue(Write(body: body, continuation: continuation))
        }
        return try result.get()
    }

    private func enqueue(_ job: any WriteJob) {
        let (refusal, mustStart) = state.withLock { state -> (StoreError?, Bool) in
            if let refusal = state.refusal { return (refusal, false) }
            guard state.waiting.count < Self.waitingMax else {
                return (.unavailable("too many changes are waiting"), false)
            }
            state.waiting.append(job)
            defer { state.isBusy = true }
            return (nil, !state.isBusy)
        }
        if let refusal { job.finish(failure: refusal) }
        if mustStart { thread.async { self.commitWhatWaits() } }
    }

    private func commitWhatWaits() {
        while let group = takeGroupWhenItIsWhole() {
            let failure = connection.onItsThread { commit(group, on: $0) }
            for job in group { job.finish(failure: failure) }
            let broken = connection.onItsThread { checkpointer.noteCommit(on: $0) }
            if let broken { refuse(with: broken) }
        }
    }

    /// Gives way as long as more arrive: whoever runs on the same core, and is about to hand over
    /// changes of its own, does it now and not after the flush. A change that comes alone waits for
    /// nobody: on a busy machine others would hold the core for milliseconds.
    private func takeGroupWhenItIsWhole() -> [any WriteJob]? {
        var seen = 1
        while case let count = state.withLock({ $0.waiting.count }),
            count > seen, count < Self.groupMax
        {
            seen = count
            sched_yield()
        }
        return takeGroup()
    }

    private func takeGroup() -> [any WriteJob]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isBusy = false
                return nil
            }
            var group: [any WriteJob] = []
            if state.waiting.count <= Self.groupMax {
                swap(&group, &state.waiting)
            } else {
                group = Array(state.waiting.prefix(Self.groupMax))
                state.waiting.removeFirst(Self.groupMax)
            }
            return group
        }
    }

    /// - Returns: why nothing of the group is stored; nil when its jobs have their own results.
    private func commit(_ group: [any WriteJob], on connection: Connection) -> StoreError? {
        if let refusal = state.withLock({ $0.refusal }) { return refusal }
        do {
            // Immediate: another process may write too, and must not change what a job has read.
            try connection.run("BEGIN IMMEDIATE")
            if try !runAll(group, on: connection) {
                try connection.run("ROLLBACK")
                try connection.run("BEGIN IMMEDIATE")
                for job in group { try runAlone(job, on: connection) }
            }
            try connection.run("COMMIT")
            return nil
        } catch {
            return abandon(after: error, on: connection)
        }
    }

    /// - Returns: false when a job failed after it had changed something: nothing may be kept.
    private func runAll(
        _ group: [any WriteJob], on connection: Connection
    ) throws(StoreError) -> Bool {
        for job in group {
            let changes = connection.changeCount
            let isKept = job.run(on: connection)
            try checkTransaction(of: connection)
            guard isKept || connection.changeCount == changes else { return false }
        }
        return true
    }

    private func runAlone(_ job: any WriteJob, on connection: Connection) throws(StoreError) {
        try connection.run("SAVEPOINT job")
        let isKept = job.run(on: connection)
        try checkTransaction(of: connection)
        if !isKept { try connection.run("ROLLBACK TO job") }
        try connection.run("RELEASE job")
    }

    private func checkTransaction(of connection: Connection) throws(StoreError) {
        guard connection.isOutsideTransaction else { return }
        throw connection.failure?.storeError ?? .unavailable("the transaction was lost")
    }

    private func abandon(after error: StoreError, on connection: Connection) -> StoreError {
        let failure = connection.failure
        var reason = error == .conflict ? StoreError.unavailable("the commit failed") : error
        if !connection.isOutsideTransaction {
            do { try connection.run("ROLLBACK") } catch { reason = error }
        }
        if failure?.isFatal == true { refuse(with: reason) }
        return reason
    }

    /// From now on nothing is written. What was committed stays readable.
    private func refuse(with reason: StoreError) { state.withLock { $0.refusal = reason } }

    /// Nil while writes are accepted.
    var refusal: StoreError? { state.withLock { $0.refusal } }

    /// Commits what waits, then refuses everything.
    func close() async {
        let closing = await withCheckedContinuation { continuation in
            enqueue(Write(body: { _ in }, continuation: continuation))
        }
        refuse(with: .unavailable("the database is closed"))
        if case .failure = closing { return }
        await checkpointer.close()
    }
}

/// A change that waits for its commit.
private protocol WriteJob: Sendable {
    /// May be called again after what it changed was undone; the last outcome counts.
    ///
    /// - Returns: whether the changes are to be kept.
    func run(on connection: Connection) -> Bool

    /// Answers the caller: with the job's own result, or with the failure of the whole commit.
    func finish(failure: StoreError?)
}

private final class Write<Value: Sendable>: WriteJob {
    typealias Outcome = Result<Value, StoreError>

    private let body: @Sendable (Connection) throws(StoreError) -> Value
    private let continuation: CheckedContinuation<Outcome, Never>
    private let outcome = Mutex<Outcome?>(nil)

    init(
        body: @escaping @Sendable (Connection) throws(StoreError) -> Value,
        continuation: CheckedContinuation<Outcome, Never>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(on connection: Connection) -> Bool {
        let result: Outcome
        do { result = .success(try body(connection)) } catch { result = .failure(error) }
        outcome.withLock { $0 = result }
        if case .success = result { return true }
        return false
    }

    func finish(failure: StoreError?) {
        let own = outcome.withLock { $0 } ?? .failure(.unavailable("the change was not tried"))
        continuation.resume(returning: failure.map { .failure($0) } ?? own)
    }
}
