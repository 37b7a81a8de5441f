public import Domain
public import JSON

/// What a language model believes that a message says: it points at words, and the engine reads
/// them. No value of a model's own ever gets into a design.
public struct Proposal: Sendable, Hashable {
    public var slot: Slot
    /// As the owner wrote them, to the letter.
    public var words: String
    /// The same in plain English, for words that the engine cannot read; may be empty.
    public var meaning: String

    public static let wordsBytesMax = 600
    public static let countMax = 12

    public init(slot: Slot, words: String, meaning: String = "") {
        self.slot = slot
        self.words = words
        self.meaning = meaning
    }

    /// What can be used of a model's answer; the rest is left out without a word.
    public static func all(in document: JSONValue) -> [Proposal] {
        (document["changes"]?.array ?? []).prefix(countMax).compactMap { entry in
            guard let slot = entry["slot"]?.string.flatMap(Slot.init(rawValue:)),
                let words = entry["words"]?.string, !words.isEmpty,
                words.utf8.count <= wordsBytesMax
            else { return nil }
            let meaning = entry["meaning"]?.string ?? ""
            return Proposal(
                slot: slot, words: words,
                meaning: meaning.utf8.count <= wordsBytesMax ? meaning : "")
        }
    }

    /// What a model's answer must look like.
    public static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "changes": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "slot": [
                            "type": "string", "enum": .strings(Slot.allCases.map(\.rawValue)),
                        ],
                        "words": [
                            "type": "string",
                            "description":
                                "The owner's own words for it, copied letter by letter.",
                        ],
                        "meaning": [
                            "type": "string",
                            "description":
                                "The same as one short plain English sentence; no new facts.",
                        ],
                    ],
                    "required": ["slot", "words", "meaning"], "additionalProperties": false,
                ],
            ]
        ],
        "required": ["changes"], "additionalProperties": false,
    ]
}

extension Reading {
    /// Whether a model could see more in the message than the engine did. Moves of the conversation
    /// (a yes, a skip, a step back) are the engine's alone, and instructions to the wizard go to
    /// nobody.
    public var mayBeWidened: Bool {
        var gives = false
        for act in acts {
            switch act {
            case .inform, .offTopic, .askOther: gives = true
            case .greeting, .thanks: break
            case .approve, .reject, .skip, .youDecide, .askMeaning, .askWhy, .show, .back, .undo,
                .startOver, .injection, .unreadable:
                return false
            }
        }
        return gives
    }

    /// With what a model pointed at, as far as the engine can read it there too.
    ///
    /// What the engine read itself stays as it is. What decides about money, and what was read from
    /// a translation, is asked back and never stored; what would loosen anything is dropped: only
    /// the owner's own sentence, as the engine understands it, can do that.
    public func widened(
        by proposals: [Proposal], of message: String, in context: ReadingContext
    ) -> Reading {
        guard mayBeWidened, !proposals.isEmpty else { return self }
        let judge = ProposalJudge(message: message, context: context, reading: self)
        var wider = self
        var asked = 0
        for proposal in proposals.prefix(Proposal.countMax) {
            guard let change = judge.change(for: proposal),
                !wider.changes.contains(where: { $0.slot == change.slot })
            else { continue }
            if change.confidence < SlotChange.confidenceMin {
                guard asked < Self.askedBackMax else { continue }
                asked += 1
            }
            wider.changes.append(change)
        }
        guard wider.changes.count > changes.count else { return self }
        wider.acts.removeAll { $0 == .offTopic }
        if !wider.acts.contains(.inform) { wider.acts.append(.inform) }
        return wider
    }

    /// More questions than this would be a burden.
    private static let askedBackMax = 2
}
