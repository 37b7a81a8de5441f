internal import Glibc
internal import Hashing
internal import JSON

/// What the terminal remembers between starts: the last conversation, the words on their way, and
/// the lines that were typed. One folder for each place that is talked to.
struct ChatMemory: Sendable {
    let folder: String

    /// Words that were sent and not yet answered, with the key that makes a repeat harmless.
    struct Sent: Equatable {
        let session: String
        let words: String
        let key: String
    }

    /// - Throws: `StartError` when the folder cannot be made.
    init(_ configuration: Configuration) throws(StartError) {
        if let server = configuration.server {
            let state = TerminalScreen.variable("XDG_STATE_HOME").flatMap { $0.isEmpty ? nil : $0 }
            let home = TerminalScreen.variable("HOME") ?? "."
            let name = Hex.encode(SHA256.hash(Array(server.utf8))).prefix(16)
            folder = (state ?? home + "/.local/state") + "/paygent/\(name)"
        } else {
            folder = configuration.dataFolder + "/terminal"
        }
        try DataFolder.prepare(folder)
    }

    var historyPath: String { folder + "/history" }

    var lastSession: String? { text("session") }

    func remember(session: String) throws(FileError) { try keep(session, "session") }

    var sent: Sent? {
        guard let text = text("sent") else { return nil }
        do {
            let json = try JSONValue(parsing: Array(text.utf8))
            guard let session = json["session"]?.string, let words = json["words"]?.string,
                let key = json["key"]?.string
            else { return nil }
            return Sent(session: session, words: words, key: key)
        } catch {
            // Cut off while it was written: then it was not sent either.
            return nil
        }
    }

    /// Before the words leave.
    func remember(_ sent: Sent) throws(FileError) {
        let json: JSONValue = [
            "session": .string(sent.session), "words": .string(sent.words),
            "key": .string(sent.key),
        ]
        try keep(json.text, "sent")
    }

    /// After they were answered.
    func forgetSent() { unsafe unlink(folder + "/sent") }

    private func text(_ name: String) -> String? {
        let path = "\(folder)/\(name)"
        guard File.exists(path) else { return nil }
        do { return String(decoding: try File.read(path), as: UTF8.self) } catch {
            Terminal.error("paygent: \(error)")
            return nil
        }
    }

    private func keep(_ text: String, _ name: String) throws(FileError) {
        try File.write(Array(text.utf8), to: "\(folder)/\(name)", mode: 0o600)
    }
}
