internal import Domain
public import JSON

// The stored form of an approval.

extension Approval {
    public var json: JSONValue {
        [
            "id": .string(id.rawValue), "intent": intent.json, "reason": reason.json,
            "approvers": .strings(approvers), "four_eyes": .bool(needsOtherPerson),
            "created_at": .time(createdAt), "deadline": .time(deadline), "state": state.json,
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        guard let approvers = json["approvers"]?.array?.map(\.string) else {
            throw StoredValueError("approvers")
        }
        self.init(
            id: try ID(stored: json, "id"), intent: try PaymentIntent(json: json.member("intent")),
            reason: try Reason(json: json.member("reason")),
            approvers: approvers.compactMap(\.self), needsOtherPerson: try json.flag("four_eyes"),
            createdAt: try json.time("created_at"), deadline: try json.time("deadline"),
            state: try State(json: json.member("state")))
    }
}

extension Approval.State {
    /// Stable; in answers and in stores.
    public var name: String {
        switch self {
        case .pending: "pending"
        case .approved: "approved"
        case .rejected: "rejected"
        case .expired: "expired"
        case .replaced: "replaced"
        case .withdrawn: "withdrawn"
        }
    }

    var json: JSONValue {
        switch self {
        case .pending, .expired, .withdrawn: ["name": .string(name)]
        case .approved(let by, let at):
            ["name": .string(name), "by": .string(by), "at": .time(at)]
        case .rejected(let by, let at, let note):
            ["name": .string(name), "by": .string(by), "at": .time(at), "note": .string(note)]
        case .replaced(let run, let editor):
            ["name": .string(name), "run": .string(run.rawValue), "by": .string(editor)]
        }
    }

    init(json: JSONValue) throws(StoredValueError) {
        switch try json.text("name") {
        case "pending": self = .pending
        case "expired": self = .expired
        case "withdrawn": self = .withdrawn
        case "approved": self = .approved(by: try json.text("by"), at: try json.time("at"))
        case "rejected":
            self = .rejected(
                by: try json.text("by"), at: try json.time("at"), note: try json.text("note"))
        case "replaced":
            self = .replaced(by: try ID(stored: json, "run"), editor: try json.text("by"))
        default: throw StoredValueError("name")
        }
    }
}
