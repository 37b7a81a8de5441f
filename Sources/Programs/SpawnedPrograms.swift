internal import Glibc
public import Orchestration
internal import Synchronization

/// Programs of this machine, each a child process for one conversation.
public final class SpawnedPrograms: LocalPrograms {
    private struct Running {
        var children: Set<pid_t> = []
        var isStopping = false
    }

    private let running = Mutex(Running())

    /// Conversations at one time; more are turned away.
    public static let conversationsMax = 16

    public init() {}

    public func converse(
        with command: LocalCommand, first: [[UInt8]], limits: LocalLimits,
        onLine: @escaping @Sendable ([UInt8]) -> LocalReply
    ) async throws(LocalProgramFailure) {
        let child = try start(command)
        let talk = Talk(child, first, limits, onLine)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onThread {
                    // The answer goes first: its asker need not wait for a program to tidy up.
                    continuation.resume(returning: talk.run())
                    child.end { self.forget(child.id) }
                }
            }
        } onCancel: {
            talk.cancel()
        }
        try result.get()
    }

    /// Ends every program at once, and starts no other.
    public func stop() {
        running.withLock { running in
            running.isStopping = true
            for child in running.children { ChildProcess.kill(child) }
        }
    }

    /// Started under the lock, so that `stop` misses none.
    private func start(_ command: LocalCommand) throws(LocalProgramFailure) -> ChildProcess {
        let started = running.withLock { running -> Result<ChildProcess, LocalProgramFailure> in
            guard !running.isStopping else { return .failure(.cancelled) }
            guard running.children.count < Self.conversationsMax else {
                return .failure(.notStarted("\(Self.conversationsMax) programs run already"))
            }
            do throws(LocalProgramFailure) {
                let child = try ChildProcess(command)
                running.children.insert(child.id)
                return .success(child)
            } catch { return .failure(error) }
        }
        return try started.get()
    }

    /// Before the process is reaped: afterwards its number may be somebody else's.
    private func forget(_ child: pid_t) {
        running.withLock { _ = $0.children.remove(child) }
    }

    private func onThread(_ work: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Work(work)).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let work = unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                work.run()
                return nil
            }, box)
        precondition(code == 0, "a thread can be had")
        pthread_detach(thread)
    }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
