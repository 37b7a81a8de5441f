internal import Domain

// Where the conversation stands after a message, and what it asks next.

extension Exchange {
    /// Moves to the stage of the first open decision, and chooses what was left open.
    mutating func advance() {
        if session.stage > .reviewingWorkflow,
            session.spec != before.spec || !session.held.isEmpty
        {
            enter(.reviewingWorkflow)
        }
        if session.stage == .finalizing, has(.reject) { enter(.reviewingWorkflow) }
        if session.stage < .reviewingWorkflow { walk(to: stageOfOpenDecisions) }
        let isReviewed = session.stage >= .reviewingWorkflow
        session.defaults = Defaults.values(
            for: session.spec, slots: isReviewed ? nil : session.skipped)
        if isReviewed, before.stage < .reviewingWorkflow {
            showsSummary = true
        } else if isReviewed {
            reportNewDefaults()
        }
    }

    /// A design that differs from the one before is a version of its own.
    mutating func countVersion() {
        guard isDesignChanged else { return }
        session.undoTarget = session.designVersion
        session.designVersion += 1
    }

    private var stageOfOpenDecisions: Stage {
        if session.spec.isEmpty, session.skipped.isEmpty { return .initial }
        let needed = Decision.needed(for: session.spec)
        return session.openDecisions(among: needed).first?.stage ?? .reviewingWorkflow
    }

    /// Every stage on the way counts as entered; tools that need nothing are not configured.
    private mutating func walk(to target: Stage) {
        guard target > session.stage else { return enter(target) }
        let configures = !ToolSelector.needs(of: session.spec).isEmpty
        for stage in Stage.allCases where stage > session.stage && stage <= target {
            if stage == .configuringTools, target != stage, !configures { continue }
            enter(stage)
        }
    }

    /// After a restored design: the review, when it had come that far and everything was chosen for
    /// it; else the stage that it would have reached by itself.
    mutating func returnToOpenStage() {
        session.stage = .initial
        let isReviewed =
            before.stage >= .reviewingWorkflow && !session.spec.isEmpty
            && session.defaults == Defaults.values(for: session.spec, slots: nil)
        session.stage = isReviewed ? .reviewingWorkflow : stageOfOpenDecisions
        if session.stage != before.stage { stagesEntered.append(session.stage) }
    }

    /// At review nothing new is asked: what a change needs is chosen carefully, and said.
    private mutating func reportNewDefaults() {
        for slot in session.defaults.filledSlots
        where session.defaults[slot] != before.defaults[slot] {
            guard let value = session.defaults[slot] else { continue }
            notes.append("I chose: \(Statement(slot: slot, value: value).readBack)")
        }
    }

    /// One question: about what waits, what was gone back to, what is open, or for approval.
    mutating func ask() {
        if let question = nextHeldQuestion() {
            session.question = question
        } else {
            session.question =
                reopened.map { QuestionBook.question(for: $0, session.spec) } ?? stageQuestion
            noteAsked()
        }
        if session.stage == .completed, answers.isEmpty, notes.isEmpty, !showsSummary {
            notes.append(Self.finished)
        }
    }

    /// The way back leads over every decision that was asked for.
    private mutating func noteAsked() {
        guard case .slot(let slot)? = session.question?.topic, !session.asked.contains(slot),
            Decision.asking(slot) != nil
        else { return }
        session.asked.append(slot)
    }

    private var stageQuestion: Question? {
        switch session.stage {
        case .completed: return nil
        case .finalizing: return QuestionBook.confirmUnbounded
        case .reviewingWorkflow:
            return isRejected ? QuestionBook.rejected : QuestionBook.confirm(payability)
        case .initial, .collectingBasics, .exploringTools, .configuringTools:
            let needed = Decision.needed(for: session.spec)
            guard let next = session.openDecisions(among: needed).first else { return nil }
            let question = QuestionBook.question(for: next.slot, session.spec)
            // The words change from one time to the next: the same ones failed the time before.
            return session.unansweredCount.isMultiple(of: 2)
                ? question : QuestionBook.again(question)
        }
    }

    /// Asks about a held value. A doubt that was asked about often enough is dropped, and that is
    /// said; two values that contradict each other wait longer (`settle`).
    private mutating func nextHeldQuestion() -> Question? {
        let isAnswerDue = !reading.acts.contains(where: \.isQuestionBack)
        while let held = session.held.first {
            if held.isConflict || held.timesAsked < Held.timesAskedMax {
                if held.timesAsked == 0 || isAnswerDue { session.held[0].timesAsked += 1 }
                return held.question(in: session.spec)
            }
            session.held.removeFirst()
            notes.append("I did not take this over: \(held.statement)")
        }
        return nil
    }
}
