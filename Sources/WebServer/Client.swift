import Web

/// A connection as a loop sees it. Only its loop's thread touches it; everything else names it by
/// its key, which no later connection shares.
final class Client {
    /// A descriptor is used again as soon as it is closed; the generation tells the two apart.
    struct Key: Sendable, Hashable {
        let descriptor: Int32
        let generation: UInt32

        init(_ descriptor: Int32, _ generation: UInt32) {
            self.descriptor = descriptor
            self.generation = generation
        }

        /// As epoll carries it.
        init(eventData: UInt64) {
            descriptor = Int32(truncatingIfNeeded: eventData)
            generation = UInt32(truncatingIfNeeded: eventData >> 32)
        }

        var eventData: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor)) }
    }

    enum Mode {
        case http
        case stream(inChunks: Bool, heartbeat: [UInt8])
        case webSocket(WebSocketSession)
        /// The last answer is out; what still comes is thrown away.
        case lingering
    }

    let key: Key
    let peer: String
    var connection: Connection
    var mode = Mode.http
    /// What epoll watches for.
    var interest: UInt32 = 0
    /// Bytes the kernel has not taken yet.
    var pending: [UInt8] = []
    var pendingStart = 0
    /// Set with `pending`: when a client that takes nothing is given up.
    var stallDeadline: UInt64?
    /// Once nothing is pending the answer is complete.
    var endsWhenSent = false
    var isPeerGone = false
    /// Guards against starting the next request from inside the present one.
    var isAdvancing = false
    /// The task of the request being answered.
    var task: Task<Void, Never>?
    /// Producers waiting for room; resumed with false when the client is gone.
    var producers: [Waiter<Bool>] = []
    /// When the stream or socket was last written to.
    var lastSent: UInt64 = 0
    var lastReceived: UInt64 = 0
    var isHead = false
    var record: AccessRecord?
    var startedMicroseconds: UInt64 = 0

    init(_ key: Key, peer: String, connection: Connection) {
        self.key = key
        self.peer = peer
        self.connection = connection
    }

    var descriptor: Int32 { key.descriptor }
    var pendingCount: Int { pending.count - pendingStart }

    /// A producer is let go on below this.
    static let pendingBytesMax = 64 * 1024

    var hasRoom: Bool { pendingCount < Client.pendingBytesMax }

    func resumeProducers(_ isHere: Bool) {
        guard !producers.isEmpty else { return }
        let waiting = producers
        producers = []
        for producer in waiting { producer.resume(isHere) }
    }
}
