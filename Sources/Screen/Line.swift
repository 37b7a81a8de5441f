/// What a piece of text means; how that looks is decided when it is written.
public enum Ink: Sendable, Equatable, CaseIterable {
    case plain, strong, faint, accent, good, warning, bad

    /// Source: ECMA-48, "select graphic rendition"; the eight colours that every terminal has, so
    /// that the person's own theme decides how they look.
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .accent: "36"
        case .good: "32"
        case .warning: "33"
        case .bad: "1;31"
        }
    }
}

public struct Span: Sendable, Equatable {
    public var text: String
    public var ink: Ink

    public init(_ text: String, _ ink: Ink = .plain) {
        self.text = text
        self.ink = ink
    }
}

/// One line of the screen. Text from outside goes through `harmless` before it comes here.
public struct Line: Sendable, Equatable {
    public var spans: [Span]

    public init(_ spans: [Span] = []) { self.spans = spans }
    public init(_ text: String, _ ink: Ink = .plain) { spans = [Span(text, ink)] }

    public static let empty = Line()

    /// In columns.
    public var width: Int { spans.reduce(0) { $0 + columns(of: $1.text) } }

    public static func + (left: Line, right: Line) -> Line { Line(left.spans + right.spans) }

    /// Without inks.
    public var text: String { spans.map(\.text).joined() }

    /// Without the spaces at its beginning.
    var trimmed: Line {
        guard let first = spans.first else { return self }
        let text = String(first.text.drop { $0 == " " })
        return Line([Span(text, first.ink)] + spans.dropFirst())
    }

    /// Filled with spaces at its end.
    public func padded(to width: Int) -> Line {
        let missing = width - self.width
        return missing > 0 ? self + Line(String(repeating: " ", count: missing)) : self
    }

    /// What fits, with an ellipsis where it was cut.
    public func clipped(to width: Int) -> Line {
        guard self.width > width else { return self }
        var kept: [Span] = []
        var left = max(0, width - 1)
        for span in spans {
            var text = ""
            for character in span.text {
                guard columns(of: character) <= left else {
                    return Line(kept + [Span(text + (width > 0 ? "…" : ""), span.ink)])
                }
                left -= columns(of: character)
                text.append(character)
            }
            kept.append(Span(text, span.ink))
        }
        return Line(kept)
    }

    /// Broken at spaces, and inside a word only where it is wider than the line.
    ///
    /// - Parameter indent: spaces before every line but the first.
    public func wrapped(to width: Int, indent: Int = 0) -> [Line] {
        var breaker = LineBreaker(width: max(1, width), indent: min(indent, max(0, width - 8)))
        for span in spans { breaker.take(span) }
        return breaker.finished()
    }
}

/// Takes styled characters and hands out lines.
private struct LineBreaker {
    let width: Int
    let indent: Int
    private var done: [Line] = []
    private var line: [(Character, Ink)] = []
    private var lineWidth = 0
    private var word: [(Character, Ink)] = []
    private var wordWidth = 0

    init(width: Int, indent: Int) {
        self.width = width
        self.indent = indent
    }

    mutating func take(_ span: Span) {
        for character in span.text {
            if character == " " {
                endWord()
                if lineWidth < width {
                    line.append((" ", span.ink))
                    lineWidth += 1
                }
            } else {
                let wide = columns(of: character)
                // A word that begins on this line may have to stand on the next one.
                if wordWidth + wide > width - indent { endWord() }
                word.append((character, span.ink))
                wordWidth += wide
            }
        }
    }

    mutating func finished() -> [Line] {
        endWord()
        endLine()
        return done
    }

    private var startWidth: Int { done.isEmpty ? 0 : indent }

    private mutating func endWord() {
        if lineWidth + wordWidth > width { endLine() }
        line += word
        lineWidth += wordWidth
        (word, wordWidth) = ([], 0)
    }

    private mutating func endLine() {
        while let last = line.last, last.0 == " ", line.count > startWidth { line.removeLast() }
        var spans: [Span] = []
        for (character, ink) in line {
            if spans.last?.ink == ink {
                spans[spans.count - 1].text.append(character)
            } else {
                spans.append(Span(String(character), ink))
            }
        }
        done.append(Line(spans))
        line = Array(repeating: (" ", .plain), count: indent)
        lineWidth = indent
    }
}

/// What the terminal can show.
public struct Look: Sendable, Equatable {
    public var hasColour: Bool
    /// False where only ASCII is certain to be drawn.
    public var hasUnicode: Bool

    public init(hasColour: Bool, hasUnicode: Bool) {
        self.hasColour = hasColour
        self.hasUnicode = hasUnicode
    }

    public func text(of line: Line) -> String {
        var text = ""
        for span in line.spans {
            let shown = hasUnicode ? span.text : ascii(span.text)
            if hasColour, let code = span.ink.code, !shown.isEmpty {
                text += "\u{1B}[\(code)m\(shown)\u{1B}[0m"
            } else {
                text += shown
            }
        }
        return text
    }

    public func text(of lines: [Line]) -> String {
        lines.map { text(of: $0) }.joined(separator: "\n")
    }

    /// Our own signs only; what people wrote stays as it is.
    private func ascii(_ text: String) -> String {
        var result = ""
        for character in text { result += Look.plainSigns[character] ?? String(character) }
        return result
    }

    private static let plainSigns: [Character: String] = [
        "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "•": "*", "●": "*", "○": "o",
        "✓": "v", "✗": "x", "›": ">", "…": "~", "·": "-", "“": "\"", "”": "\"", "→": ">", "█": "#",
        "░": ".", "’": "'",
    ]
}
