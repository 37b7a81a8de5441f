internal import Domain
internal import JSON
internal import Screen

extension Subcommand {
    static let reconcile = Subcommand(
        "reconcile", "After a restore: compare the books with the chain, and let payments go on.",
        details: [
            "A database that was restored from a backup, or is older than what was signed, signs "
                + "nothing until this has been confirmed. Payments that the chain has made are booked."
        ],
        options: [.init("--yes", nil, "confirm what is shown without being asked"), .output],
        settings: Setting.whereabouts,
        examples: [.init("paygent reconcile", "shows the comparison and asks")]
    ) { invocation throws(ConfigurationError) in
        try await Desk.run(invocation) { desk throws(BackendFailure) in
            let report = try await desk.backend.call("GET", "/reconciliation")
            guard report["status"]?.string == "held" else {
                desk.show(report) {
                    Line(harmless(report["sentence"]?.string ?? "")).wrapped(to: $0)
                }
                return ExitCode.done
            }
            if !invocation.wantsJSON { Comparison(report).show() }
            guard invocation.has("--yes") || Comparison.isConfirmed() else {
                if invocation.wantsJSON { Terminal.out(report.prettyText) }
                Terminal.error("Nothing was confirmed, so nothing is signed.")
                return ExitCode.refused
            }
            let answer = try await desk.backend.call(
                "POST", "/reconciliation", ["hash": report["hash"] ?? .null])
            desk.tell(answer)
            return ExitCode.done
        }
    }
}

/// What the books and the chain say, for a person to judge.
private struct Comparison {
    let report: JSONValue

    init(_ report: JSONValue) { self.report = report }

    func show() {
        Terminal.out(text(report["sentence"]))
        let open = report["open_payments"]?.array ?? []
        Terminal.out(open.isEmpty ? "No payment is open." : "Payments that are open:")
        for payment in open {
            let word =
                switch payment["chain"]?.string {
                case "paid": "the chain has paid it; it will be booked as paid"
                case "not_paid": "the chain has not paid it"
                default: text(payment["note"])
                }
            Terminal.out("  \(text(payment["id"]))  \(amount(payment))  \(word)")
        }
        let unknown = report["unknown_transfers"]?.array ?? []
        guard !unknown.isEmpty else { return }
        Terminal.out("Money that left the wallet in payments this database does not know:")
        for transfer in unknown {
            Terminal.out(
                "  \(text(transfer["at"]))  \(amount(transfer)) to \(text(transfer["to"]))  "
                    + text(transfer["transaction"]))
        }
        Terminal.out("No budget counts them. Lower a limit, or wait, if they matter.")
    }

    private func amount(_ of: JSONValue) -> String {
        "\(text(of["amount"]?["amount"])) \(text(of["amount"]?["token"]))"
    }

    private func text(_ value: JSONValue?) -> String { harmless(value?.string ?? "") }

    static func isConfirmed() -> Bool {
        Terminal.write("Sign payments again? Type yes: ", to: 2)
        return readLine(strippingNewline: true) == "yes"
    }
}
