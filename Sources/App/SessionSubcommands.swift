internal import Domain
internal import JSON
internal import Screen
internal import Wizard

/// What a design can be written as, besides the platforms.
enum ExportFormats {
    static let packages = ["json", "yaml", "markdown", "text", "mermaid", "zip"]
    static let all = Platform.allCases.map(\.rawValue) + packages
}

extension Subcommand {
    static let sessions = Subcommand(
        "sessions", "List the conversations, newest first.",
        options: [.output], settings: Setting.whereabouts,
        examples: [
            .init("paygent sessions --output json | jq -r '.items[].session_id'", "their ids")
        ]
    ) { invocation throws(ConfigurationError) in
        try await Desk.run(invocation) { desk throws(BackendFailure) in
            let items = try await desk.backend.items("/sessions")
            desk.show(["items": .array(items)]) { width in
                let view = SessionsView(items: items, current: nil)
                let hint = Line("paygent chat --session ID goes on with one:", .faint)
                let ids = zip(view.ids, 1...).map { id, number in Line("  \(number)  \(id)") }
                return view.lines(width: width) + (ids.isEmpty ? [] : [.empty, hint] + ids)
            }
            return ExitCode.done
        }
    }

    static let export = Subcommand(
        "export", "Write a design in the format of a platform.",
        details: ["Without --out it goes to standard output; a zip only into a file."],
        arguments: [.init("SESSION", "the conversation's id, or last for the newest one")],
        options: [
            .init(
                "--format", "NAME", "paygent, another platform, or a package [paygent]",
                .oneOf(ExportFormats.all)),
            .init("--out", "FILE", "where to write it; it is replaced", .file), .output,
        ], settings: Setting.whereabouts,
        examples: [
            .init("paygent export last --out my-agent.paygent.md", "the file that runs"),
            .init("paygent export last --format openai_responses", "for another platform"),
        ]
    ) { invocation throws(ConfigurationError) in
        try await Desk.run(invocation) { desk throws(BackendFailure) in
            let format = invocation.options["--format"] ?? "paygent"
            let id = try await desk.sessionID(invocation.words[0])
            let file = try await desk.backend.download(
                "/prompts/\(Escaped.segment(id))/export/download?format=\(Escaped.query(format))")
            return desk.write(file.bytes, format)
        }
    }
}

extension Desk {
    fileprivate func sessionID(_ word: String) async throws(BackendFailure) -> String {
        guard word == "last" else { return word }
        guard
            let id = try await backend.call("GET", "/sessions?limit=1")["items"]?.array?.first?[
                "session_id"]?.string
        else {
            throw .refused(status: 404, code: "", detail: "There are no conversations yet.")
        }
        return id
    }

    fileprivate func write(_ bytes: [UInt8], _ format: String) -> Int32 {
        guard let path = invocation.options["--out"], path != "-" else {
            guard format != "zip" || !TerminalScreen.standardOutput.isInteractive else {
                Terminal.error("paygent export: a zip needs a file; name it with --out.")
                return ExitCode.usage
            }
            File.writeOut(bytes)
            return ExitCode.done
        }
        do { try File.write(bytes, to: path) } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
        let answer: JSONValue = [
            "file": .string(path), "format": .string(format),
            "bytes": .integer(Int64(bytes.count)),
        ]
        show(answer) { _ in [Line("Written to \(harmless(path)), \(bytes.count) bytes.")] }
        return ExitCode.done
    }
}

/// The designs that a conversation can begin with.
enum Starters {
    static let names = Starter.all.map(\.id)
}
