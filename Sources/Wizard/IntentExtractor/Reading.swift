public import Domain

/// What one message says: the moves it makes in the conversation and the values it gives.
public struct Reading: Sendable, Hashable {
    /// In the order in which they occur; at least one.
    public var acts: [DialogueAct]
    public var changes: [SlotChange]
    /// Values that were given but cannot be taken: each is answered, none is stored.
    public var problems: [ReadingProblem]

    public init(
        acts: [DialogueAct], changes: [SlotChange] = [], problems: [ReadingProblem] = []
    ) {
        self.acts = acts
        self.changes = changes
        self.problems = problems
    }
}

/// A move in the conversation.
public enum DialogueAct: Sendable, Hashable {
    /// Gives values: an answer, or something nobody asked for.
    case inform
    case approve, reject
    /// "skip", "no preference".
    case skip
    /// "you decide", "whatever you think".
    case youDecide
    /// "what does approval threshold mean?": the term, as it was written.
    case askMeaning(String)
    /// "why do you ask?"
    case askWhy
    /// Any other question to the wizard.
    case askOther
    /// "show me what you have".
    case show
    case back, undo, startOver
    case greeting, thanks, offTopic
    /// Text that addresses the wizard's own instructions: data, never obeyed.
    case injection
    /// Nothing that can be read: only emoji, only punctuation.
    case unreadable
}

extension DialogueAct {
    /// A question for an answer in words.
    var isAboutSomething: Bool {
        switch self {
        case .askMeaning, .askOther: true
        case .inform, .approve, .reject, .skip, .youDecide, .askWhy, .show, .back, .undo,
            .startOver, .greeting, .thanks, .offTopic, .injection, .unreadable:
            false
        }
    }
}

/// One slot's new value, or a change of its list, with the words that say so.
public struct SlotChange: Sendable, Hashable {
    public enum Operation: Sendable, Hashable {
        case set(SlotValue)
        /// Items for a list.
        case add(SlotValue)
        case remove(SlotValue)
        case clear
    }

    public var slot: Slot
    public var operation: Operation
    /// UTF-8 offsets in the message.
    public var span: Range<Int>
    /// 0 to 100; below `confidenceMin` it is asked back, never stored.
    public var confidence: Int

    public static let confidenceMin = 50

    public init(_ slot: Slot, _ operation: Operation, span: Range<Int>, confidence: Int = 90) {
        self.slot = slot
        self.operation = operation
        self.span = span
        self.confidence = confidence
    }
}

/// Why a given value cannot be taken.
public struct ReadingProblem: Sendable, Hashable {
    /// Stable: `bad_checksum`, `not_positive`, `unknown_token`, `private_endpoint` …
    public var code: String
    public var slot: Slot?
    /// Says what is wrong and what would be right.
    public var sentence: String
    public var span: Range<Int>

    public init(code: String, slot: Slot?, sentence: String, span: Range<Int>) {
        self.code = code
        self.slot = slot
        self.sentence = sentence
        self.span = span
    }
}

/// What a message must be read against: nothing else of the conversation matters.
public struct ReadingContext: Sendable, Hashable {
    /// What the last reply asked.
    public var topic: Question.Topic?
    /// For relative amounts, corrections and removals.
    public var spec: AgentSpec
    public var stage: Stage
    /// Slots that the message before this one changed, the last one last: what "that" and "no,
    /// 750" mean.
    public var recent: [Slot]

    public init(
        topic: Question.Topic? = nil, spec: AgentSpec = AgentSpec(), stage: Stage = .initial,
        recent: [Slot] = []
    ) {
        self.topic = topic
        self.spec = spec
        self.stage = stage
        self.recent = recent
    }
}
