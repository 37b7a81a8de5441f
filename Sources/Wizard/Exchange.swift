internal import Domain

/// One exchange under way: what the session was, what it becomes, and what is said about it.
struct Exchange {
    var session: Session
    let before: Session
    var reading = Reading(acts: [])
    var message = ""
    /// Answers to what the owner asked, in their order.
    var answers: [String] = []
    /// What happened to the design, and what could not be done.
    var notes: [String] = []
    var changes: [Turn.Change] = []
    var problems: [Turn.Problem] = []
    var stagesEntered: [Stage] = []
    var effect = Turn.Effect.none
    /// Whether the whole design is to be shown with the reply.
    var showsSummary = false
    /// Whether the owner said no to the finished design.
    var isRejected = false
    private(set) var lossBefore: MaximumLoss
    private(set) var loss: MaximumLoss
    /// The question that the owner went back to; asked next, whatever is missing.
    var reopened: Slot?

    /// The tokens that payments can be signed for.
    let assets: AssetTable

    init(_ session: Session, now: Timestamp, assets: AssetTable = AssetTable()) {
        self.session = session
        self.assets = assets
        before = session
        lossBefore = MaximumLoss(session.design.policy)
        loss = lossBefore
        self.session.updatedAt = now
        self.session.expiresAt = now.adding(seconds: Session.timeToLiveSeconds)
    }
}

// What starts an exchange, each a straight line.
extension Exchange {
    /// The owner's message: values first, then moves, then the next question.
    mutating func hear(_ reading: Reading, message: String) {
        self.reading = reading
        self.message = message
        session.messageCount += 1
        if reading.acts.contains(.startOver) { startOver() }
        takeValues()
        answerMoves()
        actOnOpenQuestion()
        reportChanges()
        reportProblems()
        countUnanswered()
        advance()
        countVersion()
        weighLoss()
        ask()
        session.messageCount += 1
    }

    mutating func open() {
        answers.append(
            "Hello! I help you design an agent that pays for you, and that can spend only what "
                + "you allow. Tell me about it in your own words.")
        ask()
        session.messageCount += 1
    }

    mutating func open(with starter: Starter) {
        session.spec = starter.spec
        let words = "starter: \(starter.title)"
        for slot in starter.spec.filledSlots {
            session.evidence[slot] = Evidence(message: 1, words: words, confidence: 100)
        }
        answers.append("Here is a ready design: \(starter.title). \(starter.summary)")
        leaveAllOpen()
        advance()
        countVersion()
        weighLoss()
        ask()
        session.messageCount += 1
    }

    mutating func resume() {
        answers.append("Welcome back. Nothing is lost.")
        if session.stage == .completed {
            notes.append(Self.finished)
        } else if !session.spec.isEmpty {
            showsSummary = true
        }
        ask()
    }

    mutating func restore(_ design: Design, undoTarget: Int?) {
        session.spec = design.spec
        session.defaults = design.defaults
        let words = design.sentences
        session.evidence = session.evidence.filter { words[$0.key] == $0.value.words }
        for (slot, text) in words where session.evidence[slot] == nil {
            session.evidence[slot] = Evidence(
                message: session.messageCount, words: text, confidence: 100)
        }
        session.held = []
        session.skipped = skipped(under: design)
        session.designVersion += 1
        session.undoTarget = undoTarget
        effect = .none
        reportRestored()
        returnToOpenStage()
        advance()
        loss = MaximumLoss(session.design.policy)
        ask()
    }

    /// What the earlier design had chosen by default was left open then.
    private func skipped(under design: Design) -> Set<Slot> {
        let withoutDefault = before.skipped.filter {
            Defaults.values(for: design.spec, slots: [$0])[$0] == nil
        }
        return withoutDefault.union(design.defaults.filledSlots)
    }

    /// What can be lost now; said when a limit that stood before was moved.
    private mutating func weighLoss() {
        guard isDesignChanged else { return }
        loss = MaximumLoss(session.design.policy)
        let movesLimit = changes.contains { change in
            Slot.nestedLimits.contains(change.slot) && change.before != nil
        }
        guard movesLimit, lossBefore.isBounded, effect != .startOver else { return }
        DesignDiff.lossSentence(from: lossBefore, to: loss).map { notes.append($0) }
    }

    private mutating func reportRestored() {
        let diff = DesignDiff(from: before.design, to: session.design)
        answers.append(
            diff.isEmpty ? "That is the design as it is now." : "I went back to the earlier design."
        )
        notes += diff.sentences
        diff.maximumLoss.map { notes.append($0) }
        changes = session.spec.differences(from: before.spec).map { slot in
            Turn.Change(
                slot: slot, before: before.spec[slot], after: session.spec[slot],
                words: session.evidence[slot]?.words ?? "", confidence: 100)
        }
    }
}

extension Exchange {
    /// Whether the design, as it is now, could pay at all.
    var payability: Payability { Payability(session.design, assets) }

    static let finished =
        "Your design is finished. Tell me what to change, and I open it again."

    /// What the caller gets; the session is as the store will hold it, but for the version.
    var turn: Turn {
        Turn(
            text: text, stageBefore: before.stage, stage: session.stage,
            stagesEntered: stagesEntered, changes: changes, confirmNeeded: confirmNeeded,
            problems: problems, question: session.question, progress: session.progress,
            maximumLossBefore: lossBefore, maximumLoss: loss, effect: effect,
            designChanged: isDesignChanged)
    }

    var isDesignChanged: Bool {
        session.spec != before.spec || session.defaults != before.defaults
            || session.evidence != before.evidence
    }

    private var text: String {
        var parts = answers
        if !notes.isEmpty { parts.append(notes.joined(separator: "\n")) }
        if showsSummary {
            parts.append(Summary(session.design, maximumLoss: loss).text)
        }
        if let question = session.question {
            let isReasonSaid = reading.acts.contains(.askWhy)
            parts.append(isReasonSaid ? question.text : "\(question.text) \(question.reason)")
        }
        return parts.joined(separator: "\n\n")
    }

    /// Risky values that this turn set; all of them as long as approval is asked for.
    private var confirmNeeded: [String] {
        let isReview = session.question?.topic == .confirm
        let slots =
            isReview
            ? session.spec.filledSlots : changes.filter { $0.after != nil }.map(\.slot)
        var sentences = slots.filter(\.isRisky).compactMap { Self.readBack($0, session.spec) }
        if isReview {
            sentences += session.defaults.filledSlots.filter(\.isRisky)
                .compactMap { Self.readBack($0, session.defaults) }
        }
        return sentences
    }

    private static func readBack(_ slot: Slot, _ spec: AgentSpec) -> String? {
        spec[slot].map { Statement(slot: slot, value: $0).readBack }
    }
}
