import Domain
import JSON
import Paygent

// The step that looks up what an account holds.
extension AgentRuns {
    func checkBalance(_ step: PlanStep, _ policy: Policy) async -> StepResult {
        guard case .balanceCheck(let token, let account) = step.command else {
            return await balances([], of: wallet.address, step, policy)
        }
        let wanted = token.flatMap { $0 == "all" ? nil : [$0] } ?? []
        guard let account else { return await balances(wanted, of: wallet.address, step, policy) }
        let address: Address
        do { address = try Address(account) } catch {
            return .failed(
                "check_balance", step.command.params, code: "not_an_address",
                "'\(account)' is not an account. Give its address, 0x and 40 digits.")
        }
        return await balances(wanted, of: address, step, policy)
    }

    private func balances(
        _ tokens: [String], of account: Address, _ step: PlanStep, _ policy: Policy
    ) async -> StepResult {
        let balances: [Money]
        do {
            balances = try await wallet.balances(of: tokens, on: policy.network, account: account)
        } catch {
            return .failed(
                "check_balance", step.command.params, code: "chain_unavailable",
                "The chain could not be asked for the balance; try again in a moment.")
        }
        let list = balances.map(\.description).joined(separator: ", ")
        let held = list.isEmpty ? "nothing that this service knows" : list
        let holder = account == wallet.address ? "The wallet" : account.checksummed
        return .done(
            ToolCall(
                tool: "check_balance", arguments: step.command.params,
                result: [
                    "balances": .strings(balances.map(\.description)),
                    "simulated": .bool(wallet.isSimulated(on: policy.network)),
                    "sentence": "\(holder) holds \(held) on \(policy.network.title).",
                ], succeeded: true))
    }
}
