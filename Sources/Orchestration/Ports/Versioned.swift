/// A stored value with the version that a change of it must name.
public struct Versioned<Value: Sendable>: Sendable {
    public let value: Value
    public let version: Int64

    public init(_ value: Value, version: Int64) {
        self.value = value
        self.version = version
    }
}

/// Why a store could not do what it was asked. Nothing was changed.
public enum StoreError: Error, Equatable {
    /// Another change came first: read again and decide again.
    case conflict
    /// The store is full, gone or broken; the text says which, for operators.
    case unavailable(String)
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .conflict: "it was changed at the same time"
        case .unavailable(let reason): reason
        }
    }
}
