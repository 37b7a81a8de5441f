internal import Domain
internal import JSON
internal import Paygent

/// What a record of the journal means to the owner's server; most mean nothing to it.
enum Announcement: String, CaseIterable {
    case approvalRequested = "approval.requested"
    case approvalDecided = "approval.decided"
    case approvalExpired = "approval.expired"
    case paymentSettled = "payment.settled"
    case paymentFailed = "payment.failed"
    case paymentUnresolved = "payment.unresolved"
    case agentKilled = "agent.killed"
    case agentRevived = "agent.revived"

    init?(_ record: JournalRecord) {
        switch record.note.kind {
        case "held": self = .approvalRequested
        case "approved", "rejected": self = .approvalDecided
        case "expired": self = .approvalExpired
        case "agent_killed": self = .agentKilled
        case "agent_revived": self = .agentRevived
        case "refused", "paid", "not_paid", "not_signed", "not_sent", "unanswered", "undecided",
            "killed":
            switch record.note.detail["state"]?.string {
            case "settled": self = .paymentSettled
            case "stopped": self = .paymentFailed
            case "unresolved": self = .paymentUnresolved
            default: return nil
            }
        default: return nil
        }
    }

    /// Thin: what it is about, so that the receiver can ask for more. Never the signed bytes.
    func body(of record: JournalRecord, _ run: PaymentRun?) -> JSONValue {
        var data = about(record)
        if let run { describe(run, in: &data) }
        return [
            "type": .string(rawValue), "timestamp": .string(record.at.rfc3339),
            "data": .object(data),
        ]
    }

    private func about(_ record: JournalRecord) -> JSONObject {
        let detail = record.note.detail
        var data: JSONObject = ["position": .integer(record.position)]
        if let agent = record.note.agent?.split(separator: "/").last {
            data["agent"] = .string(String(agent))
        }
        if let person = detail["by"]?.string { data["by"] = .string(person) }
        if let reason = detail["reason"] {
            data["reason"] = reason["sentence"] ?? .null
            data["reason_code"] = reason["code"] ?? .null
        }
        switch self {
        case .approvalDecided: data["decision"] = .string(record.note.kind)
        case .agentKilled, .agentRevived: data["everyone"] = .bool(record.note.agent == nil)
        case .approvalRequested, .approvalExpired, .paymentSettled, .paymentFailed,
            .paymentUnresolved:
            break
        }
        if let terms = detail["terms"] {
            data["approval_id"] = terms["approval"] ?? .null
            data["hash"] = terms["hash"] ?? .null
        } else if let approval = detail["approval"] {
            data["approval_id"] = approval
        }
        if let receipt = detail["receipt"] {
            data["transaction"] = receipt["transaction"] ?? .null
            data["simulated"] = receipt["simulated"] ?? .null
        }
        return data
    }

    private func describe(_ run: PaymentRun, in data: inout JSONObject) {
        data["payment_id"] = .string(run.id.rawValue)
        data["session_id"] = .optional(run.intent.session?.rawValue)
        data["amount"] = [
            "amount": .string(run.amount.quantity.moneyText),
            "token": .string(run.amount.asset.symbol),
            "network": .string(run.amount.asset.network.caip2),
        ]
        data["recipient"] = .string(run.intent.payee.description)
        data["resource"] = .string(run.intent.resource)
        data["purpose"] = .string(run.intent.purpose)
    }
}
