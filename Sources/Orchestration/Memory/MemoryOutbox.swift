public import Domain
internal import Synchronization

/// The reference for outgoing messages: what the contract suite calls correct.
public final class MemoryOutbox: Outbox {
    private struct State {
        var position: Int64?
        var messages: [String: OutgoingMessage] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public func position() async throws(StoreError) -> Int64? { state.withLock { $0.position } }

    public func add(
        _ messages: [OutgoingMessage], upTo position: Int64, expected: Int64?
    ) async throws(StoreError) {
        let isFirst = state.withLock { state in
            guard state.position == expected else { return false }
            state.position = position
            for message in messages { state.messages[message.id] = message }
            return true
        }
        guard isFirst else { throw .conflict }
    }

    public func take(
        at now: Timestamp, retryAt: Timestamp
    ) async throws(StoreError) -> OutgoingMessage? {
        state.withLock { state in
            let due = state.messages.values.filter { $0.dueAt <= now }
            guard let first = due.min(by: { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }) else {
                return nil
            }
            let taken = first.changed(tries: first.tries + 1, dueAt: retryAt)
            state.messages[first.id] = taken
            return taken
        }
    }

    public func putOff(_ id: String, until: Timestamp) async throws(StoreError) {
        state.withLock { state in
            guard let message = state.messages[id] else { return }
            state.messages[id] = message.changed(tries: message.tries, dueAt: until)
        }
    }

    public func remove(_ id: String) async throws(StoreError) {
        state.withLock { _ = $0.messages.removeValue(forKey: id) }
    }

    public func count() async throws(StoreError) -> Int { state.withLock { $0.messages.count } }
}

extension OutgoingMessage {
    fileprivate func changed(tries: Int, dueAt: Timestamp) -> OutgoingMessage {
        OutgoingMessage(
            id: id, kind: kind, body: body, createdAt: createdAt, tries: tries, dueAt: dueAt)
    }
}
