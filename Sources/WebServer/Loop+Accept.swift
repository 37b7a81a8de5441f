import CNet
import Glibc
import Synchronization
import Web

extension Loop {
    private static let acceptsMax = 64
    /// Connections above the limit that are told so at the same time; more wait in the kernel.
    private static let refusedMax = 64
    private static let pauseMilliseconds: UInt64 = 100

    /// Takes new connections, not too many at once: those already here wait meanwhile.
    ///
    /// - Returns: whether more may be waiting.
    @discardableResult
    func acceptSome() -> Bool {
        for _ in 0..<Loop.acceptsMax where !accept() { return false }
        return true
    }

    private func accept() -> Bool {
        guard let listener = listener?.descriptor else { return false }
        guard hasPlaceForAnother else {
            pauseAccepting()
            return false
        }
        var address = sockaddr_storage()
        let descriptor = unsafe cnet_accept(listener, &address)
        guard descriptor >= 0 else {
            acceptFailed(errno)
            return false
        }
        admit(descriptor, peer: SocketAddress.host(address))
        return true
    }

    private var hasPlaceForAnother: Bool {
        shared.connectionCount.load(ordering: .relaxed)
            < configuration.connectionsMax + Loop.refusedMax
    }

    private func acceptFailed(_ error: Int32) {
        switch error {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: pauseAccepting()
        default: break
        }
    }

    /// The listener would report the waiting clients again and again.
    private func pauseAccepting() {
        guard let listener = listener?.descriptor, acceptPause == nil else { return }
        watch(listener, Client.Key(listener, 0), 0, isNew: false)
        acceptPause = now + Loop.pauseMilliseconds
        nextSweep = min(nextSweep, now + Loop.pauseMilliseconds)
    }

    func resumeAccepting() {
        guard let listener = listener?.descriptor else { return }
        acceptPause = nil
        watch(listener, Client.Key(listener, 0), EPOLLIN.rawValue, isNew: false)
    }

    private func admit(_ descriptor: Int32, peer: String) {
        var one: Int32 = 1
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one,
            socklen_t(MemoryLayout<Int32>.size))
        let client = makeClient(descriptor, peer: peer)
        let count = shared.connectionCount.add(1, ordering: .relaxed).newValue
        if count > configuration.connectionsMax {
            take(client.connection.refuse(.overloaded), client)
        } else if drainDeadline != nil {
            client.connection.drain(
                now: now, graceMilliseconds: configuration.drainGraceMilliseconds)
        }
    }

    private func makeClient(_ descriptor: Int32, peer: String) -> Client {
        generation = generation == .max ? 1 : generation + 1
        let router = router
        let connection = Connection(limits: configuration.limits, now: now) { method, path in
            router.route(method, path)?.bodyBytesMax
        }
        let client = Client(
            Client.Key(descriptor, generation), peer: peer, connection: connection)
        let index = Int(descriptor)
        if index >= clients.count {
            clients.append(contentsOf: repeatElement(nil, count: max(clients.count, index + 1)))
        }
        clients[index] = client
        clientCount += 1
        client.interest = EPOLLIN.rawValue | EPOLLRDHUP.rawValue
        watch(descriptor, client.key, client.interest)
        return client
    }
}
