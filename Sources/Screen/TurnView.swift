internal import Domain
public import JSON

/// One turn: what the service says, what it asks, and the design beside or below it.
public struct TurnView: Sendable {
    let reply: JSONValue
    let design: ShownDesign
    let suggestions: Suggestions
    /// Whether the design is shown although nothing has changed.
    let isWhole: Bool

    /// From this width on, the design stands beside the words.
    static let wideColumns = 110
    /// Longer lines are hard to read.
    static let textColumnsMax = 88

    /// - Parameter reply: the answer to `message`, `undo`, `resume` or `create`.
    public init(reply: JSONValue, design: ShownDesign, isWhole: Bool = false) {
        self.isWhole = isWhole
        self.reply = reply
        self.design = design
        suggestions = Suggestions(reply: reply)
    }

    public func lines(width: Int) -> [Line] {
        guard width >= Self.wideColumns else {
            let design =
                design.hasChanges || isWhole && !self.design.rows.isEmpty
                ? self.design.panel(width: min(width, Self.textColumnsMax))
                : [self.design.statusLine(width: width)]
            let wordLines = words(width: min(width, Self.textColumnsMax))
            return wordLines + [.empty] + design + question(width: min(width, Self.textColumnsMax))
        }
        let leftWidth = min(Self.textColumnsMax, (width - 3) * 11 / 20)
        let left = words(width: leftWidth) + question(width: leftWidth)
        let panel = design.panel(width: min(width - leftWidth - 3, 72))
        return sideBySide(left, panel, leftWidth: leftWidth)
    }

    private func words(width: Int) -> [Line] {
        var lines = paragraphs(said, width: width)
        for problem in reply["problems"]?.array ?? [] {
            guard let text = problem["message"]?.string, !said.contains(text) else { continue }
            lines += (Line("! ", .warning) + Line(harmless(text), .warning))
                .wrapped(to: width, indent: 2)
        }
        return lines
    }

    /// The question has a place of its own, so it is taken off the end of the words.
    private var said: String {
        let text = reply["ai_response"]?.string ?? reply["message"]?.string ?? ""
        guard let question = reply["question"]?["text"]?.string else { return text }
        let reason = reply["question"]?["reason"]?.string ?? ""
        for ending in ["\(question) \(reason)", question] where text.hasSuffix(ending) {
            return String(text.dropLast(ending.count).trimmedSpaces)
        }
        return text
    }

    private func question(width: Int) -> [Line] {
        guard let text = reply["question"]?["text"]?.string else { return [] }
        var lines: [Line] = [.empty] + Line(harmless(text), .strong).wrapped(to: width)
        if let reason = reply["question"]?["reason"]?.string, !reason.isEmpty {
            lines += Line(harmless(reason), .faint).wrapped(to: width)
        }
        return lines + suggestions.lines(width: width)
    }
}

extension ShownDesign {
    /// `/why`: why it asks, and what each open decision is.
    public func reasons(for reply: JSONValue, width: Int) -> [Line] {
        guard let question = reply["question"]?["text"]?.string else {
            return Line("Nothing is asked: say what you want to change.", .faint)
                .wrapped(to: width)
        }
        var lines = Line(harmless(question), .strong).wrapped(to: width)
        lines += Line(harmless(reply["question"]?["reason"]?.string ?? "")).wrapped(to: width)
        let open =
            missing.isEmpty
            ? "Everything is decided; only your yes is missing."
            : "Still open: \(missing.joined(separator: ", "))."
        lines += Line(open, .faint).wrapped(to: width)
        return lines
    }
}
