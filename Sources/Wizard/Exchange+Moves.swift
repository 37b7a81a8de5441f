internal import Domain

// The standard moves of a conversation: questions back, approval, skipping, going back.

extension Exchange {
    /// Answers what the owner asked or remarked; none of it changes the design.
    mutating func answerMoves() {
        for act in reading.acts.prefix(Self.answersMax) {
            switch act {
            case .askMeaning(let term): answers.append(Glossary.answer(term))
            case .askWhy: answers.append(before.question?.reason ?? "I have no question open.")
            case .askOther: answers.append(Glossary.answer(toQuestion: message) ?? Self.notMine)
            case .show: showsSummary = true
            case .greeting: answers.append("Hello!")
            case .thanks: answers.append("You are welcome.")
            case .offTopic: answers.append(remarkAnswer)
            case .injection:
                answers.append(
                    "Part of that reads like an instruction to me. I take it as plain text, and "
                        + "it changes nothing.")
            case .unreadable: answers.append("I could not read anything in that.")
            case .inform, .approve, .reject, .skip, .youDecide, .back, .undo, .startOver: break
            }
        }
    }

    /// A question that was taken for small talk is still answered when it can be.
    private var remarkAnswer: String {
        if asksSomething, let answer = Glossary.answer(toQuestion: message) { return answer }
        return isForeign
            ? "I understand English best, and found nothing in that for your agent. Please say it "
                + "in simple English words."
            : "I found nothing in that for your agent; if I missed it, say it in other words."
    }

    /// Mostly in letters that English has not, or in Spanish punctuation.
    private var isForeign: Bool {
        let foreign = message.utf8.count { $0 >= 0xC3 }
        return foreign * 4 > message.utf8.count || message.contains("\u{BF}")
            || message.contains("\u{A1}")
    }

    private var asksSomething: Bool { message.utf8.contains(UInt8(ascii: "?")) }

    private static let answersMax = 4
    private static let notMine =
        "I cannot answer that here; I only help you design your agent."

    /// What the owner's moves do to the question that was open.
    mutating func actOnOpenQuestion() {
        if has(.undo) {
            effect = .undo
            answers.append("There is nothing to undo yet.")
        } else if has(.back) {
            goBack()
        } else if let held = askedHeld {
            settle(held)
        } else if has(.approve), mayFinish {
            finish()
        } else if has(.reject), before.question?.topic == .confirm, session.spec == before.spec {
            isRejected = true
        } else {
            explainFinishing()
            leaveOpenIfAsked()
        }
    }

    /// "you decide" at the end: nobody else can say that the design is right.
    private mutating func explainFinishing() {
        guard before.question?.topic == .confirm, session.spec == before.spec, problems.isEmpty,
            has(.youDecide) || has(.skip)
        else { return }
        answers.append(
            "Whether the design is finished is yours to say: \"yes\" finishes it, and anything "
                + "else that you tell me changes it.")
    }

    func has(_ act: DialogueAct) -> Bool { reading.acts.contains(act) }

    // MARK: A value that waits

    private var askedHeld: Held? {
        session.held.first {
            $0.timesAsked > 0 && before.question?.topic == .slot($0.slot)
        }
    }

    private mutating func settle(_ held: Held) {
        if has(.approve), !has(.reject) {
            accept(held)
        } else if has(.reject) || has(.skip) || has(.youDecide) {
            session.held.removeAll { $0.slot == held.slot }
            notes.append("Then it stays as it was.")
        }
    }

    /// A bare yes settles a doubt and lifts a prohibition; which of two limits is meant it cannot say.
    private mutating func accept(_ held: Held) {
        var held = held
        switch held.reason {
        case .unsure:
            held.evidence.confidence = 100
            session.held.removeAll { $0.slot == held.slot }
            store([held])
        case .conflict(let other):
            guard let value = held.operation.value, !Slot.nestedLimits.contains(other) else {
                answers.append("Tell me which one, with its amount.")
                return
            }
            session.held.removeAll { $0.slot == held.slot }
            let lifted = Held(
                slot: other, operation: .remove(value), evidence: held.evidence, reason: .unsure)
            commit([lifted, held])
        }
    }

    // MARK: Finishing

    /// Approval counts when it answers the question for it, and nothing else is in the message.
    private var mayFinish: Bool {
        guard before.question?.topic == .confirm, session.held.isEmpty, problems.isEmpty,
            session.spec == before.spec
        else { return false }
        return reading.acts.allSatisfy { act in
            switch act {
            case .approve, .inform, .thanks, .greeting, .skip, .youDecide, .offTopic: true
            case .reject, .askMeaning, .askWhy, .askOther, .show, .back, .undo, .startOver,
                .injection, .unreadable:
                false
            }
        }
    }

    /// A design whose loss nothing bounds is asked about once more.
    private mutating func finish() {
        if session.stage == .reviewingWorkflow {
            enter(.finalizing)
            if !MaximumLoss(session.design.policy).isBounded { return }
        }
        enter(.completed)
        answers.append("Done. Your agent is designed, and it can do only what you approved.")
    }

    mutating func enter(_ stage: Stage) {
        guard session.stage != stage else { return }
        session.stage = stage
        stagesEntered.append(stage)
    }

    // MARK: Leaving a question open

    private mutating func leaveOpenIfAsked() {
        guard session.stage < .reviewingWorkflow, case .slot(let asked)? = before.question?.topic
        else { return }
        let hasNews = session.spec != before.spec
        if !hasNews, problems.isEmpty, wantsToFinish { return leaveAllOpen() }
        let isOptional = Decision.asking(asked)?.isOptional ?? true
        if has(.skip) || has(.youDecide) || (has(.reject) && isOptional && !hasNews) {
            leaveOpen(asked, hasNews: hasNews)
        } else if hasNews {
            session.skipsInARow = 0
        }
    }

    /// "skip the tone" leaves only the tone open, whatever was asked.
    private mutating func leaveOpen(_ asked: Slot, hasNews: Bool) {
        if hasNews {
            leaveOpen(asked)
            session.skipsInARow = 0
        } else if let named = slotNamed, named != asked {
            leaveOpen(named)
        } else {
            leaveOpen(asked)
            countSkip()
        }
    }

    /// "that's all, ship it" in the middle of the questions: the rest is chosen, and shown.
    private var wantsToFinish: Bool {
        guard session.spec[.goals] != nil || session.spec[.agentType] != nil else { return false }
        guard has(.approve) || has(.offTopic) else { return false }
        let words = words
        if has(.approve) { return !words.isDisjoint(with: Self.finishingWords) }
        return words.count <= 8 && words.isSuperset(of: ["ship", "it"])
    }

    private static let finishingWords: Set<String> = [
        "ship", "finish", "finished", "done", "all", "enough", "build", "create", "deploy",
        "publish", "ready", "launch",
    ]

    /// Who leaves a question open is asked only what money needs; who leaves a second one open in
    /// a row wants to see the end.
    private mutating func countSkip() {
        session.skipsInARow += 1
        let isTheEnd = session.skipsInARow >= Self.skipsMax
        leaveAllOpen { isTheEnd || $0.isOptional }
    }

    private static let skipsMax = 2

    private mutating func leaveOpen(_ slot: Slot) {
        guard let decision = Decision.asking(slot), !decision.isMade(in: session.spec),
            session.skipped.insert(slot).inserted
        else { return }
        let chosen = Defaults.values(for: session.spec, slots: [slot])
        notes.append(
            chosen[slot].map { "Then I choose: \(Statement(slot: slot, value: $0).readBack)" }
                ?? "We leave that open.")
    }

    mutating func leaveAllOpen(_ isMeant: (Decision) -> Bool = { _ in true }) {
        let needed = Decision.needed(for: session.spec)
        for decision in session.openDecisions(among: needed) where isMeant(decision) {
            session.skipped.insert(decision.slot)
        }
    }

    /// The decision that a short message names.
    private var slotNamed: Slot? {
        let words = words
        return Self.slotWords.first { words.contains($0.word) }?.slot
    }

    /// The words of a short message, in lower case.
    private var words: Set<String> {
        guard message.utf8.count <= Self.shortBytesMax else { return [] }
        return Set(message.lowercased().split { !$0.isLetter }.map(String.init))
    }

    private static let shortBytesMax = 200

    private static let slotWords: [(word: String, slot: Slot)] = [
        ("tone", .tone), ("schedule", .schedule), ("network", .network), ("chain", .network),
        ("currency", .currency), ("slippage", .slippageTolerance), ("leverage", .maxLeverage),
        ("approval", .approvalThreshold), ("daily", .dailyLimit),
        ("notification", .notificationChannel), ("notifications", .notificationChannel),
        ("recipients", .allowedRecipients),
    ]

    /// A question that got no answer is asked once more, then left open: nobody is held up.
    mutating func countUnanswered() {
        guard case .slot(let slot)? = before.question?.topic, session.held.isEmpty,
            let decision = Decision.asking(slot), !decision.isMade(in: session.spec),
            !session.skipped.contains(slot), session.spec == before.spec, effect == .none,
            !reading.acts.contains(where: \.isQuestionBack), !asksSomething, !has(.skip),
            !has(.youDecide)
        else {
            session.unansweredCount = 0
            return
        }
        if !reading.changes.isEmpty, problems.isEmpty {
            return answers.append("I have noted that already.")
        }
        session.unansweredCount += 1
        answerNoAnswer(to: slot)
        guard session.unansweredCount >= (slot == .goals ? 4 : 2) else { return }
        session.unansweredCount = 0
        leaveOpen(slot)
        countSkip()
    }

    private mutating func answerNoAnswer(to slot: Slot) {
        if slot == .goals, session.unansweredCount > 1 {
            answers.append(Self.oneSentenceIsEnough)
        } else if has(.approve) {
            answers.append(Self.howToFinish)
        } else if problems.isEmpty, !reading.acts.allSatisfy(\.isSmallTalk) {
            answers.append(Self.notUnderstood)
        }
    }

    private static let oneSentenceIsEnough =
        "One sentence is enough, such as \u{201C}it buys weather data from paid APIs\u{201D}. With "
        + "\u{201C}skip\u{201D} I make a general payment agent."
    private static let howToFinish =
        "If you want no more questions, say \u{201C}ship it\u{201D}: I choose careful values for the "
        + "rest and show you everything first."
    private static let notUnderstood = "I could not take an answer from that."

    // MARK: Going back

    private mutating func goBack() {
        var index = session.asked.count
        if case .slot(let slot)? = before.question?.topic {
            index = session.asked.firstIndex(of: slot) ?? index
        }
        guard index > 0 else {
            answers.append("This is the first question; there is nothing before it.")
            return
        }
        let slot = session.asked[index - 1]
        effect = .back
        reopened = slot
        if session.stage > .reviewingWorkflow { enter(.reviewingWorkflow) }
        session.skipped.remove(slot)
        answers.append("Back to the question before.")
        session.spec[slot].map {
            answers.append("So far: \(Statement(slot: slot, value: $0).sentence)")
        }
    }
}

extension DialogueAct {
    /// Asks or orders something of the wizard: no failure to answer.
    var isQuestionBack: Bool {
        switch self {
        case .askMeaning, .askWhy, .askOther, .show, .back, .undo, .startOver, .injection: true
        case .inform, .approve, .reject, .skip, .youDecide, .greeting, .thanks, .offTopic,
            .unreadable:
            false
        }
    }

    var isSmallTalk: Bool {
        switch self {
        case .greeting, .thanks, .offTopic, .unreadable: true
        case .inform, .approve, .reject, .skip, .youDecide, .askMeaning, .askWhy, .askOther, .show,
            .back, .undo, .startOver, .injection:
            false
        }
    }
}
