import Dispatch
public import Domain
public import Orchestration
import Synchronization

/// Sends commands to one Redis server from a thread of its own. Whoever asks waits a bounded time
/// and gets an answer or nil: to lose Redis is no error, it costs speed.
///
/// What waits goes out together and is answered together, so that many callers share one round
/// trip.
public final class RedisClient: Sendable {
    private struct State {
        var waiting: [Request] = []
        var isBusy = false
        var breaker = Breaker(at: .now)
        var health: RedisHealth
    }

    private struct Request {
        let commands: [RedisCommand]
        let continuation: CheckedContinuation<[RedisReply]?, Never>
    }

    private let address: RedisAddress
    private let clock: any Clock
    private let state: Mutex<State>
    private let thread = DispatchQueue(label: "redis")
    /// Touched only on `thread`.
    private let connection = Mutex<RedisConnection?>(nil)

    /// Requests that may wait; the next one means that Redis is too slow to help.
    static let waitingMax = 2000

    public init(_ address: RedisAddress, clock: any Clock) {
        self.address = address
        self.clock = clock
        let health = RedisHealth.down(since: clock.now(), reason: "not connected yet")
        state = Mutex(State(health: health))
    }

    public var health: RedisHealth { state.withLock { $0.health } }

    /// Connects now rather than with the first request; returns how that went.
    public func connect() async -> RedisHealth {
        let mustProbe = state.withLock {
            $0.breaker.apply(.wanted(at: .now)) == .refuseAndProbe
        }
        await withCheckedContinuation { continuation in
            thread.async {
                if mustProbe { self.probe() }
                continuation.resume()
            }
        }
        return health
    }

    /// - Returns: one answer a command; nil when Redis cannot be used.
    func send(_ commands: [RedisCommand]) async -> [RedisReply]? {
        await withCheckedContinuation { continuation in
            enqueue(Request(commands: commands, continuation: continuation))
        }
    }

    private func enqueue(_ request: Request) {
        let (action, mustStart) = state.withLock { state -> (Breaker.Action, Bool) in
            let action = state.breaker.apply(.wanted(at: .now))
            guard action == .pass, state.waiting.count < Self.waitingMax else {
                return (action, false)
            }
            state.waiting.append(request)
            defer { state.isBusy = true }
            return (.none, !state.isBusy)
        }
        switch action {
        case .none: if mustStart { thread.async { self.sendWhatWaits() } }
        case .refuse: request.continuation.resume(returning: nil)
        case .refuseAndProbe:
            request.continuation.resume(returning: nil)
            thread.async { self.probe() }
        case .pass:
            distrust("too many requests are waiting")
            request.continuation.resume(returning: nil)
        }
    }

    private func sendWhatWaits() {
        while let requests = takeRequests() {
            do throws(RedisError) {
                guard let connection = connection.withLock({ $0 }) else {
                    throw RedisError("not connected")
                }
                var replies = try connection.send(requests.flatMap(\.commands))[...]
                for request in requests {
                    let own = Array(replies.prefix(request.commands.count))
                    replies = replies.dropFirst(request.commands.count)
                    request.continuation.resume(returning: own)
                }
            } catch {
                connection.withLock { $0 = nil }
                distrust(error.reason)
                for request in requests { request.continuation.resume(returning: nil) }
            }
        }
    }

    private func takeRequests() -> [Request]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isBusy = false
                return nil
            }
            var requests: [Request] = []
            swap(&requests, &state.waiting)
            return requests
        }
    }

    /// Leaves Redis alone for a while: what it holds may be behind the truth, and is not used again
    /// before `probe` has made all of it void.
    func distrust(_ reason: String) {
        let now = clock.now()
        state.withLock { state in
            _ = state.breaker.apply(.failed(at: .now))
            if case .up = state.health { state.health = .down(since: now, reason: reason) }
        }
    }

    /// Tries to come back. Requests are let through again before the new epoch begins, and wait
    /// behind it: so none that could have been told to Redis is missing in it.
    private func probe() {
        do throws(RedisError) {
            let fresh = try RedisConnection(to: address)
            connection.withLock { $0 = fresh }
            state.withLock { _ = $0.breaker.apply(.recovered) }
            for case .error(let reason) in try fresh.send([
                RedisKeys.beginEpoch(UInt64.random(in: 0...UInt64.max))
            ]) {
                throw RedisError(reason)
            }
            state.withLock { $0.health = .up }
        } catch {
            connection.withLock { $0 = nil }
            state.withLock { state in
                _ = state.breaker.apply(.failed(at: .now))
                guard case .down(let since, _) = state.health else { return }
                state.health = .down(since: since, reason: error.reason)
            }
        }
    }
}

/// For `/health`.
public enum RedisHealth: Sendable, Hashable {
    case up
    case down(since: Timestamp, reason: String)
}
