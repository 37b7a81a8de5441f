import Web

/// A stream's body as its producer sees it, on whatever thread that runs.
struct StreamWriter: BodyWriter {
    let loop: Loop
    let key: Client.Key

    /// Sends the head. False when there is no body to produce.
    func begin(_ response: Response, _ stream: BodyStream) async -> Bool {
        await Waiter.wait { waiter in
            loop.perform { waiter.resume($0.beginStream(key, response, stream)) }
        }
    }

    func write(_ bytes: [UInt8]) async throws(ClientGone) {
        guard !bytes.isEmpty else { return }
        let isHere = await Waiter.wait { waiter in
            loop.perform { $0.write(bytes, key, waiter) }
        }
        guard isHere else { throw ClientGone() }
    }
}

extension Loop {
    func beginStream(_ key: Client.Key, _ response: Response, _ stream: BodyStream) -> Bool {
        guard let client = client(key), case .http = client.mode else { return false }
        client.record?.status = response.status.code
        let inChunks = client.connection.takesChunks
        scratch.removeAll(keepingCapacity: true)
        AnswerHead.append(
            response, framing: inChunks ? .chunked : .close,
            keepsAlive: client.connection.keepsAlive, date: date, to: &scratch)
        send(scratch, client)
        guard isOpen(client) else { return false }
        if client.isHead {
            endAnswer(client)
            return false
        }
        client.mode = .stream(inChunks: inChunks, heartbeat: stream.heartbeat)
        client.lastSent = now
        client.connection.releaseBuffers()
        if drainDeadline != nil { endStream(key) }
        return true
    }

    /// Sends a part of a stream; the producer goes on when there is room for more.
    func write(
        _ bytes: [UInt8], _ key: Client.Key, _ producer: Waiter<Bool>
    ) {
        guard let client = client(key), case .stream(let inChunks, _) = client.mode else {
            return producer.resume(false)
        }
        client.record?.bodyBytes += bytes.count
        writePart(bytes, client, inChunks: inChunks)
        if isOpen(client) && !client.hasRoom {
            client.producers.append(producer)
        } else {
            producer.resume(isOpen(client))
        }
    }

    func writePart(_ bytes: [UInt8], _ client: Client, inChunks: Bool) {
        client.lastSent = now
        guard inChunks else { return send(bytes, client) }
        scratch.removeAll(keepingCapacity: true)
        AnswerHead.appendChunk(bytes, to: &scratch)
        send(scratch, client)
    }

    /// The producer is done, or the server stops.
    func endStream(_ key: Client.Key) {
        guard let client = client(key), case .stream(let inChunks, _) = client.mode else { return }
        client.mode = .http
        client.resumeProducers(false)
        if inChunks { send(AnswerHead.lastChunk, client) }
        endAnswer(client)
    }
}
