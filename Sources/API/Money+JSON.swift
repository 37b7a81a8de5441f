internal import Domain
public import JSON
internal import Orchestration
public import Paygent

// What clients see of payments, approvals, the ledger and the journal.

extension Money {
    /// `{"amount": "0.10", "token": "USDC", "network": "eip155:338"}`.
    var clientJSON: JSONValue {
        [
            "amount": .string(quantity.moneyText), "token": .string(asset.symbol),
            "network": .string(asset.network.caip2),
        ]
    }
}

extension StoredRun {
    var clientJSON: JSONValue {
        var object = run.clientMembers
        object["created_at"] = .string(openedAt.rfc3339)
        object["updated_at"] = .string(changedAt.rfc3339)
        return .object(object)
    }
}

extension PaymentRun {
    public var clientMembers: JSONObject {
        var object: JSONObject = [
            "id": .string(id.rawValue), "status": .string(state.clientStatus),
            "state": .string(state.name), "agent": .string(intent.agent.name),
            "agent_version": .integer(Int64(intent.agent.version)),
            "session_id": .optional(intent.session?.rawValue), "amount": amount.clientJSON,
            "recipient": .string(intent.payee.description),
            "pay_to": .optional(intent.payee.address?.checksummed),
            "resource": .string(intent.resource), "purpose": .string(intent.purpose),
        ]
        switch state {
        case .settled(let receipt):
            object["transaction"] = .string(receipt.transaction)
            object["simulated"] = .bool(receipt.isSimulated)
            object["charged"] = charged.clientJSON
        case .stopped(let reason), .unresolved(_, let reason):
            object["reason"] = .string(reason.sentence)
            object["reason_code"] = .string(reason.code.rawValue)
        case .awaitingApproval(let terms):
            object["approval_id"] = .string(terms.approval.rawValue)
        case .proposed, .reserved, .paying: break
        }
        return object
    }
}

extension PaymentRun.State {
    /// The four states that lists are filtered by; `state` says more.
    var clientStatus: String {
        switch self {
        case .proposed, .awaitingApproval, .reserved, .paying: "pending"
        case .unresolved: "unresolved"
        case .settled: "completed"
        case .stopped: "failed"
        }
    }
}

extension Approval {
    /// The payment decoded, and the hash that a decision must carry.
    var clientJSON: JSONValue {
        [
            "id": .string(id.rawValue), "status": .string(state.clientName),
            "hash": .string(hash), "run_id": .string(intent.run.rawValue),
            "payment": [
                "agent": .string(intent.agent.name), "amount": intent.amount.clientJSON,
                "recipient": .string(intent.payee.description),
                "pay_to": .optional(intent.payee.address?.checksummed),
                "resource": .string(intent.resource), "purpose": .string(intent.purpose),
                "tool": .string(intent.tool.name),
                "contract": .optional(intent.amount.asset.contract?.checksummed),
            ],
            "reason": .string(reason.sentence), "rule": .string(reason.rule),
            "approvers": .strings(approvers), "four_eyes": .bool(needsOtherPerson),
            "price_is_fixed": .bool(isPriceFixed),
            "created_at": .string(createdAt.rfc3339), "expires_at": .string(deadline.rfc3339),
        ]
    }
}

extension Approval.State {
    var clientName: String {
        switch self {
        case .pending: "pending"
        case .approved: "approved"
        case .rejected: "rejected"
        case .expired: "expired"
        case .replaced: "edited"
        case .withdrawn: "withdrawn"
        }
    }
}

extension LedgerEntry {
    var clientJSON: JSONValue {
        [
            "sequence": .integer(sequence), "run_id": .string(run.rawValue),
            "kind": .string(kind.rawValue), "debit": .string(debit.name),
            "credit": .string(credit.name), "atomic_units": .string(String(atomicUnits)),
            "asset": .string(asset), "at": .string(at.rfc3339),
            "previous_hash": .string(previousHash), "hash": .string(hash),
        ]
    }
}

extension JournalRecord {
    var clientJSON: JSONValue {
        [
            "position": .integer(position), "kind": .string(note.kind),
            "run_id": .optional(note.run), "session_id": .optional(note.session?.rawValue),
            "agent": .optional(note.agent), "detail": note.shownDetail, "at": .string(at.rfc3339),
            "previous_hash": .string(previousHash), "hash": .string(hash),
        ]
    }
}
