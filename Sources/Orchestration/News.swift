internal import Domain
public import JSON
public import Paygent

/// What a record of the journal means to owners and their servers; most mean nothing to them.
public struct News: Sendable, Hashable {
    /// Stable: what receivers switch on.
    public enum Kind: String, Sendable, CaseIterable {
        case approvalRequested = "approval.requested"
        case approvalDecided = "approval.decided"
        case approvalExpired = "approval.expired"
        case paymentSettled = "payment.settled"
        case paymentFailed = "payment.failed"
        case paymentUnresolved = "payment.unresolved"
        case agentKilled = "agent.killed"
        case agentRevived = "agent.revived"
    }

    public let kind: Kind
    public let record: JournalRecord
    /// The payment that it is about, as it stands now.
    public let run: PaymentRun?

    public init(_ kind: Kind, _ record: JournalRecord, _ run: PaymentRun?) {
        self.kind = kind
        self.record = record
        self.run = run
    }

    /// What it is about, so that the receiver can ask for more. Never the signed bytes.
    public var data: JSONObject {
        var data = kind.about(record)
        if let run { Self.describe(run, in: &data) }
        return data
    }

    private static func describe(_ run: PaymentRun, in data: inout JSONObject) {
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

extension News.Kind {
    public init?(_ record: JournalRecord) {
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

    fileprivate func about(_ record: JournalRecord) -> JSONObject {
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
}
