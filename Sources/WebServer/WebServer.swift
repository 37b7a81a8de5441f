import Glibc
import Synchronization
public import Web

/// An HTTP/1.1 server: one loop for each core, each with a thread and a listening socket.
///
/// Start it from a nonisolated function: a handler that is bound to the main actor would send every
/// request to the main thread and back.
public final class WebServer: Sendable {
    /// The port it listens on: the configured one, or the one the kernel chose for 0.
    public let port: UInt16

    private let loops: [Loop]
    private let shared: SharedState

    /// Takes the port; clients that connect now wait until `run`.
    ///
    /// - Throws: `ListenError` when the address or port cannot be had.
    public init(_ configuration: ServerConfiguration, router: Router) throws(ListenError) {
        let count = max(1, configuration.loopCount)
        let shared = SharedState(loopCount: count)
        var loops: [Loop] = []
        var port = configuration.port
        if port != 0 && !configuration.sharesPort {
            _ = try Listener(host: configuration.host, port: port, isShared: false)
        }
        for _ in 0..<count {
            let listener = try Listener(host: configuration.host, port: port)
            port = listener.port
            loops.append(
                try Loop(configuration, router: router, shared: shared, listener: listener))
        }
        self.loops = loops
        self.shared = shared
        self.port = port
    }

    /// Serves until `stop` is called or this task is cancelled, and all answers are out or the time
    /// for draining is over. Call it once.
    public func run() async {
        WebServer.prepareProcess()
        for loop in loops { WebServer.startThread(loop) }
        await withTaskCancellationHandler {
            await withCheckedContinuation { shared.waitUntilDrained($0) }
        } onCancel: {
            stop()
        }
    }

    /// Open connections, idle ones included.
    public var connectionCount: Int { shared.connectionCount.load(ordering: .relaxed) }

    /// The longest time, since this was last asked, that a loop was busy without a look at its
    /// sockets. Milliseconds. More than a few mean that a handler blocks or computes on the loop.
    public func takeSlowestTurnMilliseconds() -> UInt64 { shared.takeSlowestTurn() }

    /// Begins to drain: no new connections, the present requests are answered, streams and sockets
    /// end. `run` returns afterwards.
    public func stop() {
        for loop in loops { loop.perform { $0.drain() } }
    }

    /// Writing to a closed socket is an error for us, not the end of the process; and each
    /// connection needs a descriptor.
    private static func prepareProcess() {
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(resource, &limit)
    }

    private static func startThread(_ loop: Loop) {
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer = unsafe pointer else { return nil }
                unsafe Unmanaged<Loop>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(loop).toOpaque())
        precondition(result == 0, "the system has no thread left")
        pthread_detach(thread)
    }
}
