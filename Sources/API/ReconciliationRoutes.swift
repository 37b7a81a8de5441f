internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/reconciliation`: after a restore, what the books and the chain say of each other, and the
/// person's word that it was seen.
struct ReconciliationRoutes {
    let reconciliation: Reconciliation

    var routes: [Route] {
        let path = "/api/v1/reconciliation"
        return [
            .endpoint(
                .get, path, tag: "Ledger", "Whether payments may be signed, and what to compare",
                show),
            .endpoint(
                .post, path, tag: "Ledger", "Confirm the comparison; payments are signed again",
                request: Schema.object(["hash": "string"], required: ["hash"]), confirm),
        ]
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        do { return .json(try await reconciliation.report().clientJSON) } catch {
            throw Problem(error)
        }
    }

    private func confirm(_ request: Request) async throws(Problem) -> Response {
        try request.mustBeAdmin()
        let hash = try request.jsonObject().requiredString(
            "hash", example: "the hash that was shown")
        let booked: [ID<PaymentRun>]
        do {
            booked = try await reconciliation.confirm(hash: hash, by: request.caller ?? "owner")
        } catch { throw Problem(error) }
        return .json([
            "status": "clear", "booked": .strings(booked.map(\.rawValue)),
            "message": .string(
                booked.isEmpty
                    ? "Payments are signed again."
                    : "\(booked.count) payments were booked as paid; payments are signed again."),
        ])
    }
}

extension Reconciliation.Report {
    fileprivate var clientJSON: JSONValue {
        [
            "status": hold == nil ? "clear" : "held",
            "cause": .optional(hold?.cause.rawValue),
            "since": .optional(hold?.since.rfc3339),
            "sentence": .string(
                hold?.cause.sentence ?? "Payments are signed; there is nothing to confirm."),
            "open_payments": .array(open.map(\.clientJSON)),
            "unreadable": .strings(unreadable.map(\.rawValue)),
            "unknown_transfers": .array(
                unknown.map { transfer in
                    [
                        "transaction": .string(transfer.transaction),
                        "to": .optional(transfer.to?.checksummed),
                        "amount": transfer.amount.clientJSON, "at": .string(transfer.at.rfc3339),
                    ]
                }),
            "hash": .string(hash),
        ]
    }
}

extension Reconciliation.Report.Payment {
    fileprivate var clientJSON: JSONValue {
        var object = run.clientMembers
        switch testimony {
        case .paid(let receipt):
            object["chain"] = "paid"
            object["transaction"] = .string(receipt.transaction)
        case .notPaid: object["chain"] = "not_paid"
        case .unknown(let why):
            object["chain"] = "unknown"
            object["note"] = .string(why)
        }
        return .object(object)
    }
}
