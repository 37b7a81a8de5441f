import Domain
import JSON
import Paygent

// What a caller allows for one payment and for a whole run, beside the agent's own rules.
extension AgentRuns {
    /// The smaller of what the command names and what is left of the run's budget.
    func ceiling(of step: PlanStep, of run: AgentRun, in asset: Asset) -> Money? {
        let ceilings = [named(in: step, asset), remaining(of: run, in: asset)].compactMap(\.self)
        return ceilings.min { $0.atomicUnits < $1.atomicUnits }
    }

    /// An amount in the command is the most that may be paid for it.
    private func named(in step: PlanStep, _ asset: Asset) -> Money? {
        step.command.amountMax.map { Money(atMost: $0.amount, of: asset) }
    }

    /// What the steps before have left of the budget; nil when there is none.
    private func remaining(of run: AgentRun, in asset: Asset) -> Money? {
        guard let budget = run.terms.budget else { return nil }
        let spent = run.costs.reduce(into: UInt128(0)) { sum, cost in
            let part = Self.roundedUp(cost, to: asset.decimals)
            let (total, overflow) = sum.addingReportingOverflow(part)
            sum = overflow ? .max : total
        }
        let whole = Money(atMost: budget, of: asset).atomicUnits
        return Money(atomicUnits: whole > spent ? whole - spent : 0, of: asset)
    }

    /// What cannot be counted in these decimals counts as everything.
    private static func roundedUp(_ cost: Money, to decimals: UInt8) -> UInt128 {
        do { return try cost.quantity.scaled(to: decimals) } catch { return .max }
    }

    /// Bounds in one currency say nothing about a payment in another: a budget is in dollars, and
    /// "at most 5 CRO" is not 5 USDC.
    func boundsRefusal(
        of step: PlanStep, in run: AgentRun, _ asset: Asset, tool: BuiltInTool
    ) -> StepResult? {
        let unit = UnitOfAccount(asset.symbol)
        if let token = step.command.amountMax?.token, UnitOfAccount(token) != unit {
            return .failed(
                tool.rawValue, step.command.params, code: "currency_mismatch",
                "The amount is in \(token), and this agent pays in \(asset.symbol); nothing was "
                    + "paid. Say the amount in \(asset.symbol), or leave it out.", as: .refused)
        }
        guard run.terms.budget != nil, unit != UnitOfAccount("USD") else { return nil }
        return .failed(
            tool.rawValue, ["token": .string(asset.symbol)], code: "budget_not_comparable",
            "The budget is in dollars, and this payment would be in \(asset.symbol); nothing was paid.",
            as: .refused)
    }

    /// A command for later or for again and again is not one payment now.
    func unread(_ command: Command) -> StepResult? {
        let (tool, schedule): (BuiltInTool, String?) =
            switch command {
            case .payment(let payment): (.x402Payment, payment.schedule)
            case .transfer(let transfer): (.transferTokens, transfer.schedule)
            default: (.x402Payment, nil)
            }
        guard let schedule, schedule != Schedule.onRequest.description else { return nil }
        return .failed(
            tool.rawValue, command.params, code: "not_in_this_version",
            "A command is one payment now, and nothing was paid. To repeat it, add a time: on the page "
                + "under Agents, or by PUT /api/v1/agents/{name}/triggers/{id}."
        )
    }
}

extension Command {
    /// What may be paid at the most for what is bought; nil where the words name no bound.
    fileprivate var amountMax: (amount: Quantity, token: String?)? {
        switch self {
        case .payment(let payment): payment.amount.map { ($0, payment.token) }
        case .subscribe(let subscribing): subscribing.amount.map { ($0, subscribing.token) }
        default: nil
        }
    }
}

extension PaymentIntent.Quote {
    /// - Returns: nil where the listed price is counted in another currency.
    init?(listed: TokenAmount, in asset: Asset) {
        guard UnitOfAccount(listed.token) == UnitOfAccount(asset.symbol) else { return nil }
        self.init(amount: Money(atMost: listed.quantity, of: asset))
    }
}
