internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/approvals`: what waits for a person, and the person's answer.
struct ApprovalRoutes {
    let approvals: Approvals
    let runs: AgentRuns
    let events: any Events

    var routes: [Route] {
        let path = "/api/v1/approvals"
        return [
            .endpoint(
                .get, "\(path)/pending", tag: "Approvals", "What waits for a person", pending),
            .endpoint(
                .get, "\(path)/stream", tag: "Approvals",
                "What waits for a person, as events whenever it changes", follow),
            .endpoint(.get, "\(path)/{id}", tag: "Approvals", "One approval", show),
            .endpoint(
                .post, "\(path)/{id}/approve", tag: "Approvals", "Say yes to what was shown",
                request: Schema.object(
                    ["hash": "string", "approver": "string"], required: ["hash"]), approve),
            .endpoint(
                .post, "\(path)/{id}/reject", tag: "Approvals", "Say no",
                request: Schema.object(
                    ["hash": "string", "approver": "string", "reason": "string"]), reject),
            .endpoint(
                .post, "\(path)/{id}/edit", tag: "Approvals", "Ask anew for a smaller amount",
                request: Schema.object(
                    ["hash": "string", "amount": "string", "approver": "string"],
                    required: ["hash", "amount"]), edit),
        ]
    }

    private func pending(_ request: Request) async throws(Problem) -> Response {
        do {
            let waiting = try await approvals.pending(of: .local)
            return .list(
                waiting.map(\.clientJSON), and: ["total": .integer(Int64(waiting.count))])
        } catch { throw Problem(error) }
    }

    private func follow(_ request: Request) -> Response {
        ApprovalStream(approvals: approvals, events: events).response
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        .json(try await approval(request).clientJSON)
    }

    private func approve(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let hash = try body.requiredString("hash", example: "the hash that was shown")
        let approver = try Self.approver(body, request)
        let id = try await approval(request).id
        let outcome: PaymentOutcome
        do {
            outcome = try await approvals.approve(id, hash: hash, by: approver, of: .local)
        } catch { throw Problem(error) }
        return try await answer(id, outcome, "approved", "The payment was approved.")
    }

    private func reject(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let note = try body.optionalString("reason") ?? ""
        let approver = try Self.approver(body, request)
        let shown = try await approval(request)
        // A no needs no hash; whoever sends one means that payment and no other.
        if let hash = try body.optionalString("hash"), hash != shown.hash {
            throw Problem(PaymentFailure.approval(.changed))
        }
        let id = shown.id
        let outcome: PaymentOutcome
        do {
            outcome = try await approvals.reject(id, note: note, by: approver, of: .local)
        } catch { throw Problem(error) }
        return try await answer(
            id, outcome, "rejected", "The payment was rejected; nothing was paid.")
    }

    private func edit(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let hash = try body.requiredString("hash", example: "the hash that was shown")
        let text = try body.requiredString("amount", example: "0.50")
        let approver = try Self.approver(body, request)
        let shown = try await approval(request)
        let amount: Money
        do { amount = try Money(try Quantity(decimal: text), of: shown.intent.amount.asset) } catch
        {
            throw Problem.invalid(
                "amount",
                "'\(text)' is not an amount of \(shown.intent.amount.asset.symbol) such as 0.50.")
        }
        let outcome: PaymentOutcome
        do {
            outcome = try await approvals.edit(
                shown.id, amount: amount, hash: hash, by: approver, of: .local)
        } catch { throw Problem(error) }
        // The run asked for the larger payment; it ends, and the smaller one stands by itself.
        do { _ = try await runs.goOn(after: shown.intent.run, of: .local) } catch {
            throw Problem(error)
        }
        return try await answer(
            shown.id, outcome, "edited", "A new request for \(amount) took its place.")
    }

    /// The run that waited goes on at once.
    private func answer(
        _ id: ID<Approval>, _ outcome: PaymentOutcome, _ decision: String, _ message: String
    ) async throws(Problem) -> Response {
        do { _ = try await runs.goOn(after: outcome.run.id, of: .local) } catch {
            throw Problem(error)
        }
        return .json([
            "request_id": .string(id.rawValue), "decision": .string(decision),
            "message": .string(message), "payment": .object(outcome.run.clientMembers),
        ])
    }

    private func approval(_ request: Request) async throws(Problem) -> Approval {
        guard let id = request.parameter("id"), !id.isEmpty else {
            throw Problem(.approvalNotFound, "There is no approval with this id.")
        }
        do { return try await approvals.approval(ID(id), of: .local) } catch {
            throw Problem(error)
        }
    }

    /// Whose key it is. Where keys have no names, the one who reaches this service is its owner,
    /// unless they name themselves.
    private static func approver(
        _ body: JSONObject, _ request: Request
    ) throws(Problem) -> Approver {
        let claimed = try body.optionalString("approver").flatMap { $0.isEmpty ? nil : $0 }
        guard let caller = request.caller else {
            return Approver(name: claimed ?? "owner", isOwner: claimed ?? "owner" == "owner")
        }
        guard claimed == nil || claimed == caller else {
            throw Problem(
                .notAnApprover,
                "Your key is \(caller)'s, so only \(caller) can decide with it; leave 'approver' out."
            )
        }
        return Approver(name: caller, isOwner: caller == "owner")
    }
}
