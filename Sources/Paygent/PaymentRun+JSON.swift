internal import Domain
public import JSON

// The snapshot in which a run is stored, and the details that the journal keeps of each event.

extension PaymentRun {
    public var json: JSONValue {
        ["intent": intent.json, "generation": .integer(generation), "state": state.json]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        self.init(
            try PaymentIntent(json: json.member("intent")),
            generation: try json.whole("generation"), state: try State(json: json.member("state")))
    }
}

extension PaymentRun.State {
    var json: JSONValue {
        var members: JSONObject = ["name": .string(name)]
        switch self {
        case .proposed, .reserved: break
        case .awaitingApproval(let terms): members["terms"] = terms.json
        case .paying(let attempt):
            members["authorization"] = attempt.authorization.json
            members["attempt"] = .integer(Int64(attempt.number))
            members["exposed"] = .bool(attempt.isExposed)
        case .unresolved(let authorization, let reason):
            members["authorization"] = authorization.json
            members["reason"] = reason.json
        case .settled(let receipt): members["receipt"] = receipt.json
        case .stopped(let reason): members["reason"] = reason.json
        }
        return .object(members)
    }

    init(json: JSONValue) throws(StoredValueError) {
        switch try json.text("name") {
        case "proposed": self = .proposed
        case "reserved": self = .reserved
        case "awaiting_approval":
            self = .awaitingApproval(try ApprovalTerms(json: json.member("terms")))
        case "paying":
            self = .paying(
                Attempt(
                    try SignedPayment(json: json.member("authorization")),
                    number: Int(try json.whole("attempt")), isExposed: try json.flag("exposed")))
        case "unresolved":
            self = .unresolved(
                try SignedPayment(json: json.member("authorization")),
                try Reason(json: json.member("reason")))
        case "settled": self = .settled(try Receipt(json: json.member("receipt")))
        case "stopped": self = .stopped(try Reason(json: json.member("reason")))
        default: throw StoredValueError("name")
        }
    }
}

extension PaymentRun.Event {
    /// What the journal keeps beside the event's name.
    public var json: JSONValue {
        switch self {
        case .allowed(let reason), .refused(let reason), .notSigned(let reason),
            .notPaid(let reason), .notSent(let reason), .undecided(let reason):
            ["reason": reason.json]
        case .held(let terms, let reason): ["terms": terms.json, "reason": reason.json]
        case .approved(let by): ["by": .string(by)]
        case .rejected(let by, let reason): ["by": .string(by), "reason": reason.json]
        case .signed(let authorization): ["authorization": authorization.json]
        case .paid(let receipt): ["receipt": receipt.json]
        case .expired, .unanswered, .killed: [:]
        }
    }

    /// - Parameter name: the journal record's kind.
    public init(name: String, json: JSONValue) throws(StoredValueError) {
        switch name {
        case "allowed": self = .allowed(try json.reason())
        case "held":
            self = .held(try ApprovalTerms(json: json.member("terms")), try json.reason())
        case "refused": self = .refused(try json.reason())
        case "approved": self = .approved(by: try json.text("by"))
        case "rejected": self = .rejected(by: try json.text("by"), try json.reason())
        case "expired": self = .expired
        case "signed": self = .signed(try SignedPayment(json: json.member("authorization")))
        case "not_signed": self = .notSigned(try json.reason())
        case "paid": self = .paid(try Receipt(json: json.member("receipt")))
        case "not_paid": self = .notPaid(try json.reason())
        case "unanswered": self = .unanswered
        case "not_sent": self = .notSent(try json.reason())
        case "undecided": self = .undecided(try json.reason())
        case "killed": self = .killed
        default: throw StoredValueError(name)
        }
    }
}

extension Reason {
    public var json: JSONValue {
        ["code": .string(code.rawValue), "sentence": .string(sentence), "rule": .string(rule)]
    }

    init(json: JSONValue) throws(StoredValueError) {
        self.init(try json.choice("code"), try json.text("sentence"), rule: try json.text("rule"))
    }
}

extension JSONValue {
    fileprivate func reason() throws(StoredValueError) -> Reason {
        try Reason(json: member("reason"))
    }
}

extension ApprovalTerms {
    var json: JSONValue {
        [
            "approval": .string(approval.rawValue), "hash": .string(hash),
            "deadline": .time(deadline),
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        self.init(
            approval: try ID(stored: json, "approval"), hash: try json.text("hash"),
            deadline: try json.time("deadline"))
    }
}

extension SignedPayment {
    var json: JSONValue {
        [
            "nonce": .string(nonce), "payer": .string(payer.lowercased),
            "pay_to": .string(payTo.lowercased), "payload": .string(payload),
            "valid_before": .time(validBefore), "generation": .integer(generation),
            "simulated": .bool(isSimulated),
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        self.init(
            nonce: try json.text("nonce"), payer: try json.address("payer"),
            payTo: try json.address("pay_to"), payload: try json.text("payload"),
            validBefore: try json.time("valid_before"), generation: try json.whole("generation"),
            isSimulated: try json.flag("simulated"))
    }
}

extension Receipt {
    public var json: JSONValue {
        var members: JSONObject = [
            "transaction": .string(transaction), "evidence": .string(evidence.rawValue),
            "status": status.map { .integer(Int64($0)) } ?? .null, "simulated": .bool(isSimulated),
        ]
        members["charged"] = charged.map { .string(String($0)) }
        return .object(members)
    }

    init(json: JSONValue) throws(StoredValueError) {
        let charged = json["charged"]?.string
        let units = charged.flatMap { UInt128($0) }
        guard charged == nil || units != nil else { throw StoredValueError("charged") }
        self.init(
            transaction: try json.text("transaction"), evidence: try json.choice("evidence"),
            status: json["status"]?.integer.map { Int($0) },
            isSimulated: try json.flag("simulated"), charged: units)
    }
}
