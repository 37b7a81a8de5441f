internal import CEdit
internal import Glibc

/// A prompt with editing, history and completion, by libedit. For terminals only.
///
/// Not Sendable: libedit works on the thread that made it, and blocks it while a person types.
@safe public final class LineEditor {
    public enum Entry: Sendable, Equatable {
        case line(String)
        /// Ctrl-C: what was typed is dropped.
        case interrupted
        /// Ctrl-D on an empty line, or the terminal went away.
        case end
    }

    private let edit: OpaquePointer
    private let history: OpaquePointer
    private let historyPath: String
    private let state: PromptState

    static let historyLinesMax: Int32 = 500
    /// Stands before and after what takes no column. Never typed: the prompt is ours.
    private static let escape: CChar = 1

    /// - Parameters:
    ///   - historyPath: the file that the lines are kept in, readable by its owner only.
    ///   - completions: what Tab completes at the beginning of a line.
    /// - Returns: nil when the terminal cannot be edited on.
    public init?(program: String, historyPath: String, completions: [String]) {
        // Without a locale of UTF-8 every letter beyond ASCII would be lost.
        if unsafe setlocale(LC_CTYPE, "") == nil || !Self.readsUTF8 {
            _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
        }
        guard let edit = unsafe paygent_edit_init(program) else { return nil }
        guard let history = unsafe history_init() else {
            unsafe el_end(edit)
            return nil
        }
        unsafe self.edit = edit
        unsafe self.history = history
        self.historyPath = historyPath
        state = PromptState(completions: completions)
        configure()
    }

    deinit {
        unsafe el_end(edit)
        unsafe history_end(history)
    }

    private static var readsUTF8: Bool {
        guard let codeset = unsafe nl_langinfo(Int32(CODESET)) else { return false }
        return unsafe String(cString: codeset) == "UTF-8"
    }

    private func configure() {
        unsafe paygent_edit_set_data(edit, Unmanaged.passUnretained(state).toOpaque())
        unsafe paygent_edit_set_prompt(
            edit, { unsafe PromptState.of($0)?.prompt }, Self.escape)
        unsafe paygent_edit_set_text(edit, EL_EDITOR, "emacs")
        unsafe paygent_edit_set_int(edit, EL_SIGNAL, 1)
        // Ctrl-C as a key: a signal would end the process with the turn under way.
        unsafe paygent_edit_set_tty(edit, "-d", "-isig")
        unsafe paygent_edit_add_function(
            edit, "paygent-interrupt", "drop the line",
            { edit, _ in
                unsafe PromptState.of(edit)?.isInterrupted = true
                return UInt8(CC_NEWLINE)
            })
        unsafe paygent_edit_bind(edit, "^C", "paygent-interrupt")
        unsafe paygent_edit_add_function(
            edit, "paygent-complete", "complete a command",
            { edit, _ in
                guard let edit = unsafe edit else { return UInt8(CC_ERROR) }
                return unsafe complete(edit)
            })
        // A Ctrl-D typed ahead of the prompt is a NUL by the time that it is read (Linux's n_tty).
        unsafe paygent_edit_bind(edit, "^@", "em-delete-or-list")
        unsafe paygent_edit_bind(edit, "^I", "paygent-complete")
        unsafe paygent_edit_bind(edit, "^R", "em-inc-search-prev")
        unsafe paygent_history_size(history, Self.historyLinesMax)
        unsafe paygent_history_unique(history)
        unsafe paygent_history_file(history, H_LOAD, historyPath)
        unsafe paygent_edit_use_history(edit, history)
    }

    /// Waits for a line.
    ///
    /// - Parameter ink: the sequence that colours the prompt; empty for none.
    public func read(prompt: String, ink: String = "") -> Entry {
        let mark = String(UnicodeScalar(UInt8(Self.escape)))
        let reset = "\(mark)\u{1B}[0m\(mark)"
        state.set(prompt: ink.isEmpty ? prompt : "\(mark)\(ink)\(mark)\(prompt)\(reset)")
        state.isInterrupted = false
        unsafe el_resize(edit)
        var count: Int32 = 0
        guard let bytes = unsafe el_gets(edit, &count), count > 0 else { return .end }
        if state.isInterrupted { return .interrupted }
        let line = unsafe String(cString: bytes)
        return .line(line.hasSuffix("\n") ? String(line.dropLast()) : line)
    }

    /// Keeps a line for the arrow keys, also for the next start.
    public func remember(_ line: String) {
        guard line.utf8.contains(where: { $0 > 0x20 }) else { return }
        unsafe paygent_history_enter(history, line)
        let mask = umask(0o077)
        unsafe paygent_history_file(history, H_SAVE, historyPath)
        umask(mask)
    }
}

/// What the callbacks of libedit need; the editor keeps it alive.
@safe private final class PromptState {
    var isInterrupted = false
    let completions: [String]
    private(set) var prompt: UnsafeMutablePointer<CChar>?

    init(completions: [String]) { self.completions = completions }

    deinit { unsafe free(prompt) }

    func set(prompt text: String) {
        unsafe free(prompt)
        unsafe prompt = strdup(text)
    }

    static func of(_ edit: OpaquePointer?) -> PromptState? {
        guard let edit = unsafe edit, let data = unsafe paygent_edit_data(edit) else { return nil }
        return unsafe Unmanaged<PromptState>.fromOpaque(data).takeUnretainedValue()
    }
}

/// Completes the line up to where the candidates differ.
private func complete(_ edit: OpaquePointer) -> UInt8 {
    guard let state = unsafe PromptState.of(edit), let info = unsafe el_line(edit) else {
        return UInt8(CC_ERROR)
    }
    let typed = unsafe info.pointee.cursor - info.pointee.buffer
    let bytes = unsafe UnsafeBufferPointer(start: info.pointee.buffer, count: typed)
    let text = unsafe String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let candidates = state.completions.filter { $0.hasPrefix(text) && !text.isEmpty }
    guard let first = candidates.first else { return UInt8(CC_ERROR) }
    let common = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let rest = String(common.dropFirst(text.count)) + (candidates.count == 1 ? " " : "")
    guard !rest.isEmpty, unsafe el_insertstr(edit, rest) == 0 else { return UInt8(CC_ERROR) }
    return UInt8(CC_REFRESH)
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
