internal import Domain
public import JSON

/// What an agent did with one command.
public struct RunView: Sendable {
    let run: JSONValue

    /// - Parameter run: the answer to `POST /agents/{name}/run` or `GET /logs/{id}`.
    public init(run: JSONValue) { self.run = run }

    public var id: String { run["run_id"]?.string ?? "" }
    /// As the service says it, but a run that waits for the chain does not wait for a person.
    public var status: String {
        run["waiting_for"]?.string == "settlement" ? "unresolved" : run["status"]?.string ?? ""
    }
    public var awaitsApproval: Bool { status == "awaiting_approval" }

    public func lines(width: Int) -> [Line] { lines(width: width, without: [], hasTitle: true) }

    /// - Parameter shown: the steps that are on the screen already.
    func lines(width: Int, without shown: Set<String>, hasTitle: Bool) -> [Line] {
        var lines = hasTitle ? [Line("Plan", .strong)] : []
        for step in run["plan"]?["steps"]?.array ?? []
        where !shown.contains(step["id"]?.text ?? "") {
            lines += Self.step(step, status: step["status"]?.string, width)
        }
        lines.append(.empty)
        return lines + outcome(width)
    }

    static func step(_ step: JSONValue, status: String?, _ width: Int) -> [Line] {
        let sign: Line =
            switch status {
            case "done": Line(" ✓ ", .good)
            case "failed": Line(" ✗ ", .bad)
            case "running": Line(" … ", .warning)
            default: Line(" ○ ", .faint)
            }
        return (sign + Line(harmless(step["description"]?.string ?? ""))).wrapped(
            to: width, indent: 3)
    }

    private func outcome(_ width: Int) -> [Line] {
        let text = harmless(run["output"]?.string ?? run["result"]?.string ?? "")
        let (words, ink): (String, Ink) =
            switch status {
            case "completed": ("Done. ", .good)
            case "awaiting_approval": (text.isEmpty ? "It waits for you. " : "", .warning)
            case "refused": ("Refused. ", .bad)
            case "failed": ("It did not work. ", .bad)
            case "unresolved": ("Not known yet. ", .warning)
            default: (harmless(status.replacing("_", with: " ")) + ". ", .warning)
            }
        var lines = (Line(words, ink) + Line(text)).wrapped(to: width)
        let costs = (run["cost"]?.array ?? []).map(moneyText)
        if !costs.isEmpty {
            let note = run["simulated"]?.bool == true ? " (simulated)" : ""
            lines += Line("Spent: \(costs.joined(separator: " and "))\(note)").wrapped(to: width)
        }
        return lines
    }
}

/// A payment that waits for a person, with everything that the yes covers.
public struct ApprovalView: Sendable {
    let approval: JSONValue

    /// - Parameter approval: an item of `GET /approvals/pending`.
    public init(approval: JSONValue) { self.approval = approval }

    public var id: String { approval["id"]?.string ?? "" }
    public var hash: String { approval["hash"]?.string ?? "" }

    /// The run whose step this is: a payment's id is its run's with the step behind it.
    public func belongs(to run: String) -> Bool {
        guard let payment = approval["run_id"]?.string, !run.isEmpty else { return false }
        return payment == run || payment.hasPrefix(run + "-")
    }

    public func lines(width: Int) -> [Line] {
        let payment = approval["payment"] ?? .null
        let width = min(width, TurnView.textColumnsMax)
        let facts: [(String, String?)] = [
            ("Pay", payment["amount"].map(moneyText)), ("To", payment["recipient"]?.string),
            ("Address", address(payment)), ("For", payment["purpose"]?.string),
            ("Request", payment["resource"]?.string),
            ("Network", payment["amount"]?["network"]?.string.map(networkText)),
            ("Token", payment["contract"]?.string), ("Agent", payment["agent"]?.string),
            ("Until", approval["expires_at"]?.string.map(timeText)),
        ]
        var lines: [Line] = []
        for (label, value) in facts {
            guard let value else { continue }
            let ink: Ink = label == "Pay" ? .strong : .plain
            lines += (Line(label, .faint).padded(to: 9) + Line(harmless(value), ink)).wrapped(
                to: width - 4, indent: 9)
        }
        lines.append(.empty)
        lines += Line(harmless(approval["reason"]?.string ?? ""), .warning).wrapped(to: width - 4)
        return framed(lines, title: Line("A payment waits for you", .warning), width: width)
    }
}

extension ApprovalView {
    /// Nil where the recipient's name already has it.
    private func address(_ payment: JSONValue) -> String? {
        guard let address = payment["pay_to"]?.string,
            payment["recipient"]?.string?.contains(address) != true
        else { return nil }
        return address
    }
}

/// `eip155:338` with its name.
func networkText(_ chain: String) -> String {
    let network = Network.allCases.first { $0.caip2 == chain }
    return network.map { "\($0.title) (\(chain))" } ?? chain
}

/// `2026-11-20T12:32:12.387Z` as `2026-11-20 12:32 UTC`.
func timeText(_ text: String) -> String {
    let text = harmless(text)
    guard text.utf8.count >= 16, text.hasSuffix("Z") else { return text }
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
}

/// What the wallet holds, in one line.
public func balanceLine(_ wallet: JSONValue) -> Line {
    let amounts = (wallet["balances"]?.array ?? []).map(moneyText)
    let note = wallet["simulated"]?.bool == true ? " (simulated)" : ""
    return Line("Balance: ", .faint) + Line(amounts.joined(separator: ", ") + note)
}
