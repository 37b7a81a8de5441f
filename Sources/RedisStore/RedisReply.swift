import CHiredis

/// What Redis answered to one command.
enum RedisReply: Sendable, Hashable {
    case nothing
    case integer(Int64)
    /// A simple or a bulk string.
    case bytes([UInt8])
    case array([RedisReply])
    case error(String)

    var text: String? {
        if case .bytes(let bytes) = self { String(validating: bytes, as: UTF8.self) } else { nil }
    }

    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    var array: [RedisReply]? { if case .array(let items) = self { items } else { nil } }
}

extension RedisReply {
    /// Copies a reply of hiredis, which stays the caller's to free.
    ///
    /// - Throws: `RedisError` for a kind that this protocol version does not have.
    init(copying reply: UnsafePointer<redisReply>) throws(RedisError) {
        let kind = unsafe reply.pointee.type
        switch kind {
        case REDIS_REPLY_NIL: self = .nothing
        case REDIS_REPLY_INTEGER: self = unsafe .integer(reply.pointee.integer)
        case REDIS_REPLY_STATUS, REDIS_REPLY_STRING: self = unsafe .bytes(Self.bytes(of: reply))
        case REDIS_REPLY_ERROR:
            self = unsafe .error(String(decoding: Self.bytes(of: reply), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            var items: [RedisReply] = []
            for index in 0..<(unsafe reply.pointee.elements) {
                guard let item = unsafe reply.pointee.element?[index] else {
                    throw RedisError("an answer of \(index) items ends too early")
                }
                items.append(try unsafe RedisReply(copying: item))
            }
            self = .array(items)
        default: throw RedisError("an answer of unknown kind \(kind)")
        }
    }

    private static func bytes(of reply: UnsafePointer<redisReply>) -> [UInt8] {
        guard let start = unsafe reply.pointee.str else { return [] }
        return unsafe [UInt8](
            UnsafeRawBufferPointer(start: start, count: Int(reply.pointee.len)))
    }
}

/// Why Redis cannot be used just now. For operators; no caller of a store sees it.
struct RedisError: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
