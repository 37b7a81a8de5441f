import Orchestration
import Synchronization

/// A few connections for reading on the caller's own thread: a read takes microseconds, a change
/// of thread more than ten.
///
/// Each statement sees everything that was committed before it began.
final class Readers: Sendable {
    private let connections: [ThreadBound<Connection>]
    private let next = Atomic<UInt>(0)

    static let count: UInt = 4

    init(path: String) throws(SQLiteError) {
        var connections: [ThreadBound<Connection>] = []
        for _ in 0..<Self.count {
            let connection = try Connection(path: path)
            try connection.run(script: "PRAGMA query_only = ON; PRAGMA cache_size = -2000;")
            connections.append(ThreadBound(connection))
        }
        self.connections = connections
    }

    func read<Value>(
        _ body: (Connection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return try connections[Int(turn % Self.count)].onItsThread(body)
    }
}
