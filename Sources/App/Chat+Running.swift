internal import Domain
internal import Hashing
internal import JSON
internal import Screen
internal import Synchronization

// Trying the agent: register it, run a command, decide what it asks.
extension Chat {
    private var width: Int { min(TerminalScreen.standardOutput.width, 88) }

    func run(_ words: String?) async throws(BackendFailure) {
        guard let design, design.isFinished else {
            return show(
                Line(
                    "The design is not finished: answer what is asked, or say “you decide” and "
                        + "then “ship it”.", .warning
                ).wrapped(to: width))
        }
        guard let agent = try await registered(design) else { return }
        guard let words = words ?? ask("What should it do? ") else { return }
        try await backend.beReachable()
        var run = try await followed(agent, words)
        while run.awaitsApproval, !isOver, let decided = try await decide(run) {
            run = decided
            show([.empty] + run.lines(width: width))
        }
        show([balanceLine(try await backend.call("GET", "/wallet/balance")), .empty])
    }

    /// Runs the command and prints each step when it ends.
    private func followed(
        _ agent: String, _ words: String
    ) async throws(BackendFailure) -> RunView {
        let path = "/agents/\(Escaped.segment(agent))/run"
        let live = Mutex(LiveRun())
        let (result, wantsToLeave) = await WorkingSign.above {
            [backend, width] (sign) async throws(BackendFailure) -> Void in
            try await backend.follow(path, ["message": .string(words), "stream": true]) {
                event, data in
                let (lines, doing) = live.withLock {
                    ($0.apply(event, data, width: width), $0.doing(event, data))
                }
                sign.show(lines, doing: doing)
            }
        }
        if wantsToLeave { isOver = true }
        try result.get()
        let told = live.withLock { $0 }
        guard !told.id.isEmpty else {
            throw .broken("The run was not told of: paygent agents shows what it did.")
        }
        let run = RunView(run: try await backend.call("GET", "/logs/\(Escaped.segment(told.id))"))
        show(told.rest(run, width: width) + [.empty])
        return run
    }

    /// The agent's name; nil when the person does not want it registered. Only what was seen and
    /// agreed to becomes an agent, so a design that has changed is asked about again.
    private func registered(_ design: ShownDesign) async throws(BackendFailure) -> String? {
        let path = "/prompts/\(Escaped.segment(session))/export/download?format=paygent"
        let file = try await backend.download(path)
        let hash = Hex.encode(SHA256.hash(file.bytes))
        let known = try await backend.items("/agents").first {
            $0["session_id"]?.string == session
        }
        if let known, known["sha256"]?.string == hash { return known["name"]?.string }
        show(
            [.empty]
                + Line(
                    known == nil
                        ? "Register it as an agent that may pay?"
                        : "Its design has changed. Register the new version?", .strong
                ).wrapped(to: width)
                + Line(design.lossSentence).wrapped(to: width))
        guard let answer = ask("yes or no? "), ["y", "yes"].contains(answer.lowercased()) else {
            show([Line("It is not registered; nothing was run.", .faint)])
            return nil
        }
        let agent = try await backend.call("POST", "/agents", ["session_id": .string(session)])
        let name = agent["name"]?.string ?? ""
        let version = agent["version"]?.integer ?? 1
        show([Line("✓ ", .good) + Line("Registered as \(harmless(name)), version \(version).")])
        return name
    }

    /// Shows the payment and takes the answer; nil when it is put off.
    private func decide(_ run: RunView) async throws(BackendFailure) -> RunView? {
        let waiting = try await backend.call("GET", "/approvals/pending")["items"]?.array ?? []
        let views = waiting.map { ApprovalView(approval: $0) }
        guard let approval = views.first(where: { $0.belongs(to: run.id) }) else { return nil }
        show(approval.lines(width: width))
        var isYes: Bool?
        while isYes == nil {
            guard let answer = ask("approve, reject or later? ")?.lowercased() else { break }
            if ["a", "approve", "yes", "y"].contains(answer) { isYes = true }
            if ["r", "reject", "no", "n"].contains(answer) { isYes = false }
            if ["l", "later"].contains(answer) { break }
        }
        guard let isYes else {
            show(
                Line("It waits. paygent approvals shows it again; nothing is paid before.", .faint)
                    .wrapped(to: width))
            return nil
        }
        let (result, wantsToLeave) = await WorkingSign.around {
            [backend] () async throws(BackendFailure) -> JSONValue in
            try await backend.decide(approval, isYes: isYes)
        }
        if wantsToLeave { isOver = true }
        _ = try result.get()
        return RunView(run: try await backend.call("GET", "/logs/\(Escaped.segment(run.id))"))
    }

    /// Nil at the end of the input, or when Ctrl-C says no.
    private func ask(_ prompt: String) -> String? {
        switch input.next(prompt) {
        case .line(let line): line
        case .interrupted: nil
        case .end: nil
        }
    }
}
