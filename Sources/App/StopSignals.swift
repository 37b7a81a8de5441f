internal import Dispatch
internal import Glibc

/// SIGTERM and SIGINT, taken on a thread of the system's queue.
final class StopSignals: Sendable {
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    init(_ stop: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "paygent.signals")
        unsafe sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: stop)
            source.resume()
            return source
        }
    }

    func end() { for source in unsafe sources { source.cancel() } }
}
