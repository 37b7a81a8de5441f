public import Domain

/// What one message led to: the reply, and everything that a client shows beside it.
public struct Turn: Sendable, Hashable {
    /// What the wizard says; holds the question and its reason.
    public var text: String
    public var stageBefore: Stage
    public var stage: Stage
    /// Every stage that was entered on the way, in order; empty when the stage stayed.
    public var stagesEntered: [Stage]
    public var changes: [Change]
    /// Risky values in words and digits, to be confirmed before the design is final.
    public var confirmNeeded: [String]
    public var problems: [Problem]
    public var question: Question?
    public var progress: Progress
    /// What the design could lose in 24 hours before this turn, and what it can lose now.
    public var maximumLossBefore: MaximumLoss
    public var maximumLoss: MaximumLoss
    public var effect: Effect
    /// Whether the design differs from the one before: a new version is to be stored.
    public var designChanged: Bool

    public var isComplete: Bool { stage == .completed }

    /// Ready answers to the question; after the last one, what people ask for next.
    public var suggestions: [String] {
        question?.suggestions ?? (isComplete ? Self.suggestionsAtTheEnd : [])
    }

    private static let suggestionsAtTheEnd = [
        "How do I run it?", "Show me everything", "Start over",
    ]

    /// One slot's value before and after; nil when there was, or is, none.
    public struct Change: Sendable, Hashable {
        public var slot: Slot
        public var before: SlotValue?
        public var after: SlotValue?
        /// The words that asked for it, as they were written.
        public var words: String
        /// 0 to 100.
        public var confidence: Int

        public init(
            slot: Slot, before: SlotValue?, after: SlotValue?, words: String, confidence: Int
        ) {
            self.slot = slot
            self.before = before
            self.after = after
            self.words = words
            self.confidence = confidence
        }
    }

    /// Something that was said and not taken, and why.
    public struct Problem: Sendable, Hashable {
        /// Stable: the reader's codes, `contradiction`, `unsure`.
        public var code: String
        public var slot: Slot?
        public var sentence: String

        public init(code: String, slot: Slot?, sentence: String) {
            self.code = code
            self.slot = slot
            self.sentence = sentence
        }
    }

    /// What the caller still has to do, or know.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        case none
        /// Load the design before the present one and call `restore`; without one, keep the turn.
        case undo
        /// The design was emptied.
        case startOver
        /// An earlier question was opened again.
        case back
    }
}

/// How far a design is: decisions, not fields.
public struct Progress: Sendable, Hashable {
    public var done: Int
    /// The decisions that this design needs, the final approval among them.
    public var total: Int
    /// Decisions still open, the next one first; the final approval is not named.
    public var missing: [Slot]
    /// 100 only for a finished design.
    public var percent: Int

    public init(done: Int, total: Int, missing: [Slot], percent: Int) {
        self.done = done
        self.total = total
        self.missing = missing
        self.percent = percent
    }
}
