internal import Domain

// The standard moves of a conversation: questions back, approval, skipping, going back.

extension Exchange {
    /// Answers what the owner asked or remarked; none of it changes the design.
    mutating func answerMoves() {
        for act in reading.acts.prefix(Self.answersMax) {
            switch act {
            case .askMeaning(let term): answers.append(known ?? Glossary.answer(term))
            case .askWhy: answers.append(before.question?.reason ?? "I have no question open.")
            case .askOther: answers.append(known ?? Self.notMine)
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
        if let means = DesignAnswer.remark(onMeans: message), !answers.contains(means) {
            answers.append(means)
        }
    }

    /// The answer that the design, or what the wizard knows of itself, has to the message.
    private var known: String? {
        DesignAnswer(session, open: before.question).answer(message)
    }

    /// A question that was taken for small talk is still answered when it can be.
    private var remarkAnswer: String {
        if asksSomething, let known { return known }
        if session.stage == .completed { return Self.notHere }
        return ForeignLanguage.isForeign(message)
            ? "I understand English best, and half understood is not good enough where money is "
                + "concerned: I took nothing from that. Please say it in simple English words. "
                + "(With a language model configured I understand other languages too.)"
            : "I found nothing in that for your agent; if I missed it, say it in other words."
    }

    var asksSomething: Bool {
        if message.utf8.contains(UInt8(ascii: "?")) { return true }
        guard message.utf8.count <= Self.questionBytesMax else { return false }
        return message.lowercased().split(maxSplits: 1, whereSeparator: { !$0.isLetter }).first
            .map { Self.questionWords.contains(String($0)) } ?? false
    }

    private static let questionBytesMax = 200
    private static let questionWords: Set<String> = [
        "how", "what", "whats", "who", "whom", "which", "when", "where", "does", "do", "is", "can",
        "will", "should", "help", "any",
    ]

    private static let answersMax = 4
    private static let notMine =
        "I cannot answer that here; I only help you design your agent."
    private static let notHere =
        "Here the agent is only designed, and it is finished. What it shall do or pay, tell the agent "
        + "itself: " + howToRun
    static let howToRun =
        "on the page under \u{201C}Try it\u{201D}, with \u{201C}/run\u{201D} and your words in "
        + "\u{201C}paygent chat\u{201D}, or with POST /api/v1/agents (this session's id) and then "
        + "POST /api/v1/agents/{name}/run."

    /// What the owner's moves do to the question that was open.
    mutating func actOnOpenQuestion() {
        if has(.undo), session.stage > .reviewingWorkflow {
            reopen()
        } else if has(.undo) {
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
        notes.append(
            payability.problem.map { "As it stands it can pay nothing: \($0)" }
                ?? "Next, let it work: \(Self.howToRun)")
    }

    /// Undo right after finishing takes back the finishing, not a decision.
    private mutating func reopen() {
        enter(.reviewingWorkflow)
        answers.append("It is no longer finished; nothing else has changed.")
    }

    mutating func enter(_ stage: Stage) {
        guard session.stage != stage else { return }
        session.stage = stage
        stagesEntered.append(stage)
    }

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
