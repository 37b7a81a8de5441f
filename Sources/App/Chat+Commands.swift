internal import Domain
internal import JSON
internal import Screen

// What a slash begins: looking, taking back, writing to files, changing the conversation.
extension Chat {
    private var width: Int { TerminalScreen.standardOutput.width }
    private var textWidth: Int { min(width, 88) }

    func carryOut(_ command: ChatCommand) async throws(BackendFailure) {
        switch command {
        case .say, .nothing: return
        case .undo:
            try await showTurn(
                try await backend.call("POST", "/sessions/\(Escaped.segment(session))/undo"))
        case .show: show([.empty] + (design?.whole(width: textWidth) ?? []) + [.empty])
        case .why: show([.empty] + (design?.reasons(for: reply, width: textWidth) ?? []) + [.empty])
        case .diagram(let isSource): try await showDiagram(isSource)
        case .export(let name): try await export(name)
        case .run(let words): try await run(words)
        case .sessions(let number): try await sessions(number)
        case .new(let template): try await new(template)
        case .help: showHelp()
        case .quit: isOver = true
        case .unknown(let name):
            show([Line("There is no command /\(harmless(name)); /help lists them.", .warning)])
        }
    }

    private func showHelp() {
        let lines = ChatCommand.table.flatMap { name, purpose in
            (Line(name, .accent).padded(to: 22) + Line(purpose)).wrapped(to: textWidth, indent: 22)
        }
        let hints = Line(
            "Anything else is said to the wizard. A number or letter chooses a suggestion; Tab "
                + "completes a command; the arrows bring back earlier lines.", .faint)
        show([.empty] + lines + [.empty] + hints.wrapped(to: textWidth) + [.empty])
    }

    private func showDiagram(_ isSource: Bool) async throws(BackendFailure) {
        let path = "/workflows/\(Escaped.segment(session))"
        if isSource {
            let answer = try await backend.call("GET", path + "/visualize")
            return show(harmlessLines(answer["mermaid_diagram"]?.string ?? "").map { Line($0) })
        }
        let answer = try await backend.call("GET", path)
        show([.empty] + DiagramView(answer: answer).lines(width: textWidth) + [.empty])
    }

    private func export(_ name: String?) async throws(BackendFailure) {
        guard let name else {
            let names = ExportFormats.all.joined(separator: ", ")
            return show(
                Line("Platforms and packages: \(names).", .plain).wrapped(to: textWidth, indent: 2)
                    + [Line("/export paygent writes the file that runs.", .faint)])
        }
        let path = "/prompts/\(Escaped.segment(session))/export/download"
        let file = try await backend.download("\(path)?format=\(Escaped.query(name))")
        let free = Self.freeName(harmless(file.name))
        do { try File.write(file.bytes, to: free) } catch { throw .broken(error.description) }
        show([Line("✓ ", .good) + Line("Written to ./\(free) (\(file.bytes.count) bytes).")])
    }

    /// A file that is there is never written over.
    private static func freeName(_ name: String) -> String {
        guard File.exists(name) else { return name }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let ending = parts.count > 1 ? "." + parts[1] : ""
        var number = 2
        while File.exists("\(parts[0])-\(number)\(ending)") { number += 1 }
        return "\(parts[0])-\(number)\(ending)"
    }

    private func sessions(_ number: String?) async throws(BackendFailure) {
        let items = try await backend.items("/sessions", max: 200)
        let view = SessionsView(items: items, current: session)
        guard let number else {
            let hint = Line("/sessions NUMBER goes on with one; /new begins another.", .faint)
            return show([.empty] + view.lines(width: width) + [.empty, hint])
        }
        guard let index = Int(number), (1...max(1, view.ids.count)).contains(index),
            index <= view.ids.count
        else {
            return show([Line("There is no conversation number \(harmless(number)).", .warning)])
        }
        try await resume(view.ids[index - 1])
    }

    private func new(_ template: String?) async throws(BackendFailure) {
        if let template, !Starters.names.contains(template) {
            let names = Starters.names.joined(separator: ", ")
            return show(
                Line("There is no such starter. The starters are \(names).", .warning)
                    .wrapped(to: textWidth))
        }
        try await begin(template)
    }
}
