internal import Domain

// A value that was given and not taken: it waits for the owner's word.

extension Exchange {
    /// The value that the open question is about.
    var askedHeld: Held? {
        session.held.first {
            $0.timesAsked > 0 && before.question?.topic == .slot($0.slot)
        }
    }

    mutating func settle(_ held: Held) {
        if has(.approve), !has(.reject) {
            accept(held)
        } else if has(.youDecide), held.isConflictOfLimits {
            takeSmaller(held)
        } else if has(.reject) || has(.skip) || has(.youDecide) {
            leave(held)
        } else if wantsToFinish, problems.isEmpty {
            held.isConflictOfLimits ? accept(held) : leave(held)
        } else if held.isConflict, held.timesAsked >= Held.conflictAsksMax, isAnswer {
            answers.append(Self.enough)
            leave(held)
        }
    }

    /// Rather than a question of the owner's.
    private var isAnswer: Bool { !asksSomething && !reading.acts.contains(where: \.isQuestionBack) }

    private static let enough = "I could not take an answer from that."

    private mutating func leave(_ held: Held) {
        session.held.removeAll { $0.slot == held.slot }
        notes.append("Then it stays as it was.")
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
                // Who wants to be done, and was told what that means, has chosen the smaller one.
                if wantsToFinish, held.timesAsked > 1 { return takeSmaller(held) }
                return answers.append(Self.twoLimits)
            }
            session.held.removeAll { $0.slot == held.slot }
            let lifted = Held(
                slot: other, operation: .remove(value), evidence: held.evidence, reason: .unsure)
            commit([lifted, held])
        }
    }

    private static let twoLimits =
        "Both cannot hold, so I need to know which one counts. Say it with its amount, or "
        + "\u{201C}you decide\u{201D}: then the smaller one counts."

    /// The value that waited, and every limit that is larger than the one around it lowered to it:
    /// less can be lost than under either statement alone.
    private mutating func takeSmaller(_ held: Held) {
        session.held.removeAll { $0.slot == held.slot }
        var edits = [held]
        var trial = spec(with: edits)
        while let conflict = Contradiction.all(in: trial).first(where: \.isOfLimits),
            let smaller = trial[conflict.stricter]
        {
            edits.removeAll { $0.slot == conflict.looser }
            edits.append(
                Held(
                    slot: conflict.looser, operation: .set(smaller), evidence: held.evidence,
                    reason: .unsure))
            trial = spec(with: edits)
        }
        notes.append("Then the smaller one counts.")
        store(edits)
    }
}

extension Held {
    var isConflict: Bool {
        switch reason {
        case .conflict: true
        case .unsure: false
        }
    }

    /// Whether two limits stand against each other.
    var isConflictOfLimits: Bool {
        switch reason {
        case .conflict(let other): Slot.nestedLimits.contains(other)
        case .unsure: false
        }
    }
}

extension Contradiction {
    fileprivate var isOfLimits: Bool {
        Slot.nestedLimits.contains(looser) && Slot.nestedLimits.contains(stricter)
    }
}
