import CHiredis

/// One connection: connects, signs in, and sends commands in batches. Blocks its caller for at most
/// the time-outs below.
@safe final class RedisConnection: @unchecked Sendable {
    // Unchecked: only the thread of the `RedisClient` that made it touches it.
    private let context: UnsafeMutablePointer<redisContext>

    static let connectTimeoutMilliseconds = 200
    /// For each wait on the socket.
    static let commandTimeoutMilliseconds = 50
    /// For a whole batch, however slowly its answers trickle in.
    static let batchTimeout = Duration.milliseconds(150)

    init(to address: RedisAddress) throws(RedisError) {
        let context = unsafe redisConnectWithTimeout(
            address.host, address.port, timeval(milliseconds: Self.connectTimeoutMilliseconds))
        guard let context = unsafe context else { throw RedisError("out of memory") }
        unsafe self.context = context
        guard unsafe context.pointee.err == 0 else { throw failure() }
        _ = unsafe redisSetTimeout(
            context, timeval(milliseconds: Self.commandTimeoutMilliseconds))
        try signIn(to: address)
    }

    deinit { unsafe redisFree(context) }

    private func signIn(to address: RedisAddress) throws(RedisError) {
        var commands: [RedisCommand] = []
        if let password = address.password {
            commands.append(
                RedisCommand(["AUTH"] + (address.user.map { [$0] } ?? []) + [password]))
        }
        if address.database != 0 {
            commands.append(RedisCommand(["SELECT", "\(address.database)"]))
        }
        commands.append(RedisCommand(["PING"]))
        for reply in try send(commands) {
            if case .error(let reason) = reply { throw RedisError(reason) }
        }
    }

    /// Sends all commands in one go and waits for all answers, in order.
    ///
    /// - Throws: `RedisError`; the connection is of no use after that.
    func send(_ commands: [RedisCommand]) throws(RedisError) -> [RedisReply] {
        for command in commands { try append(command) }
        let start = ContinuousClock.now
        var replies: [RedisReply] = []
        replies.reserveCapacity(commands.count)
        for _ in commands {
            replies.append(try receive())
            guard start.duration(to: .now) < Self.batchTimeout else {
                throw RedisError("the answers came too slowly")
            }
        }
        return replies
    }

    private func append(_ command: RedisCommand) throws(RedisError) {
        var starts: [UnsafePointer<CChar>?] = unsafe []
        var lengths: [Int] = []
        let code = unsafe command.bytes.withUnsafeBufferPointer { bytes -> Int32 in
            var offset = 0
            for length in command.lengths {
                unsafe starts.append(
                    bytes.baseAddress.map {
                        unsafe UnsafeRawPointer($0 + offset).assumingMemoryBound(to: CChar.self)
                    })
                lengths.append(length)
                offset += length
            }
            return unsafe redisAppendCommandArgv(context, Int32(lengths.count), &starts, &lengths)
        }
        guard code == REDIS_OK else { throw failure() }
    }

    private func receive() throws(RedisError) -> RedisReply {
        var raw: UnsafeMutableRawPointer?
        guard unsafe redisGetReply(context, &raw) == REDIS_OK, let raw = unsafe raw else {
            throw failure()
        }
        defer { unsafe freeReplyObject(raw) }
        return try unsafe RedisReply(
            copying: UnsafePointer(raw.assumingMemoryBound(to: redisReply.self)))
    }

    private func failure() -> RedisError {
        let text = unsafe withUnsafeBytes(of: context.pointee.errstr) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return RedisError(text.isEmpty ? "the connection failed" : text)
    }
}

private func timeval(milliseconds: Int) -> timeval {
    CHiredis.timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
}

/// A command and its arguments, which may be any bytes, one after the other.
struct RedisCommand: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var lengths: [Int] = []

    init(_ words: [String]) {
        for word in words { append(Array(word.utf8)) }
    }

    mutating func append(_ argument: [UInt8]) {
        bytes.append(contentsOf: argument)
        lengths.append(argument.count)
    }
}
