import Synchronization

/// Something that only one thread at a time may touch: the writer's connection, a reader's.
final class ThreadBound<Value>: @unchecked Sendable {
    // Unchecked: `value` is reached only under `lock`.
    private let lock = Mutex(())
    private let value: Value

    init(_ value: sending Value) { self.value = value }

    func onItsThread<Result, Failure: Error>(
        _ body: (Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try lock.withLock { _ throws(Failure) in try body(value) }
    }
}
