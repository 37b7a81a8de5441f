internal import Glibc
internal import Screen

/// What standard output can show, looked at anew each time: windows change their size.
struct TerminalScreen: Sendable {
    let look: Look
    /// In columns.
    let width: Int
    let isInteractive: Bool

    static let widthMin = 24
    /// Where no terminal says how wide it is.
    static let widthOfFiles = 80

    static var standardOutput: TerminalScreen {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let isDumb = ["", "dumb"].contains(variable("TERM") ?? "")
        let refusesColour = !(variable("NO_COLOR") ?? "").isEmpty
        return TerminalScreen(
            look: Look(
                hasColour: isTerminal && !isDumb && !refusesColour,
                hasUnicode: isTerminal ? speaksUTF8 : true),
            width: max(widthMin, isTerminal ? windowWidth : widthOfFiles),
            isInteractive: isTerminal && !isDumb)
    }

    /// Whether a person can type and edit here.
    static var takesKeys: Bool {
        isatty(STDIN_FILENO) == 1 && standardOutput.isInteractive
    }

    private static var windowWidth: Int {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return Int(variable("COLUMNS") ?? "") ?? widthOfFiles
        }
        return Int(size.ws_col)
    }

    /// Source: POSIX, "locale": the first of these that is set decides.
    private static var speaksUTF8: Bool {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = variable(name), !value.isEmpty else { continue }
            let lowered = value.lowercased()
            return lowered.hasSuffix("utf-8") || lowered.hasSuffix("utf8")
        }
        // Nothing is said: terminals of today speak it.
        return true
    }

    static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
