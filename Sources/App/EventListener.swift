internal import JSON
internal import Models
internal import Synchronization
internal import Web

/// Reads the events out of the bytes of a stream, here or over the network.
final class EventListener: BodyWriter {
    private let reader = Mutex(EventStreamReader())
    private let onEvent: @Sendable (String, JSONValue) -> Void

    init(_ onEvent: @escaping @Sendable (String, JSONValue) -> Void) { self.onEvent = onEvent }

    /// False for bytes that are no stream of ours: nothing more is worth reading.
    func take(_ bytes: [UInt8]) -> Bool {
        do {
            for event in try reader.withLock({ try $0.take(bytes) }) {
                onEvent(event.name, try JSONValue(parsing: Array(event.data.utf8)))
            }
            return true
        } catch { return false }
    }

    func write(_ bytes: [UInt8]) throws(ClientGone) {
        guard take(bytes) else { throw ClientGone() }
    }
}
