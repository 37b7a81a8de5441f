public import Domain
public import Paygent

/// What makes agents act by themselves, and what became of each moment.
public protocol TriggerStore: Sendable {
    /// By identifier.
    func triggers(
        of agent: String, tenant: Tenant
    ) async throws(StoreError) -> [Versioned<Trigger>]

    /// Stores a trigger: a new one when nothing is expected.
    ///
    /// - Returns: the new version, `expected + 1`.
    /// - Throws: `.conflict` when the stored version is not `expected`; 0 stands for none.
    func save(_ trigger: Trigger, expected: Int64) async throws(StoreError) -> Int64

    /// - Returns: whether there was one.
    func remove(_ id: String, of agent: String, tenant: Tenant) async throws(StoreError) -> Bool

    /// What is to be looked at: due by now, or dealt with further than now because the clock was
    /// put back. Earliest first.
    func due(at now: Timestamp, limit: Int) async throws(StoreError) -> [Versioned<Trigger>]

    /// The earliest moment for which somebody has to be awake.
    func nextDue() async throws(StoreError) -> Timestamp?

    /// Stores what became of moments, the trigger after it and the run that it opens: all or
    /// nothing. An occurrence that is there already is left out together with its run.
    ///
    /// - Returns: whether the run was opened.
    /// - Throws: `.conflict` when the stored version of the trigger is not `expected`: another
    ///   process has dealt with it.
    func happen(_ happening: Happening, expected: Int64) async throws(StoreError) -> Bool

    /// Newest first.
    func occurrences(
        of agent: String, tenant: Tenant, limit: Int
    ) async throws(StoreError) -> [Occurrence]

    func occurrence(
        _ key: String, of trigger: Trigger
    ) async throws(StoreError) -> Occurrence?

    /// - Returns: how many were removed: those that were dealt with before this moment.
    func forget(before: Timestamp, limit: Int) async throws(StoreError) -> Int
}

/// One step of a trigger, stored in one transaction.
public struct Happening: Sendable {
    public var trigger: Trigger
    public var occurrences: [Occurrence]
    public var run: AgentRunOpening?

    public init(_ trigger: Trigger, _ occurrences: [Occurrence], run: AgentRunOpening? = nil) {
        self.trigger = trigger
        self.occurrences = occurrences
        self.run = run
    }
}
