internal import Domain
internal import JSON

/// How a run that a model drove ends: in the model's words where they claim no more than happened,
/// and always with what was paid, as the steps tell it.
public struct Conclusion: Sendable, Hashable {
    public let status: AgentRun.Status
    public let output: String

    /// Of longer words the beginning is kept.
    static let wordsBytesMax = 4_000

    public init(of run: AgentRun, words: String) {
        status = Self.status(of: run)
        let paid = run.plan.steps.flatMap(\.calls).filter { $0.cost != nil }.compactMap(\.sentence)
        let isBelieved = !paid.isEmpty || !ClaimReader.claims(words)
        var parts: [String] = []
        if isBelieved {
            parts.append(Self.trimmed(words))
        } else {
            parts.append("What the language model said of payments did not happen; it is left out.")
        }
        if !paid.isEmpty {
            parts.append(paid.joined(separator: " "))
        } else if run.hasTriedToPay || !isBelieved {
            parts += [run.lastRefusal ?? "", "Nothing was paid."]
        }
        output = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// What decides is the last thing that should have moved money; without any, the last at all.
    private static func status(of run: AgentRun) -> AgentRun.Status {
        let calls = run.turns.flatMap(\.calls)
        guard let last = calls.last(where: \.movesMoney) ?? calls.last else { return .completed }
        switch last.fate {
        case .refused: return .refused
        case .planned(let group):
            let steps = run.plan.steps.filter { $0.group == group }
            return steps.allSatisfy { $0.status == .done } ? .completed : run.setback ?? .failed
        }
    }

    private static func trimmed(_ words: String) -> String {
        var kept = String(words.drop(while: \.isWhitespace)).cut(toBytes: wordsBytesMax)
        while kept.last?.isWhitespace ?? false { kept.removeLast() }
        return kept
    }
}

/// Finds words by which a model says that money has moved or a rule has changed.
enum ClaimReader {
    static func claims(_ text: String) -> Bool {
        sentences(in: text).contains { words in
            words.contains { deeds.contains($0) } && !words.contains { denials.contains($0) }
        }
    }

    private static func sentences(in text: String) -> [[String]] {
        text.lowercased().split { ".!?\n;".contains($0) }.map { sentence in
            sentence.split { !$0.isLetter && $0 != "'" && $0 != "’" }.map(String.init)
        }
    }

    private static let deeds: Set<String> = [
        "paid", "sent", "transferred", "bought", "purchased", "approved", "settled", "swapped",
        "subscribed", "raised", "increased", "lifted", "removed", "unlocked", "authorized",
        "authorised", "confirmed", "processed", "executed", "completed",
    ]

    private static let denials: Set<String> = [
        "not", "nothing", "no", "never", "cannot", "can't", "couldn't", "wasn't", "weren't",
        "isn't", "didn't", "hasn't", "haven't", "without", "unable", "refused", "before", "once",
        "until", "if", "must", "waits", "can't", "can’t", "couldn’t", "wasn’t", "didn’t",
    ]
}

extension AgentRun {
    fileprivate var hasTriedToPay: Bool {
        turns.flatMap(\.calls).contains(where: \.movesMoney)
    }

    /// Why the latest call that came to nothing did; nil when none has.
    fileprivate var lastRefusal: String? {
        let failed = plan.steps.last { $0.status == .failed }?.calls.last?.sentence
        for case .refused(let refusal) in turns.flatMap(\.calls).map(\.fate).reversed() {
            return failed ?? refusal.sentence
        }
        return failed
    }
}

extension ProposedCall {
    /// Whether it was to make money leave; an owner's tool may ask to be paid.
    fileprivate var movesMoney: Bool {
        if let tool = BuiltInTool(rawValue: name) { return tool.movesMoney }
        if case .refused(let refusal) = fate { return refusal.code != "unknown_tool" }
        return true
    }
}

extension ToolCall {
    var sentence: String? { result["sentence"]?.string }
}
