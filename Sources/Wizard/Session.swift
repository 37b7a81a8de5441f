public import Domain

/// One conversation's state: bounded by the design, not by how long people have talked.
public struct Session: Sendable, Hashable {
    public let id: ID<Session>
    public let createdAt: Timestamp
    public var updatedAt: Timestamp
    /// After this the session counts as abandoned until it is resumed.
    public var expiresAt: Timestamp
    public var stage: Stage
    /// Only what the owner stated or confirmed.
    public var spec: AgentSpec
    /// What the service chose itself after "skip" or "you decide".
    public var defaults: AgentSpec
    public var evidence: [Slot: Evidence]
    /// The words that asked for each built-in tool.
    public var toolEvidence: [BuiltInTool: Evidence]
    /// Asked and left open by the owner: never asked again.
    public var skipped: Set<Slot>
    /// Given but not taken: contradictions, and what was read with too little confidence.
    public var held: [Held]
    /// What was asked, in order, each once: the way back.
    public var asked: [Slot]
    /// Slots by when they were last changed, the latest last: what "that" means.
    public var recent: [Slot]
    /// How often in a row the present question got no answer.
    public var unansweredCount: Int
    /// How many questions in a row the owner left open.
    public var skipsInARow: Int
    /// What the last reply asked.
    public var question: Question?
    /// Messages of both sides so far.
    public var messageCount: Int
    /// Counts the designs this session has had; 0 before the first change.
    public var designVersion: Int
    /// The version that undo goes back to, 0 for the empty design; nil when there is none. A version
    /// made by undo goes on where the one it restored came from.
    public var undoTarget: Int?

    public static let timeToLiveSeconds: Int64 = 30 * 86_400

    public init(id: ID<Session>, now: Timestamp) {
        self.id = id
        createdAt = now
        updatedAt = now
        expiresAt = now.adding(seconds: Self.timeToLiveSeconds)
        stage = .initial
        spec = AgentSpec()
        defaults = AgentSpec()
        evidence = [:]
        toolEvidence = [:]
        skipped = []
        held = []
        asked = []
        recent = []
        unansweredCount = 0
        skipsInARow = 0
        question = nil
        messageCount = 0
        designVersion = 0
        undoTarget = nil
    }

    public enum Status: String, Sendable, Hashable, CaseIterable {
        case active, completed, abandoned
    }

    public func status(at now: Timestamp) -> Status {
        if stage == .completed { return .completed }
        return now > expiresAt ? .abandoned : .active
    }
}

extension Session {
    /// What the runtime will be held to: statements, the service's own choices, and the words.
    public var design: Design {
        Design(spec: spec, defaults: defaults, sentences: evidence.mapValues(\.words))
    }

    /// What the next message must be read against.
    public var readingContext: ReadingContext {
        ReadingContext(topic: question?.topic, spec: spec, stage: stage, recent: recent)
    }
}

/// Where a value comes from.
public struct Evidence: Sendable, Hashable {
    /// Number of the message in the transcript, from 1.
    public var message: Int
    /// The words themselves, as they were written.
    public var words: String
    /// 0 to 100.
    public var confidence: Int

    public init(message: Int, words: String, confidence: Int) {
        self.message = message
        self.words = words
        self.confidence = confidence
    }
}
