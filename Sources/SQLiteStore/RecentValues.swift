import Orchestration
import Synchronization

/// Values by the bytes that they are stored as, so that what was stored or read lately is not decoded
/// again: the designs of agents, which every run needs, and runs that have just ended, whose client is
/// about to be answered.
///
/// What is stored is still asked for every time; the bytes that come back say which value it is.
final class RecentValues<Value: Sendable>: Sendable {
    private let values = Mutex<[Stored: Value]>([:])
    /// When there are more, all are forgotten.
    private let countMax: Int

    init(countMax: Int) { self.countMax = countMax }

    func value(
        stored bytes: [UInt8], decode: ([UInt8]) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        if let value = values.withLock({ $0[Stored(bytes: bytes)] }) { return value }
        let value = try decode(bytes)
        keep(value, as: bytes)
        return value
    }

    /// - Parameter bytes: what `value` is stored as.
    func keep(_ value: Value, as bytes: [UInt8]) {
        values.withLock { values in
            if values.count >= countMax { values = [:] }
            values[Stored(bytes: bytes)] = value
        }
    }

    /// An array would be hashed byte by byte, at half the cost of decoding it.
    private struct Stored: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        }
    }
}
