import CNet
import Glibc
import Synchronization
import Web

extension Loop {
    /// A socket has something to say.
    func handle(_ client: Client, _ events: UInt32) {
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return close(client) }
        if events & EPOLLOUT.rawValue != 0 { writable(client) }
        guard isOpen(client) else { return }
        if events & EPOLLIN.rawValue != 0 { readable(client) }
        guard isOpen(client) else { return }
        if events & EPOLLRDHUP.rawValue != 0 { peerLeft(client) }
        guard isOpen(client) else { return }
        updateInterest(client)
    }

    func isOpen(_ client: Client) -> Bool { clients[Int(client.descriptor)] === client }

    private func readable(_ client: Client) {
        client.lastReceived = now
        if case .webSocket(let session) = client.mode { return pump(session, client) }
        let count = unsafe recv(
            client.descriptor, readBuffer.baseAddress, Loop.readBytesMax, 0)
        if count > 0 {
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: readBuffer[..<count])
            unsafe client.connection.received(bytes, now: now)
            advance(client)
        } else if count == 0 {
            peerLeft(client)
        } else if errno != EAGAIN && errno != EINTR {
            close(client)
        }
    }

    /// The other end sends no more. Nobody waits for a stream then; a plain request is cancelled,
    /// but whatever its handler still answers is sent, for clients that only close their half.
    private func peerLeft(_ client: Client) {
        guard !client.isPeerGone else { return }
        client.isPeerGone = true
        switch client.mode {
        case .stream, .webSocket, .lingering: close(client)
        case .http where !client.connection.isAnswering: close(client)
        case .http: client.task?.cancel()
        }
    }

    /// Takes what steps the connection can take with the bytes it has.
    func advance(_ client: Client) {
        guard !client.isAdvancing else { return }
        client.isAdvancing = true
        defer { client.isAdvancing = false }
        while isOpen(client) {
            let step = client.connection.next(now: now)
            if case .wait = step { return rest(client) }
            take(step, client)
        }
    }

    /// Nothing can be done now; a client that has left will not change that.
    private func rest(_ client: Client) {
        if client.isPeerGone && !client.connection.isAnswering { return close(client) }
        updateInterest(client)
    }

    func take(_ step: Connection.Step, _ client: Client) {
        switch step {
        case .wait: break
        case .close: close(client)
        case .sendContinue: send(AnswerHead.sendContinue, client)
        case .request(let request): dispatch(request, client)
        case .refuse(let refusal): refuse(refusal, client)
        }
    }

    func updateInterest(_ client: Client) {
        var interest: UInt32 = 0
        switch client.mode {
        case .webSocket(let session):
            if session.wantsInput { interest |= EPOLLIN.rawValue }
            if session.wantsOutput { interest |= EPOLLOUT.rawValue }
        case .http, .stream, .lingering:
            if client.connection.wantsInput { interest |= EPOLLIN.rawValue }
            if client.pendingCount > 0 { interest |= EPOLLOUT.rawValue }
        }
        interest = client.isPeerGone ? interest & EPOLLOUT.rawValue : interest | EPOLLRDHUP.rawValue
        guard interest != client.interest else { return }
        client.interest = interest
        watch(client.descriptor, client.key, interest, isNew: false)
    }

    /// Whatever waits for this client is told that it is gone.
    func close(_ client: Client) {
        guard isOpen(client) else { return }
        clients[Int(client.descriptor)] = nil
        clientCount -= 1
        shared.connectionCount.subtract(1, ordering: .relaxed)
        if case .webSocket(let session) = client.mode { session.end() }
        finishRecord(client, isCut: true)
        client.resumeProducers(false)
        client.task?.cancel()
        client.task = nil
        Glibc.close(client.descriptor)
    }
}
