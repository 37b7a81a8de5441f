import Glibc
import Web

extension Loop {
    /// Stops: no new connections, no more keep-alive, streams and sockets end, and a connection
    /// that is idle is given a moment for the request that may be on its way.
    func drain() {
        guard drainDeadline == nil else { return }
        while acceptSome() {}
        drainDeadline = now + configuration.drainMilliseconds
        nextSweep = now
        listener = nil
        for case let client? in clients { drain(client) }
    }

    private func drain(_ client: Client) {
        client.connection.drain(
            now: now, graceMilliseconds: configuration.drainGraceMilliseconds)
        switch client.mode {
        case .http, .lingering: break
        case .stream:
            let task = client.task
            endStream(client.key)
            task?.cancel()
        case .webSocket: closeWebSocket(client.key, .goingAway, "The server is stopping.")
        }
    }

    /// The time for draining is over.
    func cutEverything() {
        for case let client? in clients { close(client) }
    }

    /// Nobody is connected any more, and no task would come back to this thread.
    var isFinished: Bool { drainDeadline != nil && clientCount == 0 && taskCount == 0 }

    /// Whoever waits for the server need not wait for tasks that ignore their cancellation; this
    /// thread does, because their last steps run here.
    func reportDrained() {
        guard let drainDeadline, !hasReportedDrained, clientCount == 0,
            taskCount == 0 || drainDeadline <= now
        else { return }
        hasReportedDrained = true
        flushRecords(isLast: true)
        shared.loopDrained()
    }
}
