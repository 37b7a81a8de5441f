internal import Domain

// Questions that stay without an answer: left open when the owner says so, asked otherwise when not.

extension Exchange {
    mutating func leaveOpenIfAsked() {
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

    /// "that's all, ship it" in the middle of the questions: the rest is chosen, and shown. Of a
    /// design that holds nothing yet it must be said in so many words.
    var wantsToFinish: Bool {
        guard has(.approve) || has(.offTopic) else { return false }
        let words = words
        let isShort = words.count <= 8
        if session.spec.isEmpty, session.skipped.isEmpty {
            return isShort && words.contains("ship")
        }
        if has(.approve) { return !words.isDisjoint(with: Self.finishingWords) }
        return isShort && words.isSuperset(of: ["ship", "it"])
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

    /// A question that got no answer is asked again in other words; only that one question is left
    /// when that does not help either, and its careful value is shown.
    mutating func countUnanswered() {
        guard case .slot(let slot)? = before.question?.topic, before.held.isEmpty,
            session.held.isEmpty,
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
        if session.unansweredCount >= Self.unansweredMax {
            session.unansweredCount = 0
            answers.append(Self.leftForNow)
            return leaveOpen(slot)
        }
        if has(.approve) {
            answers.append(Self.howToFinish)
        } else if problems.isEmpty, !reading.acts.allSatisfy(\.isSmallTalk) {
            answers.append(Self.notUnderstood)
        }
    }

    private static let howToFinish =
        "If you want no more questions, say \u{201C}ship it\u{201D}: I choose careful values for the "
        + "rest and show you everything first."
    /// Asked in its own words, in others, and once more: nobody is asked the same for ever.
    private static let unansweredMax = 3
    private static let leftForNow =
        "I leave this question for now; you see what follows from it before anything counts, and "
        + "can change it."
    private static let notUnderstood = "I could not take an answer from that."
}
