public import Domain

/// A workflow in plain words, for people who do not read diagrams.
public enum WorkflowSummary {
    public static func text(_ workflow: Workflow) -> String {
        let sentences =
            [opening(workflow), understanding(workflow), stops(workflow)]
            + branches(workflow).map { branch(workflow, $0) }
            + [guards(workflow), failure(workflow), closing(workflow), kill(workflow)]
        return sentences.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func opening(_ workflow: Workflow) -> String {
        let ways = workflow.nodes.filter { [.request, .trigger].contains($0.kind) }
            .map { $0.kind == .request ? "when a person asks" : $0.label.lowercasedFirst }
        return ways.isEmpty ? "" : "It starts \(listed(ways, "or"))."
    }

    private static func understanding(_ workflow: Workflow) -> String {
        guard has(workflow, .understand) else { return "" }
        let greets = has(workflow, .greet) ? "It greets, then works out" : "It works out"
        return "\(greets) what is wanted, and asks back at most \(limit(workflow, .ask)) times."
    }

    private static func stops(_ workflow: Workflow) -> String {
        guard let check = workflow.nodes.first(where: { $0.kind == .check }) else { return "" }
        return "It stops by itself and tells its owner when one of these is true: "
            + listed(check.settings("stops_when"), "or") + "."
    }

    private static func branches(_ workflow: Workflow) -> [String] {
        var branches: [String] = []
        for node in workflow.nodes where !node.branch.isEmpty && !branches.contains(node.branch) {
            branches.append(node.branch)
        }
        return branches
    }

    /// `To swap tokens: ask what the swap would give; set the money aside; …`
    private static func branch(_ workflow: Workflow, _ branch: String) -> String {
        let nodes = workflow.nodes.filter { $0.branch == branch }
        let steps = nodes.compactMap(step)
        return "To \(branchPhrase(branch)): \(steps.joined(separator: "; "))."
    }

    private static func branchPhrase(_ branch: String) -> String {
        BuiltInTool(rawValue: branch)?.title ?? "use \(branch)"
    }

    /// One step inside its branch's sentence; nil for what `guards` says for all branches at once.
    private static func step(_ node: Workflow.Node) -> String? {
        switch node.kind {
        case .discover, .quote, .pay, .verify, .followUp, .call: node.label.lowercasedFirst
        case .limits: "go on only if the answer is yes to “\(node.label)”"
        case .retryCall:
            "after a failure try again, at most \(node.settings("max").first ?? "0") times"
        case .start, .request, .trigger, .reportTrigger, .greet, .understand, .ask, .check, .stop,
            .choose, .reserve, .policy, .approval, .reconcile, .retry, .receipt, .void, .note,
            .escalate, .next, .respond, .collect, .report, .kill, .end:
            nil
        }
    }

    /// What stands around every payment; the same in all branches.
    private static func guards(_ workflow: Workflow) -> String {
        func first(_ kind: Workflow.Kind) -> Workflow.Node? {
            workflow.nodes.first { $0.kind == kind }
        }
        guard let reserve = first(.reserve), let policy = first(.policy) else { return "" }
        let limits = BudgetWindow.allCases.flatMap { window in
            reserve.settings("limit_\(window.rawValue)").map { "\(window.limitName) of \($0)" }
        }
        let only = policy.settings("pays_only")
        let never = policy.settings("never_pays")
        var text = "Before it pays it sets the money aside"
        text += limits.isEmpty ? ", with no limit" : " within \(listed(limits, "and"))"
        text += only.isEmpty ? "" : "; it pays only \(listed(only, "and"))"
        text += never.isEmpty ? "" : "; it never pays \(listed(never, "or"))"
        if let approval = first(.approval) {
            let above = approval.settings("above").first.map { " anything above \($0)" } ?? ""
            text += "; \(listed(approval.settings("approver"), "or")) must approve\(above)"
            text += ", and without an answer within a day nothing is paid"
        }
        text += ". When nobody can say whether a payment went through, it asks the chain"
        if let retry = first(.retry)?.settings("max").first {
            text += "; a payment that failed is sent again at most \(retry) times, never paid twice"
        }
        return text + "."
    }

    private static func failure(_ workflow: Workflow) -> String {
        guard has(workflow, .note) else { return "" }
        let money =
            has(workflow, .void)
            ? "Money that was set aside and not paid goes back to the budget. "
            : ""
        let person = workflow.nodes.first { $0.kind == .escalate }
        let handOver = person.map {
            " It then hands over to \($0.settings("contact").first ?? "")."
        }
        return money + "Whatever does not work is written down and told." + (handOver ?? "")
    }

    private static func closing(_ workflow: Workflow) -> String {
        var parts: [String] = []
        if let next = workflow.nodes.first(where: { $0.kind == .next }),
            let rounds = next.settings("max").first
        {
            parts.append("It repeats this while there is more to do, at most \(rounds) times.")
        }
        let times = workflow.nodes.filter { $0.kind == .reportTrigger }.map(\.label.lowercasedFirst)
        let channels = workflow.nodes.first { $0.kind == .report }?.settings("channel") ?? []
        let place = channels.isEmpty ? "" : " by \(listed(channels, "and"))"
        if !times.isEmpty {
            parts.append("It will \(listed(times, "and"))\(place).")
        } else if has(workflow, .report) {
            parts.append("At the end it reports\(place).")
        }
        return parts.joined(separator: " ")
    }

    private static func kill(_ workflow: Workflow) -> String {
        guard let kill = workflow.nodes.first(where: { $0.kind == .kill }) else { return "" }
        let how = kill.summary.isEmpty ? "" : " (\(kill.summary))"
        let open =
            has(workflow, .void)
            ? "; then nothing new is paid, and what is open is booked or given back" : ""
        return "A person can stop it at every step\(how)\(open)."
    }

    private static func has(_ workflow: Workflow, _ kind: Workflow.Kind) -> Bool {
        workflow.nodes.contains { $0.kind == kind }
    }

    private static func limit(_ workflow: Workflow, _ kind: Workflow.Kind) -> String {
        workflow.nodes.first { $0.kind == kind }?.settings("max").first ?? "0"
    }
}

extension String {
    /// `Ask back` inside a sentence; a name that is written in capitals stays.
    var lowercasedFirst: String {
        let bytes = Array(utf8.prefix(2))
        guard bytes.count == 2, bytes[0] &- UInt8(ascii: "A") < 26,
            bytes[1] &- UInt8(ascii: "A") >= 26
        else { return self }
        return String(decoding: [bytes[0] + 32] + utf8.dropFirst(), as: UTF8.self)
    }
}
