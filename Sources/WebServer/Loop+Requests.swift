import Web

extension Loop {
    /// Below this, head and body travel in one piece.
    private static let joinedBytesMax = 16 * 1024

    func dispatch(_ request: Request, _ client: Client) {
        var request = request
        request.id = names.make()
        request.peer = client.peer
        client.isHead = request.method == .head
        client.startedMicroseconds = SystemClock.microseconds()
        client.record = AccessRecord(
            method: request.method, route: "", status: 0, bodyBytes: 0, microseconds: 0,
            requestID: request.id)
        switch router.match(request.method, request.path) {
        case .route(let index, let parameters):
            request.parameters = parameters
            request.route = router.routes[index].path
            client.record?.route = request.route
            start(router.routes[index].handler, request, client)
        case .options(let allowed):
            answer(client.key, router.options(request, allowed: allowed))
        case .refused(let refusal): answer(client.key, router.refuse(refusal, request.id))
        }
    }

    /// What came is no request, or cannot be taken.
    func refuse(_ refusal: Refusal, _ client: Client) {
        let id = names.make()
        client.isHead = false
        client.startedMicroseconds = SystemClock.microseconds()
        client.record = AccessRecord(
            method: nil, route: "", status: 0, bodyBytes: 0, microseconds: 0, requestID: id)
        answer(client.key, router.refuse(refusal, id))
    }

    /// Runs the handler here and now, until it first waits.
    private func start(_ handler: @escaping Handler, _ request: Request, _ client: Client) {
        taskCount += 1
        let key = client.key
        let task = Task.immediate(executorPreference: self) { [self] in
            await serve(handler, request, key)
            if isCurrent { taskCount -= 1 } else { perform { $0.taskCount -= 1 } }
        }
        if isOpen(client), client.record?.requestID == request.id { client.task = task }
    }

    private nonisolated func serve(
        _ handler: Handler, _ request: Request, _ key: Client.Key
    ) async {
        let response = await handler(request)
        switch response.body {
        case .bytes:
            if isCurrent { answer(key, response) } else { perform { $0.answer(key, response) } }
        case .stream(let stream):
            let writer = StreamWriter(loop: self, key: key)
            guard await writer.begin(response, stream) else { return }
            await stream.produce(writer)
            perform { $0.endStream(key) }
        case .webSocket(let talk):
            let socket = ServerWebSocket(loop: self, key: key)
            guard await socket.open(response, request) else { return }
            await talk(socket)
            await socket.close(.normal, reason: "")
        }
    }

    /// Sends a whole answer.
    func answer(_ key: Client.Key, _ response: Response) {
        guard let client = client(key), case .http = client.mode else { return }
        let body = response.bytes ?? []
        let allowsBody = response.status.allowsBody
        client.record?.status = response.status.code
        client.record?.bodyBytes = client.isHead || !allowsBody ? 0 : body.count
        scratch.removeAll(keepingCapacity: true)
        AnswerHead.append(
            response, framing: allowsBody ? .length(body.count) : .none,
            keepsAlive: client.connection.keepsAlive, date: date, to: &scratch)
        if client.isHead || !allowsBody {
            send(scratch, client)
        } else if body.count <= Loop.joinedBytesMax {
            scratch.append(contentsOf: body)
            send(scratch, client)
        } else {
            send(scratch, client)
            if isOpen(client) { send(body, client) }
        }
        endAnswer(client)
    }
}
