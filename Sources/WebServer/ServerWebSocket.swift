import Web

/// A WebSocket as its handler sees it, on whatever thread that runs.
struct ServerWebSocket: WebSocket {
    let loop: Loop
    let key: Client.Key

    /// Answers the handshake; false when the request asks for no WebSocket.
    func open(_ response: Response, _ request: Request) async -> Bool {
        await Waiter.wait { waiter in
            loop.perform { waiter.resume($0.openWebSocket(key, response, request)) }
        }
    }

    func receive() async -> WebSocketMessage? {
        await withTaskCancellationHandler {
            await Waiter.wait { waiter in
                loop.perform { $0.receive(key, waiter) }
            }
        } onCancel: {
            loop.perform { $0.stopReceiving(key) }
        }
    }

    func send(_ message: WebSocketMessage) async throws(ClientGone) {
        let isHere = await Waiter.wait { waiter in
            loop.perform { $0.send(message, key, waiter) }
        }
        guard isHere else { throw ClientGone() }
    }

    func close(_ code: WebSocketCloseCode, reason: String) async {
        loop.perform { $0.closeWebSocket(key, code, reason) }
    }
}

extension Loop {
    func openWebSocket(_ key: Client.Key, _ response: Response, _ request: Request) -> Bool {
        guard let client = client(key), case .http = client.mode else { return false }
        guard let accept = WebSocketKey.answer(to: request), client.connection.takesChunks else {
            answer(key, router.refuse(.upgradeRequired, request.id))
            return false
        }
        client.record?.status = 101
        send(AnswerHead.switchingToWebSocket(response, accept: accept), client)
        guard isOpen(client) else { return false }
        let session = WebSocketSession(
            descriptor: client.descriptor, early: client.connection.takeInput(),
            messageBytesMax: configuration.webSocketMessageBytesMax)
        client.mode = .webSocket(session)
        client.connection.drain(now: now, graceMilliseconds: 0)
        client.connection.releaseBuffers()
        (client.lastSent, client.lastReceived) = (now, now)
        pump(session, client)
        return true
    }

    /// Lets frames flow in both directions.
    func pump(_ session: WebSocketSession, _ client: Client) {
        guard session.exchange() else { return close(client) }
        guard session.isFinished else { return updateInterest(client) }
        session.end()
        client.record?.bodyBytes = session.sentBytes
        completeAnswer(client)
    }

    func receive(
        _ key: Client.Key, _ receiver: Waiter<WebSocketMessage?>
    ) {
        guard let (client, session) = webSocket(key) else {
            return receiver.resume(nil)
        }
        if session.receive(receiver) { pump(session, client) }
    }

    func stopReceiving(_ key: Client.Key) { webSocket(key)?.1.stopReceiving() }

    func send(
        _ message: WebSocketMessage, _ key: Client.Key, _ sender: Waiter<Bool>
    ) {
        guard let (client, session) = webSocket(key), session.queue(message) else {
            return sender.resume(false)
        }
        client.lastSent = now
        pump(session, client)
        session.waitForRoom(sender)
    }

    func closeWebSocket(_ key: Client.Key, _ code: WebSocketCloseCode, _ reason: String) {
        guard let (client, session) = webSocket(key), session.closeDeadline == nil else { return }
        session.closeDeadline = now + configuration.limits.lingerMilliseconds
        session.queueClose(code, reason)
        pump(session, client)
    }

    private func webSocket(_ key: Client.Key) -> (Client, WebSocketSession)? {
        guard let client = client(key), case .webSocket(let session) = client.mode else {
            return nil
        }
        return (client, session)
    }
}
