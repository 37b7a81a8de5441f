import Domain
import JSON
import Paygent

// The parts of a trade. The first one fixes the order; the later ones carry out exactly that order.
// What it gives is judged, reserved and accounted for as any payment is.
extension AgentRuns {
    func trade(
        _ step: PlanStep, _ part: TradePart, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        guard let venues else {
            return .refused(step, "no_venue", "This installation has no venue to trade at.")
        }
        let desk = TradeDesk(
            venues: venues, wallet: wallet, policy: policy, owner: run.agent.key)
        if part == .trade, step.command.spendsAtVenue {
            return try await spend(step, of: run, policy, venues)
        }
        do { return try await take(part, step, of: run, desk) } catch {
            return .refused(step, error.code, error.sentence)
        }
    }

    private func take(
        _ part: TradePart, _ step: PlanStep, of run: AgentRun, _ desk: TradeDesk
    ) async throws(VenueError) -> StepResult {
        switch part {
        case .quote: return .done(step, try await desk.quote(step.command))
        case .funds: return try await funds(step, of: run, desk)
        case .trade:
            let order = try desk.order(for: step.command)
            return try await act(order, step, of: run, desk)
        case .stopLoss, .takeProfit:
            let opened = run.plan.steps.last {
                $0.id < step.id && $0.command == step.command && $0.part == .trade
            }
            let position = opened.map { Self.payment(of: run, $0).rawValue }
            let order = try desk.stop(part, step.command, of: position)
            return try await act(order, step, of: run, desk)
        case .verify: return try await verify(step, of: run, desk)
        }
    }

    /// The order that an earlier step of the same command has fixed.
    private func quoted(before step: PlanStep, in run: AgentRun) -> QuotedOrder? {
        let quote = run.plan.steps.last {
            $0.id < step.id && $0.command == step.command && $0.part == .quote
        }
        return quote?.calls.last.flatMap { QuotedOrder(json: $0.result) }
    }

    private func funds(
        _ step: PlanStep, of run: AgentRun, _ desk: TradeDesk
    ) async throws(VenueError) -> StepResult {
        guard let quoted = quoted(before: step, in: run) else {
            return .refused(step, "no_quote", "There is no price to trade at. Nothing was done.")
        }
        return .done(step, try await desk.funds(for: quoted.order))
    }

    private func spend(
        _ step: PlanStep, of run: AgentRun, _ policy: Policy, _ venues: Venues
    ) async throws(Failure) -> StepResult {
        let payment = Self.payment(of: run, step)
        guard let quoted = quoted(before: step, in: run) else {
            return .refused(step, "no_quote", "There is no price to trade at. Nothing was done.")
        }
        let venue = venues.venue(of: quoted.order, on: policy.network)
        if let stored = try await existing(payment) {
            do {
                return await traded(try await payments.drive(stored), quoted, venue, step)
            } catch { throw failure(error) }
        }
        let tool = quoted.order.tool
        if let refusal = boundsRefusal(of: step, in: run, quoted.spends.asset, tool: tool) { return refusal }
        let intent = PaymentIntent(
            run: payment, agent: actor(of: step, in: run), policyHash: policy.hash,
            payee: Payee(name: venue.name.title, address: venue.account), amount: quoted.spends,
            tool: .builtIn(tool), session: run.session,
            ceiling: ceiling(of: step, of: run, in: quoted.spends.asset),
            offer: quoted.order.json, requester: run.terms.requester, purpose: run.text,
            doubt: step.doubt, team: run.team)
        return await traded(try await pay(intent, under: policy, of: run), quoted, venue, step)
    }

    private func traded(
        _ outcome: PaymentOutcome, _ quoted: QuotedOrder, _ venue: any TradingVenue,
        _ step: PlanStep
    ) async -> StepResult {
        guard case .settled(let receipt) = outcome.run.state else { return result(outcome, step) }
        let fill: Fill?
        do {
            fill = try await venue.fill(
                of: quoted.order, key: outcome.run.id.rawValue, transaction: receipt.transaction)
        } catch { fill = nil }
        return .done(
            ToolCall(
                tool: quoted.order.tool.rawValue, arguments: quoted.order.clientJSON,
                result: .object(
                    (fill?.clientMembers ?? [
                        "sentence": "It was carried out; what came back cannot be told now."
                    ]).with("payment_id", .string(outcome.run.id.rawValue))
                        .with("transaction", .string(receipt.transaction))
                        .with("simulated", .bool(receipt.isSimulated))),
                succeeded: true, cost: outcome.run.amount, payment: outcome.run.id))
    }

    /// What gives nothing away needs no budget; its key makes a repeat harmless all the same.
    private func act(
        _ order: VenueOrder, _ step: PlanStep, of run: AgentRun, _ desk: TradeDesk
    ) async throws(VenueError) -> StepResult {
        let venue = desk.venues.venue(of: order, on: desk.policy.network)
        let key = Self.payment(of: run, step).rawValue
        if let fill = try await venue.fill(of: order, key: key, transaction: "") {
            return .done(step, fill.call(order))
        }
        let standing: Standing
        do { standing = try await paymentRuns.standing(of: run.agent.key) } catch {
            throw .unavailable("whether the agent was stopped cannot be told")
        }
        guard !standing.isKilled else {
            throw .refused(
                code: "agent_killed", sentence: "This agent was stopped; nothing more is done.")
        }
        let ticket = OrderTicket(
            order, key: key, owner: run.agent.key,
            allowedBy: AllowDecision(
                id: key, agent: run.agent.key, killGeneration: standing.generation),
            at: clock.now())
        return .done(step, try await venue.carryOut(try await venue.prepare(ticket)).call(order))
    }

    private func verify(
        _ step: PlanStep, of run: AgentRun, _ desk: TradeDesk
    ) async throws(VenueError) -> StepResult {
        guard let quoted = quoted(before: step, in: run) else {
            return .done(step, try await desk.positions())
        }
        let trade = run.plan.steps.last {
            $0.id < step.id && $0.command == step.command && $0.part == .trade
        }
        guard let trade, let call = trade.calls.last,
            let transaction = call.result["transaction"]?.string,
            let fill = try await desk.venues.venue(of: quoted.order, on: desk.policy.network).fill(
                of: quoted.order, key: Self.payment(of: run, trade).rawValue,
                transaction: transaction)
        else {
            return .refused(
                step, "not_confirmed", "The venue does not confirm the trade; look at the logs.",
                as: .failed)
        }
        guard quoted.order.isMet(by: fill) else {
            return .refused(
                step, "not_confirmed",
                "Less came back than was agreed. \(fill.sentence) Look at the transaction "
                    + "\(fill.transaction).", as: .failed)
        }
        return .done(step, try await desk.verified(fill, quoted.order))
    }
}

extension AgentRuns.StepResult {
    static func done(_ step: PlanStep, _ call: ToolCall) -> Self {
        var call = call
        if let tool = step.tool { call.tool = tool.rawValue }
        return .done(call)
    }

    static func refused(
        _ step: PlanStep, _ code: String, _ sentence: String, as status: AgentRun.Status = .refused
    ) -> Self {
        .failed(
            step.tool?.rawValue ?? "none", step.command.params, code: code, sentence, as: status)
    }
}

extension Command {
    /// Whether money leaves for it, so that it is judged and reserved.
    var spendsAtVenue: Bool {
        switch self {
        case .swap, .addLiquidity, .removeLiquidity, .farm, .perpetualOpen, .predictionBet: true
        case .payment, .transfer, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualClose, .setStopLoss, .claimWinnings, .paymentHistory,
            .setBudget, .approve, .reject, .use, .multiStep, .refuse, .none:
            false
        }
    }
}

extension Fill {
    func call(_ order: VenueOrder) -> ToolCall {
        ToolCall(
            tool: order.tool.rawValue, arguments: order.clientJSON,
            result: .object(clientMembers), succeeded: true)
    }

    var clientMembers: JSONObject {
        [
            "venue": .string(venue.title), "transaction": .string(transaction),
            "received": .strings(received.map(\.description)), "simulated": .bool(isSimulated),
            "sentence": .string(sentence),
        ]
    }
}

extension JSONObject {
    func with(_ name: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
