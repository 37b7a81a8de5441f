import Web

extension Loop {
    private static let recordsMax = 256
    private static let unansweredPingsMax: UInt64 = 3

    /// Often enough that no limit is passed by more than a quarter.
    var sweepInterval: UInt64 {
        guard drainDeadline == nil else { return 10 }
        let limits = configuration.limits
        let shortest = min(
            limits.headMilliseconds, limits.bodyMilliseconds, limits.idleMilliseconds,
            limits.lingerMilliseconds, configuration.heartbeatMilliseconds,
            configuration.stallMilliseconds)
        return min(250, max(5, shortest / 4))
    }

    /// Looks after everything that time decides.
    func sweep() {
        nextSweep = now + sweepInterval
        if let acceptPause, acceptPause <= now { resumeAccepting() }
        for case let client? in clients { look(after: client) }
        if let drainDeadline, drainDeadline <= now { cutEverything() }
        flushRecords(isLast: false)
    }

    private func look(after client: Client) {
        if let deadline = client.stallDeadline, deadline <= now { return close(client) }
        switch client.mode {
        case .http, .lingering:
            guard let deadline = client.connection.deadline, deadline <= now else { return }
            take(client.connection.expired(), client)
        case .stream(let inChunks, let heartbeat):
            guard !heartbeat.isEmpty, client.pendingCount == 0,
                now - client.lastSent >= configuration.heartbeatMilliseconds
            else { return }
            writePart(heartbeat, client, inChunks: inChunks)
        case .webSocket(let session): look(after: session, client)
        }
    }

    private func look(after session: WebSocketSession, _ client: Client) {
        if let deadline = session.closeDeadline, deadline <= now { return close(client) }
        let silence = now - min(now, client.lastReceived)
        if silence >= Loop.unansweredPingsMax * configuration.heartbeatMilliseconds {
            return close(client)
        }
        let sinceSent = now - min(now, client.lastSent)
        guard min(silence, sinceSent) >= configuration.heartbeatMilliseconds else { return }
        client.lastSent = now
        session.queuePing()
        pump(session, client)
    }

    /// The request is over.
    func finishRecord(_ client: Client, isCut: Bool) {
        guard var record = client.record else { return }
        client.record = nil
        guard configuration.accessLog != nil else { return }
        if record.status == 0 { record.status = isCut ? 499 : 500 }
        record.microseconds = SystemClock.microseconds() - client.startedMicroseconds
        records.append(record)
        if records.count >= Loop.recordsMax { flushRecords(isLast: false) }
    }

    /// Writing a log may block; the loop does not wait for it.
    func flushRecords(isLast: Bool) {
        guard !records.isEmpty, let accessLog = configuration.accessLog else { return }
        let batch = records
        records.removeAll(keepingCapacity: true)
        if isLast { accessLog(batch) } else { Task.detached { accessLog(batch) } }
    }
}
