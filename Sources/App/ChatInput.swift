internal import Domain
internal import Glibc
internal import LineEditing
internal import Screen

/// Where the words come from: an editor on a terminal, plain lines from anything else.
final class ChatInput {
    enum Entry: Equatable {
        case line(String)
        case interrupted
        case end
    }

    private let editor: LineEditor?
    /// Whether a person sees the prompt.
    private let isTerminal = isatty(STDIN_FILENO) == 1

    init(historyPath: String) {
        let names = ChatCommand.table.compactMap { $0.name.split(separator: " ").first }
        editor =
            TerminalScreen.takesKeys
            ? LineEditor(
                program: "paygent", historyPath: historyPath, completions: names.map(String.init))
            : nil
    }

    /// - Parameter prompt: what stands before the words, such as `› `.
    func next(_ prompt: String) -> Entry {
        let look = TerminalScreen.standardOutput.look
        let shown = look.text(of: Line(prompt))
        guard let editor else { return plainLine(shown) }
        let plain = Look(hasColour: false, hasUnicode: look.hasUnicode).text(of: Line(prompt))
        switch editor.read(prompt: plain, ink: look.hasColour ? "\u{1B}[36m" : "") {
        case .line(let line):
            editor.remember(line)
            return .line(line)
        case .interrupted: return .interrupted
        case .end: return .end
        }
    }

    /// What comes from a pipe is shown too, so that the output reads as the conversation it is.
    private func plainLine(_ prompt: String) -> Entry {
        if isTerminal { Terminal.write(prompt, to: STDOUT_FILENO) }
        guard let line = readLine() else { return .end }
        if !isTerminal { Terminal.out(prompt + harmless(line)) }
        return .line(line)
    }
}
