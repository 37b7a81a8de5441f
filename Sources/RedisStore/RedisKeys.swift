/// Every key that we use in Redis, and the scripts on them.
enum RedisKeys {
    /// Names the time since which every node has told Redis of every change. Whoever may have
    /// missed to do so gives it a new name; a copy made under another name is never read.
    static let epoch = "paygent:epoch"

    static let readEpoch = RedisCommand(["GET", epoch])

    static func beginEpoch(_ name: UInt64) -> RedisCommand {
        RedisCommand(["SET", epoch, String(name)])
    }

    static func session(_ id: String) -> String { "paygent:session:\(id)" }

    static func read(id: String) -> RedisCommand {
        RedisCommand(["HMGET", session(id), "version", "epoch", "tenant", "state"])
    }

    /// Keeps a copy unless a newer one is there or, when `epochSeen` is given, another epoch has
    /// begun since. Whatever else lies under the key is overwritten. Answers -1 when there is no
    /// epoch: the server was emptied.
    ///
    /// - Parameter tenant: empty when it is not known: then only a copy that is there is renewed.
    /// - Parameter epochSeen: empty when the copy is known to be the newest.
    static func keep(
        id: String, version: Int64, tenant: String, state: [UInt8], epochSeen: String,
        secondsToLive: Int
    ) -> RedisCommand {
        var command = RedisCommand([
            "EVAL", keepScript, "2", epoch, session(id), String(version), tenant, epochSeen,
            String(secondsToLive),
        ])
        command.append(state)
        return command
    }

    private static let keepScript = """
        local epoch = redis.call('GET', KEYS[1])
        if not epoch then return -1 end
        if ARGV[3] ~= '' and ARGV[3] ~= epoch then return 0 end
        local kept = redis.pcall('HMGET', KEYS[2], 'version', 'epoch', 'tenant')
        if kept.err then kept = {} end
        local isPresent = kept[2] == epoch
        if isPresent and (tonumber(kept[1]) or 0) >= tonumber(ARGV[1]) then return 0 end
        local tenant = ARGV[2]
        if tenant == '' and isPresent then tenant = kept[3] end
        redis.call('DEL', KEYS[2])
        if not tenant or tenant == '' then return 0 end
        redis.call('HSET', KEYS[2], 'version', ARGV[1], 'epoch', epoch, 'tenant', tenant,
            'state', ARGV[5])
        redis.call('EXPIRE', KEYS[2], ARGV[4])
        return 1
        """

    /// Marks a deleted session: no copy of it is newer than this.
    static func bury(id: String, secondsToLive: Int) -> RedisCommand {
        keep(
            id: id, version: .max, tenant: "-", state: [], epochSeen: "",
            secondsToLive: secondsToLive)
    }

    static func forget(id: String) -> RedisCommand { RedisCommand(["DEL", session(id)]) }
}
