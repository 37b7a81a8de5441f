public import Domain

/// Wall-clock time, for what people read and for windows of budgets.
public protocol Clock: Sendable {
    func now() -> Timestamp
}

/// Unpredictable bits, for identifiers and keys.
public protocol Randomness: Sendable {
    func next() -> UInt128
}
