internal import Domain

extension Held {
    /// What to ask about the value that waits.
    func question(in spec: AgentSpec) -> Question {
        switch reason {
        case .unsure: unsureQuestion
        case .conflict(let other): conflictQuestion(with: other, spec)
        }
    }

    private var unsureQuestion: Question {
        Question(
            topic: .slot(slot), text: "Did I read this right? \(statement)",
            reason: "I am not sure, and I would rather ask than guess.",
            suggestions: ["Yes", "No"])
    }

    private func conflictQuestion(with other: Slot, _ spec: AgentSpec) -> Question {
        switch (operation.value, spec.limit(other)?.amount) {
        case (.limit(.amount(let mine)), let theirs?):
            limitQuestion(mine, other, theirs)
        case (let value, _):
            Question(
                topic: .slot(slot),
                text: "Shall I allow it after all: \(value?.plain ?? slot.title)?",
                reason: "You ruled it out, so I left it out for now.", suggestions: ["Yes", "No"])
        }
    }

    private func limitQuestion(
        _ mine: TokenAmount, _ other: Slot, _ theirs: TokenAmount
    ) -> Question {
        Question(
            topic: .slot(slot),
            text:
                "Which of the two shall change: \(mine) \(slot.span), or \(theirs) \(other.span)?",
            reason: "A smaller span of spending cannot be larger than the one around it.",
            suggestions: ["\(theirs) \(slot.span)", "\(mine) \(other.span)"])
    }

    var statement: String {
        switch operation {
        case .set(let value), .add(let value): Statement(slot: slot, value: value).readBack
        case .remove(let value): "Take out \(value.plain)."
        case .clear: "\(slot.title.capitalizedFirst): to be forgotten."
        }
    }
}
