internal import Domain

extension QuestionBook {
    /// The same question for somebody whose answer was not understood: what an answer looks like.
    static func again(_ question: Question) -> Question {
        guard case .slot(let slot) = question.topic else { return question }
        var other = question
        other.text = words(slot, example: question.suggestions.first ?? "")
        other.reason =
            slot == .goals
            ? "With \u{201C}skip\u{201D} it becomes a general payment agent."
            : "I note nothing that I did not understand; say \u{201C}you decide\u{201D} and I "
                + "choose a careful value."
        return other
    }

    private static func words(_ slot: Slot, example: String) -> String {
        let example = "\u{201C}\(example)\u{201D}"
        return switch slot {
        case .goals, .agentType:
            "One sentence is enough: what should it pay for, or do? For instance \(example)."
        case .perPaymentLimit:
            "I need one amount of money: how large may a single payment be? For instance \(example)."
        case .dailyLimit, .weeklyLimit, .monthlyLimit, .totalBudget:
            "I need an amount and a time: how much may it spend in which time? For instance "
                + "\(example)."
        case .approvalThreshold:
            "From which amount on shall it ask you before it pays? Say \(example), "
                + "\u{201C}always ask me\u{201D} or \u{201C}never ask me\u{201D}."
        case .currency: "Please name the money that it pays in, for instance \(example)."
        case .network: "Please name a network, for instance \(example)."
        case .allowedRecipients:
            "Is there a list of those it may pay? Name them, or say \u{201C}skip\u{201D}: then it "
                + "may pay anyone, within its limits."
        case .schedule:
            "At which times should it work? For instance \(example), or \u{201C}only when I ask it "
                + "to\u{201D}."
        case .notificationChannel:
            "How shall it reach you? For instance \(example), or \u{201C}skip\u{201D} for no notices."
        case .tone: "One word is enough: how should it sound? For instance \(example)."
        default: "I did not find an answer to this yet. It could be, for instance, \(example)."
        }
    }
}
