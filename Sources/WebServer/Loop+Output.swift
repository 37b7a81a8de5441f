import CNet
import Glibc
import Web

extension Loop {
    /// Hands bytes to the kernel; what it does not take waits with the client.
    func send(_ bytes: [UInt8], _ client: Client) {
        guard client.pendingCount == 0 else {
            client.pending.append(contentsOf: bytes)
            return
        }
        let count = push(bytes, from: 0, client)
        guard isOpen(client), count < bytes.count else { return }
        client.pending = Array(bytes[count...])
        client.pendingStart = 0
        client.stallDeadline = now + configuration.stallMilliseconds
        updateInterest(client)
    }

    /// The socket takes bytes again.
    func writable(_ client: Client) {
        if case .webSocket(let session) = client.mode { return pump(session, client) }
        guard client.pendingCount > 0 else { return }
        let count = push(client.pending, from: client.pendingStart, client)
        guard isOpen(client), count > 0 else { return }
        client.pendingStart += count
        client.stallDeadline = now + configuration.stallMilliseconds
        if client.pendingCount == 0 {
            client.pending = []
            client.pendingStart = 0
            client.stallDeadline = nil
        }
        if client.hasRoom { client.resumeProducers(true) }
        if client.pendingCount == 0, client.endsWhenSent { completeAnswer(client) }
    }

    /// - Returns: how many bytes the kernel took; a broken connection is closed.
    private func push(_ bytes: [UInt8], from start: Int, _ client: Client) -> Int {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
            return unsafe Glibc.send(
                client.descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        }
        if count >= 0 { return count }
        if errno != EAGAIN && errno != EINTR { close(client) }
        return 0
    }

    /// Marks the answer as written; it ends when the kernel has it all.
    func endAnswer(_ client: Client) {
        guard isOpen(client) else { return }
        if client.pendingCount == 0 {
            completeAnswer(client)
        } else {
            client.endsWhenSent = true
        }
    }

    func completeAnswer(_ client: Client) {
        client.endsWhenSent = false
        client.task = nil
        client.mode = .http
        finishRecord(client, isCut: false)
        if client.connection.answered(now: now) {
            advance(client)
        } else {
            linger(client)
        }
    }

    /// Closing at once would send a reset if unread bytes wait, and the reset could overtake the
    /// answer.
    func linger(_ client: Client) {
        guard !client.isPeerGone else { return close(client) }
        client.mode = .lingering
        shutdown(client.descriptor, Int32(SHUT_WR))
        updateInterest(client)
    }
}
