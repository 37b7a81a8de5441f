public import Domain
internal import Synchronization

/// The one place where an account's transactions get their numbers (nonces), whatever they are for
/// and whichever process sends them: two never get the same.
public protocol TransactionNumbers: Sendable {
    /// Takes numbers in a row: from what the node counts, or after those that were taken lately.
    ///
    /// - Parameter counted: transactions of the account that the node knows, waiting ones included.
    /// - Returns: the first of them.
    func take(
        _ count: UInt64, of account: NumberedAccount, counted: UInt64, at now: Timestamp
    ) async throws(StoreError) -> UInt64

    /// Gives back the last number taken, which certainly never left. One that others followed
    /// stays taken: they wait for it until it is taken anew.
    func giveBack(
        _ number: UInt64, of account: NumberedAccount
    ) async throws(StoreError)
}

/// An account on one chain.
public struct NumberedAccount: Sendable, Hashable {
    public let network: Network
    public let address: Address

    public init(_ address: Address, on network: Network) {
        self.network = network
        self.address = address
    }
}

/// What is known of an account's numbers.
public struct TakenNumbers: Sendable, Hashable {
    /// The one after the last that was taken.
    public let next: UInt64
    public let at: Timestamp

    public init(next: UInt64, at: Timestamp) {
        self.next = next
        self.at = at
    }

    /// A node may not count a transaction of ours for this long after it was signed; one that it
    /// does not count by then has been lost, and its number is free.
    public static let countLagSeconds: Int64 = 60

    /// - Parameter taken: nil when none was taken before.
    public static func first(
        counted: UInt64, after taken: TakenNumbers?, at now: Timestamp
    ) -> UInt64 {
        guard let taken, now < taken.at.adding(seconds: countLagSeconds) else { return counted }
        return max(counted, taken.next)
    }
}

/// For one process alone.
public final class MemoryTransactionNumbers: TransactionNumbers {
    private let taken = Mutex<[NumberedAccount: TakenNumbers]>([:])

    public init() {}

    public func take(
        _ count: UInt64, of account: NumberedAccount, counted: UInt64, at now: Timestamp
    ) async throws(StoreError) -> UInt64 {
        taken.withLock { taken in
            let first = TakenNumbers.first(counted: counted, after: taken[account], at: now)
            taken[account] = TakenNumbers(next: first + count, at: now)
            return first
        }
    }

    public func giveBack(
        _ number: UInt64, of account: NumberedAccount
    ) async throws(StoreError) {
        taken.withLock { taken in
            guard let last = taken[account], last.next == number + 1 else { return }
            taken[account] = TakenNumbers(next: number, at: last.at)
        }
    }
}
