internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent

/// What a client is told of a run: what was done, what it cost, and what waits for a person.
struct RunReport {
    let payments: any RunStore
    let approvals: Approvals
    let wallet: Wallet

    func json(_ run: AgentRun) async throws(Problem) -> JSONValue {
        let steps = run.plan.steps
        let calls = steps.flatMap(\.calls)
        let made = try await made(by: run)
        let waiting = try await waiting(made)
        return [
            "session_id": .optional(run.session?.rawValue), "run_id": .string(run.id.rawValue),
            "agent": .string(run.agent.name), "agent_version": .integer(Int64(run.agent.version)),
            "command": .string(run.text), "intent": .string(run.command.intent),
            "status": .string(status(run, made)), "waiting_for": .optional(waitsFor(run, made)),
            "result": .string(sentence(run, made, waiting)),
            "driver": .string(run.driver.rawValue), "model_use": run.modelUseJSON,
            "plan": run.plan.clientJSON, "tool_calls": .array(calls.map(\.clientJSON)),
            "payments": .array(made.map { .object($0.clientMembers) }),
            "approvals": .array(waiting.map(\.clientJSON)),
            "total_cost_usd": .optional(run.dollars?.moneyText),
            "cost": .array(run.costs.map(\.clientJSON)),
            "budget_limit_usd": .optional(run.terms.budget?.moneyText),
            "execution_log_id": .string(run.id.rawValue),
            "simulated": .bool(wallet.isWhollySimulated || run.isSimulated),
            "started_at": .string(run.startedAt.rfc3339),
            "ended_at": .optional(run.endedAt?.rfc3339),
        ]
    }

    /// The answer to an agent's or a team's `run`: its line of the history, and what it waits for.
    func line(_ run: AgentRun) async throws(Problem) -> JSONValue {
        let made = try await made(by: run)
        let waiting = try await waiting(made)
        var line = run.clientJSON.object ?? JSONObject()
        line["status"] = .string(status(run, made))
        line["output"] = .string(sentence(run, made, waiting))
        line["waiting_for"] = .optional(waitsFor(run, made))
        line["approvals"] = .array(waiting.map(\.clientJSON))
        return .object(line)
    }

    private func made(by run: AgentRun) async throws(Problem) -> [PaymentRun] {
        var made: [PaymentRun] = []
        for step in run.plan.steps where step.mayPay && step.status != .pending {
            do {
                let payment = AgentRuns.payment(of: run, step)
                if let stored = try await payments.run(payment) { made.append(stored.value) }
            } catch { throw Problem(error) }
        }
        return made
    }

    private func waiting(_ made: [PaymentRun]) async throws(Problem) -> [Approval] {
        var waiting: [Approval] = []
        for payment in made {
            guard case .awaitingApproval(let terms) = payment.state else { continue }
            do { waiting.append(try await approvals.approval(terms.approval, of: .local)) } catch {
                throw Problem(error)
            }
        }
        return waiting
    }

    /// A run whose money may or may not have moved is neither completed nor failed, and must not
    /// be tried anew: it is answered as one that waits, and `waiting_for` says for what.
    private func status(_ run: AgentRun, _ made: [PaymentRun]) -> String {
        waitsFor(run, made) == nil ? run.status.rawValue : AgentRun.Status.awaitingApproval.rawValue
    }

    private func waitsFor(_ run: AgentRun, _ made: [PaymentRun]) -> String? {
        switch run.status {
        case .awaitingApproval: "person"
        case .running: made.contains { $0.state.isOpen } ? "settlement" : nil
        case .completed, .refused, .failed, .cancelled: nil
        }
    }

    /// A run that has not ended says what it waits for.
    private func sentence(
        _ run: AgentRun, _ made: [PaymentRun], _ waiting: [Approval]
    ) -> String {
        switch run.status {
        case .completed, .refused, .failed, .cancelled: run.output
        case .running where made.contains { $0.state.isOpen }:
            "Whether the money moved is not known yet, so it stays set aside. Do not pay again: the "
                + "chain is asked until it is known, and GET /api/v1/logs/\(run.id) tells."
        case .running:
            if let time = run.plan.next?.retriesAt {
                "A call failed and is tried again at \(time.rfc3339)."
            } else {
                "It is being carried out."
            }
        case .awaitingApproval:
            "It waits for a person. " + waiting.map(\.reason.sentence).joined(separator: " ")
        }
    }
}

extension PaymentRun.State {
    /// Signed, and not known to be settled or void.
    fileprivate var isOpen: Bool {
        switch self {
        case .paying, .unresolved: true
        case .proposed, .awaitingApproval, .reserved, .settled, .stopped: false
        }
    }
}

extension AgentRun {
    /// The sum of what was paid in dollars and their coins; nil when it cannot be counted.
    var dollars: Quantity? {
        var sum = Quantity.zero
        for cost in costs where UnitOfAccount(cost.asset.symbol) == UnitOfAccount("USD") {
            do { sum = try sum.adding(cost.quantity) } catch { return nil }
        }
        return sum
    }
}

extension ToolCall {
    var clientJSON: JSONValue {
        [
            "tool": .string(tool), "arguments": arguments, "result": result,
            "succeeded": .bool(succeeded), "cost": cost?.clientJSON ?? .null,
            "payment_id": .optional(payment?.rawValue),
        ]
    }
}
