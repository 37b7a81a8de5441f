import Orchestration
import Synchronization

/// Values that were stored or read lately, so that they are not decoded again.
///
/// What is stored is still asked for every time; what comes back, the key, says which value it is.
final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])
    /// When there are more, all are forgotten.
    private let countMax: Int

    init(countMax: Int) { self.countMax = countMax }

    func value(of key: Key) -> Value? { values.withLock { $0[key] } }

    func value(
        of key: Key, decode: (Key) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        if let value = value(of: key) { return value }
        let value = try decode(key)
        keep(value, as: key)
        return value
    }

    func keep(_ value: Value, as key: Key) {
        values.withLock { values in
            if values.count >= countMax { values = [:] }
            values[key] = value
        }
    }
}

/// What a value is stored as, as its key: for runs that have just ended, whose client is about to be
/// answered. An array would be hashed byte by byte, at half the cost of decoding it.
struct StoredBytes: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func hash(into hasher: inout Hasher) {
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}
