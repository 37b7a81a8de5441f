public import Domain

/// The right to drive a run: one process has it at a time. It is stored beside the run, and every
/// change that a driver stores names its fence.
public struct Lease: Sendable, Hashable {
    /// A process, as its `Presence` names it; nil when nobody drives the run.
    public let holder: String?
    /// Counts up with every taking: a change under a smaller number is refused.
    public let fence: Int64
    /// Nobody else may take the run before, unless the holder is gone.
    public let until: Timestamp

    public init(holder: String?, fence: Int64, until: Timestamp) {
        self.holder = holder
        self.fence = fence
        self.until = until
    }

    public static let free = Lease(
        holder: nil, fence: 0, until: Timestamp(millisecondsSinceEpoch: 0))

    public func renewed(until: Timestamp) -> Lease {
        Lease(holder: holder, fence: fence, until: until)
    }

    /// Nobody's; the count goes on.
    public var released: Lease { Lease(holder: nil, fence: fence, until: until) }
}

/// A process that asks for a run at a moment.
public struct LeaseClaim: Sendable {
    public let holder: String
    public let now: Timestamp
    public let isGone: @Sendable (String) -> Bool

    /// Longer than any one act between two commits: a request to a seller, a settlement on a chain.
    public static let leaseSeconds: Int64 = 180

    public init(
        holder: String, now: Timestamp, isGone: @escaping @Sendable (String) -> Bool
    ) {
        self.holder = holder
        self.now = now
        self.isGone = isGone
    }

    public init(_ presence: any Presence, at now: Timestamp) {
        self.init(holder: presence.name, now: now) { presence.isGone($0) }
    }

    /// Of a run that is new.
    public var first: Lease { Lease(holder: holder, fence: 1, until: end) }

    /// Until when a lease that is taken or renewed now lasts.
    public var end: Timestamp { now.adding(seconds: Self.leaseSeconds) }

    /// Whether the claimant has it already, and for some time still.
    public func has(_ lease: Lease) -> Bool {
        lease.holder == holder && now.adding(seconds: Self.leaseSeconds / 2) < lease.until
    }

    /// The lease after `current`; nil while another process has the run.
    public func next(after current: Lease) -> Lease? {
        if let other = current.holder, other != holder, now < current.until, !isGone(other) {
            return nil
        }
        return Lease(holder: holder, fence: current.fence + 1, until: end)
    }
}

/// What the processes that share one store know of each other.
public protocol Presence: Sendable {
    /// Of this process; no other one, before or after, has the same.
    var name: String { get }

    /// True only when it is certain that the process is over. One that may live keeps what it
    /// holds until that expires.
    func isGone(_ name: String) -> Bool
}

/// For a store that no other process uses.
public struct OnlyProcess: Presence {
    public let name: String

    public init(_ name: String = "only") { self.name = name }

    public func isGone(_ name: String) -> Bool { name != self.name }
}
