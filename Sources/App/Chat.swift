internal import Domain
internal import JSON
internal import Screen

extension Subcommand {
    static let chat = Subcommand(
        "chat", "Design an agent by talking, try it, and export it.",
        details: [
            "Goes on with your last conversation. Works on the data folder, or on a service with "
                + "--server. Inside, /help lists the commands."
        ],
        options: [
            .init("--session", "ID", "go on with this conversation"),
            .init("--template", "NAME", "begin a new one from a starter", .oneOf(Starters.names)),
        ], settings: Setting.whereabouts,
        examples: [
            .init("paygent chat", "goes on where you were"),
            .init("paygent chat --template api-buyer", "begins with a starter"),
            .init(
                "echo \"buy weather data, at most \\$5 a day\" | paygent chat", "without a terminal"
            ),
        ]
    ) { invocation throws(ConfigurationError) in
        let configuration = try invocation.configuration()
        do throws(StartError) {
            let memory = try ChatMemory(configuration)
            let backend: any Backend =
                if let server = configuration.server {
                    try RemoteBackend(server, configuration)
                } else {
                    try await LocalBackend(configuration)
                }
            let chat = Chat(backend, memory, isLocal: configuration.server == nil)
            let code = await chat.run(
                session: invocation.options["--session"],
                template: invocation.options["--template"])
            await backend.close()
            return code
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }
}

/// One person at one terminal. It only asks and shows: every decision is the service's.
final class Chat {
    let backend: any Backend
    let memory: ChatMemory
    let input: ChatInput
    private let isLocal: Bool
    var session = ""
    /// The last answer with a question in it.
    var reply: JSONValue = .null
    var design: ShownDesign?
    /// Set when the person wants to go.
    var isOver = false
    private var exitCode = ExitCode.done

    init(_ backend: any Backend, _ memory: ChatMemory, isLocal: Bool) {
        self.backend = backend
        self.memory = memory
        self.isLocal = isLocal
        input = ChatInput(historyPath: memory.historyPath)
    }

    func run(session: String?, template: String?) async -> Int32 {
        do { try await open(session, template) } catch {
            tell(error)
            return error.exitCode
        }
        while !isOver {
            switch input.next("› ") {
            case .line(let line): await take(line)
            case .interrupted:
                show([.empty, Line("Nothing is lost. /quit or Ctrl-D leaves.", .faint)])
            case .end: isOver = true
            }
        }
        show([Line("Everything is kept. paygent chat goes on here.", .faint)])
        return exitCode
    }

    /// The conversation that was named, the last one, or a new one.
    private func open(_ named: String?, _ template: String?) async throws(BackendFailure) {
        show([Line("Paygent", .strong) + Line(" · \(backend.place) · /help lists commands", .faint)]
        )
        if template != nil { return try await begin(template) }
        if let named { return try await resume(named) }
        guard let last = try await lastSession() else { return try await begin(nil) }
        do { try await resume(last) } catch {
            // Deleted meanwhile, or forgotten by the service.
            guard case .refused(404, _, _) = error else { throw error }
            return try await begin(nil)
        }
        try await sendAgain()
    }

    /// On a service of many people the newest conversation may be somebody else's.
    private func lastSession() async throws(BackendFailure) -> String? {
        if let last = memory.lastSession { return last }
        guard isLocal else { return nil }
        return try await backend.call("GET", "/sessions?limit=1")["items"]?.array?.first?[
            "session_id"]?.string
    }

    func begin(_ template: String?) async throws(BackendFailure) {
        let body: JSONValue = template.map { ["template": .string($0)] } ?? [:]
        let created = try await backend.call("POST", "/sessions/create", body, key: newKey())
        design = nil
        try await settle(on: created["session_id"]?.string ?? "", created)
    }

    func resume(_ id: String) async throws(BackendFailure) {
        let path = "/sessions/\(Escaped.segment(id))"
        let resumed = try await backend.call("POST", path + "/resume")
        design = nil
        try await settle(on: id, resumed)
    }

    private func settle(on id: String, _ reply: JSONValue) async throws(BackendFailure) {
        session = id
        do { try memory.remember(session: id) } catch { tell(.broken("\(error)")) }
        try await showTurn(reply, isWhole: true)
    }

    /// Words that were under way when the terminal or the machine stopped.
    private func sendAgain() async throws(BackendFailure) {
        guard let sent = memory.sent, sent.session == session else { return }
        show([Line("These words had no answer yet: ", .warning) + Line(harmless(sent.words))])
        await send(sent)
    }

    private func take(_ line: String) async {
        let suggestions = Suggestions(reply: reply)
        if let chosen = suggestions.chosen(by: line) {
            show([Line("→ \(chosen)", .accent)])
            return await say(chosen)
        }
        let command = ChatCommand(line)
        if case .say(let words) = command { return await say(words) }
        if command == .nothing {
            if let sent = memory.sent, sent.session == session { await send(sent) }
            return
        }
        do { try await carryOut(command) } catch { tell(error) }
    }

    private func say(_ words: String) async {
        await send(ChatMemory.Sent(session: session, words: words, key: newKey()))
    }

    /// The words are kept before they leave, under a key that makes a repeat harmless.
    private func send(_ sent: ChatMemory.Sent) async {
        do { try memory.remember(sent) } catch { tell(.broken("\(error)")) }
        let path = "/sessions/\(Escaped.segment(session))/message"
        let (result, wantsToLeave) = await WorkingSign.around {
            [backend] () async throws(BackendFailure) -> JSONValue in
            try await backend.call(
                "POST", path, ["message": .string(sent.words)], key: sent.key)
        }
        switch result {
        case .success(let reply):
            memory.forgetSent()
            do { try await showTurn(reply) } catch { tell(error) }
        case .failure(let failure):
            tell(failure)
            if case .refused = failure {
                memory.forgetSent()
            } else {
                show([Line("Your words are kept: press Enter to send them again.", .warning)])
            }
        }
        if wantsToLeave { isOver = true }
    }

    /// - Parameter isWhole: nothing is marked as new, because all of it is.
    func showTurn(_ reply: JSONValue, isWhole: Bool = false) async throws(BackendFailure) {
        self.reply = reply
        let status = try await backend.call("GET", "/sessions/\(Escaped.segment(session))/status")
        let now = ShownDesign(status: status)
        let before = isWhole ? nil : design
        design = now
        let view = TurnView(reply: reply, design: now.marked(since: before), isWhole: isWhole)
        show([.empty] + view.lines(width: TerminalScreen.standardOutput.width) + [.empty])
    }

    func show(_ lines: [Line]) {
        Terminal.out(TerminalScreen.standardOutput.look.text(of: lines))
    }

    func tell(_ failure: BackendFailure) {
        exitCode = failure.exitCode
        let screen = TerminalScreen.standardOutput
        show(
            (Line("! ", .bad) + Line(harmless(failure.sentence), .warning)).wrapped(
                to: screen.width, indent: 2))
    }

    private func newKey() -> String { "terminal-" + String(SystemRandomness().next(), radix: 36) }
}
