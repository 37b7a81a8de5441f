/// A line that was typed: words for the wizard, or a command to the program.
public enum ChatCommand: Sendable, Equatable {
    case say(String)
    case nothing
    case undo, show
    case new(String?)
    case why, help, quit
    case diagram(isSource: Bool)
    case sessions(String?)
    case export(String?)
    case run(String?)
    /// What followed the slash.
    case unknown(String)

    public init(_ line: String) {
        let text = line.trimmedSpaces
        guard text.hasPrefix("/") else {
            self = text.isEmpty ? .nothing : .say(text)
            return
        }
        let parts = text.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
        let name = parts.first ?? ""
        let rest = parts.count > 1 ? parts[1].trimmedSpaces : nil
        switch name.lowercased() {
        case "undo": self = .undo
        case "show": self = .show
        case "diagram": self = .diagram(isSource: rest == "mermaid")
        case "export": self = .export(rest)
        case "run": self = .run(rest)
        case "sessions": self = .sessions(rest)
        case "new": self = .new(rest)
        case "why": self = .why
        case "help", "?": self = .help
        case "quit", "exit", "q": self = .quit
        default: self = .unknown(name)
        }
    }

    /// Name, argument and purpose, as `/help` shows them and Tab completes them.
    public static let table: [(name: String, purpose: String)] = [
        ("/undo", "take back the last change"),
        ("/show", "the whole design, and the words that each value came from"),
        ("/why", "why this question is asked, and what is still open"),
        ("/diagram", "the steps of the agent with the proof; /diagram mermaid for the source"),
        ("/export [PLATFORM]", "write the design to a file; without a name: the platforms"),
        ("/run [COMMAND]", "try the agent: register it and let it carry out a command"),
        ("/sessions [NUMBER]", "your conversations; with a number: go on with that one"),
        ("/new [STARTER]", "begin another conversation"),
        ("/help", "this list"),
        ("/quit", "leave; everything is kept (Ctrl-D does the same)"),
    ]
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmedSpaces: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
