internal import Domain
internal import JSON
internal import Screen

extension Subcommand {
    static let agents = Subcommand(
        "agents", "List the agents, show one, or delete one.",
        arguments: [
            .init("ACTION", "without it: the list", .oneOf(["show", "delete"]), isOptional: true),
            .init("NAME", "which one", isOptional: true),
        ], options: [.output], settings: Setting.whereabouts,
        examples: [
            .init("paygent agents", "all of them with what each may lose"),
            .init("paygent agents show weather_data_agent --output json", "for programs"),
        ]
    ) { invocation throws(ConfigurationError) in
        guard let action = invocation.words.first else {
            return try await Desk.run(invocation) { desk throws(BackendFailure) in
                let items = try await desk.backend.items("/agents")
                desk.show(["items": .array(items)]) { agentLines(items, width: $0) }
                return ExitCode.done
            }
        }
        guard let path = invocation.agentPath(at: 1) else { return ExitCode.usage }
        return try await Desk.run(invocation) { desk throws(BackendFailure) in
            if action == "show" {
                let agent = try await desk.backend.call("GET", path)
                desk.show(agent) { agentDetails(agent, width: $0) }
            } else {
                desk.tell(try await desk.backend.call("DELETE", path))
            }
            return ExitCode.done
        }
    }

    static let kill = Subcommand(
        "kill", "Stop an agent, or everyone, at once: nothing more is signed.",
        details: ["What is already sent is found out about; what was set aside is given back."],
        arguments: [.init("AGENT", "which one", isOptional: true)],
        options: [
            .init("--all", nil, "everyone: agents, teams, paygent pay, and whoever comes later"),
            .output,
        ],
        settings: Setting.whereabouts,
        examples: [.init("paygent kill --all", "the big red button")]
    ) { invocation throws(ConfigurationError) in
        guard invocation.has("--all") != (invocation.words.first != nil) else {
            Terminal.error("paygent kill: name one agent, or say --all.")
            return ExitCode.usage
        }
        return try await Desk.run(invocation) { desk throws(BackendFailure) in
            guard !invocation.has("--all") else {
                desk.tell(try await desk.backend.call("POST", "/kill"))
                return ExitCode.done
            }
            return try await desk.kill(invocation.words)
        }
    }

    static let revive = Subcommand(
        "revive", "Let a stopped agent pay again, or everyone.",
        details: [
            "What was stopped stays stopped, and after --all whoever was stopped by name, too."
        ],
        arguments: [.init("AGENT", "which one", isOptional: true)],
        options: [.init("--all", nil, "takes back kill --all"), .output],
        settings: Setting.whereabouts
    ) { invocation throws(ConfigurationError) in
        guard !invocation.has("--all") else {
            return try await Desk.run(invocation) { desk throws(BackendFailure) in
                desk.tell(try await desk.backend.call("POST", "/revive"))
                return ExitCode.done
            }
        }
        guard let path = invocation.agentPath(at: 0) else { return ExitCode.usage }
        return try await Desk.run(invocation) { desk throws(BackendFailure) in
            desk.tell(try await desk.backend.call("POST", path + "/revive"))
            return ExitCode.done
        }
    }
}

extension Invocation {
    /// Nil, after saying so, when the name is missing.
    fileprivate func agentPath(at index: Int) -> String? {
        guard index < words.count else {
            Terminal.error("Name the agent; paygent agents lists them.")
            return nil
        }
        return "/agents/" + Escaped.segment(words[index])
    }
}

extension Desk {
    /// The sentence of an answer.
    func tell(_ answer: JSONValue) {
        show(answer) { Line(harmless(answer["message"]?.string ?? "Done.")).wrapped(to: $0) }
    }

    /// One that cannot be stopped does not keep the others running.
    fileprivate func kill(_ names: [String]) async throws(BackendFailure) -> Int32 {
        var reports: [JSONValue] = []
        var failure: BackendFailure?
        for name in names {
            do {
                reports.append(
                    try await backend.call("POST", "/agents/\(Escaped.segment(name))/kill"))
            } catch {
                Terminal.error("paygent: \(harmless(name)): \(harmless(error.sentence))")
                failure = error
            }
        }
        show(["items": .array(reports)]) { width in
            reports.flatMap { report in
                let name = Line(harmless(report["name"]?.string ?? ""), .strong)
                let text = harmless(report["message"]?.string ?? "")
                return (name + Line(": " + text)).wrapped(to: width)
            }
        }
        return failure?.exitCode ?? ExitCode.done
    }
}
