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
        guard case .payment(let payment) = step.command, let amount = payment.amount else {
            return nil
        }
        return Money(atMost: amount, of: asset)
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

    /// A budget in dollars says nothing about tokens that are not counted in dollars.
    func budgetRefusal(of run: AgentRun, _ asset: Asset, tool: BuiltInTool) -> StepResult? {
        guard run.terms.budget != nil, UnitOfAccount(asset.symbol) != UnitOfAccount("USD") else {
            return nil
        }
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
