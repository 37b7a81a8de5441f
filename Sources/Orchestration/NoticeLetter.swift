internal import Domain
internal import JSON
internal import Paygent

/// What happened, in words for a person. Names, purposes and addresses come from others: each stays
/// on its line and is shortened, so that none can write a line of its own.
struct NoticeLetter {
    let subject: String
    let text: String

    init(_ news: [News], tellingAtMost max: Int) {
        let paragraphs = news.prefix(max).map(Paragraph.init)
        let agents = Set(paragraphs.compactMap(\.agent))
        subject =
            switch (paragraphs.count, agents.count) {
            case (1, _): "Paygent: \(paragraphs[0].sentence)"
            case (_, 1): "Paygent: \(news.count) notices about \(agents.first ?? "")"
            default: "Paygent: \(news.count) notices"
            }
        var parts = paragraphs.map(\.text)
        if news.count > max {
            parts.append(
                "And \(news.count - max) more; paygent payments and paygent approvals show them.")
        }
        text = parts.joined(separator: "\n\n") + "\n\n-- \n" + Self.footer + "\n"
    }

    /// A mail decides nothing: an answer to it, or a link in it, approves no payment.
    private static let footer =
        "Sent by Paygent, which reads no answers. Decide on its page, or with paygent approvals."
}

extension NoticeLetter {
    private struct Paragraph {
        let kind: News.Kind
        let data: JSONObject
        let at: String

        init(_ news: News) {
            (kind, data, at) = (news.kind, news.data, news.record.at.rfc3339)
        }

        var agent: String? { words("agent") }

        var text: String {
            let lines = fields.map { label, value in
                label + String(repeating: " ", count: max(1, 11 - label.count)) + value
            }
            return ([sentence, ""] + lines).joined(separator: "\n")
        }

        var sentence: String {
            let payment = "a payment of \(amount ?? "an unknown amount") by \(agent ?? "an agent")"
            let person = words("by") ?? "somebody"
            let who = agent ?? "every agent"
            return switch kind {
            case .approvalRequested: "\(payment) waits for a person.".beginningASentence
            case .approvalDecided:
                "\(payment) was \(words("decision") ?? "decided") by \(person).".beginningASentence
            case .approvalExpired:
                "Nobody answered in time for \(payment); nothing was paid."
            case .paymentSettled: "\(payment) is made.".beginningASentence
            case .paymentFailed:
                "\(payment) was not made; no money moved.".beginningASentence
            case .paymentUnresolved:
                "Nobody can say yet whether \(payment) was made; another mail follows."
            case .agentKilled: "\(person) stopped \(who): nothing more is paid."
            case .agentRevived: "\(person) revived \(who): it may pay again."
            }
        }

        private var fields: [(String, String)] {
            [
                ("Agent", agent), ("Amount", amount.map { $0 + place }), ("To", words("recipient")),
                ("For", words("purpose")), ("Resource", words("resource")),
                ("Why", words("reason")), ("Approval", words("approval_id")),
                ("Payment", words("payment_id")), ("Receipt", words("transaction")),
                ("Simulated", data["simulated"] == .bool(true) ? "yes, on the sandbox" : nil),
                ("When", at),
            ].compactMap { label, value in value.map { (label, $0) } }
        }

        private var amount: String? {
            guard let amount = data["amount"], let number = amount["amount"]?.string,
                let token = amount["token"]?.string
            else { return nil }
            return "\(number) \(token)"
        }

        private var place: String {
            data["amount"]?["network"]?.string.map { " on \($0)" } ?? ""
        }

        /// Nil when it is missing or empty.
        private func words(_ name: String) -> String? {
            guard let text = data[name]?.string, !text.isEmpty else { return nil }
            let line = harmless(text)
            return line.count <= Self.lengthMax ? line : line.prefix(Self.lengthMax) + "…"
        }

        private static let lengthMax = 300
    }
}

extension String {
    fileprivate var beginningASentence: String { prefix(1).uppercased() + dropFirst() }
}
