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
            .endpoint(
                .post, "\(path)/{id}", tag: "Ledger",
                "Close a payment that no chain answers for any more, with evidence",
                request: Schema.object(
                    [
                        "outcome": "string", "transaction": "string", "evidence": "string",
                        "forced_because": "string",
                    ], required: ["outcome", "evidence"]), close),
        ]
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        do { return .json(try await reconciliation.report().clientJSON) } catch {
            throw Problem(error)
        }
    }

    private func close(_ request: Request) async throws(Problem) -> Response {
        try request.mustBeAdmin()
        let body = try request.jsonObject()
        guard let text = request.parameter("id"), !text.isEmpty else {
            throw Problem(Reconciliation.Failure.notFound)
        }
        let closing = Reconciliation.Closing(
            transaction: try Self.transaction(body),
            evidence: try body.statement("evidence", example: "the explorer shows no transfer"),
            forcedBecause: try body.optionalString("forced_because") == nil
                ? nil : try body.statement("forced_because", example: "the seller is gone"),
            by: request.caller ?? "owner")
        do {
            let run = try await reconciliation.close(ID(text), closing)
            var object = run.clientMembers
            object["message"] = "It is closed by your word; the audit says so."
            return .json(.object(object))
        } catch { throw Problem(error) }
    }

    /// Nil for a payment that was not paid.
    private static func transaction(_ body: JSONObject) throws(Problem) -> String? {
        switch try body.requiredString("outcome", example: "not_paid") {
        case "not_paid": return nil
        case "paid":
            let text = try body.requiredString("transaction", example: "0x…")
            guard text.hasPrefix("0x"), text.utf8.count == 66,
                text.utf8.dropFirst(2).allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
            else {
                throw Problem.invalid("transaction", "'transaction' is 0x and 64 hexadecimal digits.")
            }
            return text
        default: throw Problem.invalid("outcome", "'outcome' is paid or not_paid.")
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

extension JSONObject {
    /// What a person states: some words, not a book.
    fileprivate func statement(_ name: String, example: String) throws(Problem) -> String {
        let text = try requiredString(name, example: example)
        guard text.contains(where: { !$0.isWhitespace }), text.utf8.count <= 1000 else {
            throw Problem.invalid(name, "'\(name)' says in 1 to 1000 characters how you know.")
        }
        return text
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
