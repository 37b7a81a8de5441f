internal import JSON
internal import Screen

extension Subcommand {
    static let approvals = Subcommand(
        "approvals", "See the payments that wait for a person, and decide.",
        details: [
            "approve says yes to exactly what is shown: when the payment has changed meanwhile, it "
                + "is refused. A beginning of the id is enough where only one begins so."
        ],
        arguments: [
            .init(
                "ACTION", "without it: what waits", .oneOf(["show", "approve", "reject"]),
                isOptional: true),
            .init("ID", "which one", isOptional: true),
        ],
        options: [.init("--reason", "TEXT", "why it is rejected; kept with it"), .output],
        settings: Setting.whereabouts,
        examples: [
            .init("paygent approvals", "what waits, decoded"),
            .init(
                "paygent approvals reject 01a1f8f1 --reason \"not this month\"", "nothing is paid"),
        ]
    ) { invocation throws(ConfigurationError) in
        if invocation.words.count == 1 {
            Terminal.error("Name the approval; paygent approvals lists them.")
            return ExitCode.usage
        }
        return try await Desk.run(invocation) { desk throws(BackendFailure) in
            guard let action = invocation.words.first else { return try await desk.listApprovals() }
            let approval = try await desk.approval(invocation.words[1])
            if action == "show" {
                desk.show(approval) { ApprovalView(approval: approval).lines(width: $0) }
                return ExitCode.done
            }
            let answer = try await desk.backend.decide(
                ApprovalView(approval: approval), isYes: action == "approve",
                reason: invocation.options["--reason"])
            desk.tell(answer)
            return ExitCode.done
        }
    }
}

extension Backend {
    /// A yes carries the hash of what was shown.
    func decide(
        _ approval: ApprovalView, isYes: Bool, reason: String? = nil
    ) async throws(BackendFailure) -> JSONValue {
        // Paying for the demo resource needs it to be served.
        try await beReachable()
        let path = "/approvals/\(Escaped.segment(approval.id))"
        if isYes {
            return try await call("POST", path + "/approve", ["hash": .string(approval.hash)])
        }
        return try await call(
            "POST", path + "/reject", reason.map { ["reason": .string($0)] } ?? [:])
    }
}

extension Desk {
    fileprivate func listApprovals() async throws(BackendFailure) -> Int32 {
        let answer = try await backend.call("GET", "/approvals/pending")
        let items = answer["items"]?.array ?? []
        show(answer) { width in
            if items.isEmpty { return [Line("Nothing waits for you.", .faint)] }
            return items.flatMap { item in
                let view = ApprovalView(approval: item)
                return view.lines(width: width) + [
                    Line("  paygent approvals approve \(view.id)"), .empty,
                ]
            }
        }
        return ExitCode.done
    }

    /// By its id, or by a beginning of it that is no other's.
    fileprivate func approval(_ id: String) async throws(BackendFailure) -> JSONValue {
        let waiting = try await backend.call("GET", "/approvals/pending")["items"]?.array ?? []
        let fitting = waiting.filter { $0["id"]?.string?.hasPrefix(id) == true }
        if fitting.count == 1 { return fitting[0] }
        return try await backend.call("GET", "/approvals/\(Escaped.segment(id))")
    }
}
