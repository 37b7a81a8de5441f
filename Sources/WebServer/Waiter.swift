/// A suspended caller, resumed exactly once by the loop that holds it: every place that takes one
/// either resumes it or keeps it where the closing of its connection finds it.
@safe struct Waiter<Value: Sendable>: Sendable {
    private let continuation: UnsafeContinuation<Value, Never>

    private init(_ continuation: UnsafeContinuation<Value, Never>) {
        unsafe self.continuation = continuation
    }

    /// Suspends the caller until what the body hands its waiter to resumes it.
    static func wait(_ body: (Waiter) -> Void) async -> Value {
        await unsafe withUnsafeContinuation { unsafe body(Waiter($0)) }
    }

    func resume(_ value: sending Value) { unsafe continuation.resume(returning: value) }
}

/// A piece of a task, to be run once.
@safe struct Job: Sendable {
    private let job: UnownedJob

    init(_ job: consuming ExecutorJob) { self.job = UnownedJob(job) }

    func run(on loop: Loop) { unsafe job.runSynchronously(on: loop.asUnownedTaskExecutor()) }
}
