public import Domain

/// A value that was given but not taken: it waits for the owner's word, and counts for nothing.
public struct Held: Sendable, Hashable {
    public var slot: Slot
    public var operation: SlotChange.Operation
    public var evidence: Evidence
    public var reason: Reason
    /// How often the owner was asked about it.
    public var timesAsked: Int

    public enum Reason: Sendable, Hashable {
        /// Read with too little confidence.
        case unsure
        /// It contradicts what another slot, or this one, holds.
        case conflict(with: Slot)
    }

    /// Asked this often without an answer, a held value is dropped.
    public static let timesAskedMax = 2
    /// A value that contradicts another is dropped after so many questions without an answer.
    static let conflictAsksMax = 4

    public init(
        slot: Slot, operation: SlotChange.Operation, evidence: Evidence, reason: Reason,
        timesAsked: Int = 0
    ) {
        self.slot = slot
        self.operation = operation
        self.evidence = evidence
        self.reason = reason
        self.timesAsked = timesAsked
    }
}
