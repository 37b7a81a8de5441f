import Domain
import JSON
import Paygent

// The step that sends money to an account: no seller, no price; the same rules, ledger and signer.
extension AgentRuns {
    func transfer(
        _ step: PlanStep, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        let payment = Self.payment(of: run, step)
        if let stored = try await existing(payment) { return try await takeUp(stored, step) }
        let (recipient, amount): (Address, Money)
        do throws(StepRefusal) {
            (recipient, amount) = try await terms(of: step.command, policy)
        } catch {
            return .failed(
                BuiltInTool.transferTokens.rawValue, step.command.params, code: error.code,
                error.sentence, as: .refused)
        }
        if let later = unread(step.command) { return later }
        if let refusal = boundsRefusal(of: step, in: run, amount.asset, tool: .transferTokens) {
            return refusal
        }
        if let missing = await shortfall(amount, step) { return missing }
        let intent = PaymentIntent(
            run: payment, agent: actor(of: step, in: run), policyHash: policy.hash,
            payee: Payee(address: recipient), amount: amount, tool: .builtIn(.transferTokens),
            session: run.session, ceiling: ceiling(of: step, of: run, in: amount.asset),
            requester: run.terms.requester, purpose: run.text, doubt: step.doubt,
            team: run.team)
        return result(try await pay(intent, under: policy, of: run), step)
    }

    /// Why a step is not even proposed.
    private struct StepRefusal: Error {
        let code: String
        let sentence: String
    }

    private func terms(
        of command: Command, _ policy: Policy
    ) async throws(StepRefusal) -> (Address, Money) {
        guard case .transfer(let transfer) = command, let text = transfer.recipient else {
            throw StepRefusal(
                code: "no_recipient",
                sentence: "It is not said who gets the money. Nothing was sent.")
        }
        let recipient: Address
        do { recipient = try Address(text) } catch {
            throw StepRefusal(
                code: "recipient_not_an_address",
                sentence: Pointer(text) == nil
                    ? "'\(text)' is not an account. Give its address, 0x and 40 digits. "
                        + "Nothing was sent."
                    : "Nothing in this session tells which one is meant by '\(text)'. Give the "
                        + "address, 0x and 40 digits. Nothing was sent.")
        }
        guard transfer.network == nil || transfer.network == policy.network.rawValue else {
            throw StepRefusal(
                code: "network_not_allowed",
                sentence: "This agent pays on \(policy.network.title) only. Nothing was sent.")
        }
        let asset = try sendable(transfer.token ?? policy.currency, policy)
        switch transfer.portion {
        case .amount(let quantity) where !quantity.isZero:
            return (recipient, try amount(quantity, asset))
        case .percent(let percent) where !percent.isZero && percent <= Quantity(100):
            return (recipient, try await part(percent, asset))
        case .amount, .percent, nil:
            throw StepRefusal(
                code: "no_amount",
                sentence: "Say the exact amount, such as 0.10 USDC. Nothing was sent.")
        }
    }

    private func sendable(_ token: String, _ policy: Policy) throws(StepRefusal) -> Asset {
        // Dollars may be sent as any dollar token; a token that was named, as nothing else.
        let isCurrency = UnitOfAccount(token).name == token
        guard let asset = asset(token, for: policy), asset.domain != nil,
            isCurrency || asset.symbol == token
        else {
            throw StepRefusal(
                code: "no_asset",
                sentence: "\(token) on \(policy.network.title) cannot be sent by signature. "
                    + "Nothing was sent.")
        }
        return asset
    }

    /// Of what the wallet holds now, rounded down. From here on it is an amount like any other: that
    /// amount is judged, shown, approved and sent, whatever the balance becomes meanwhile.
    private func part(_ percent: Quantity, _ asset: Asset) async throws(StepRefusal) -> Money {
        let held: Money
        do { held = try await wallet.balance(of: asset) } catch {
            throw StepRefusal(
                code: "chain_unavailable",
                sentence: "The chain could not be asked for the balance; nothing was sent.")
        }
        let units = PaperExchange.part(percent, of: held.atomicUnits)
        guard units > 0 else {
            throw StepRefusal(
                code: "balance_too_low",
                sentence: "The wallet holds \(held), and \(percent) percent of that is nothing. "
                    + "Nothing was sent.")
        }
        return Money(atomicUnits: units, of: asset)
    }

    private func amount(
        _ quantity: Quantity, _ asset: Asset
    ) throws(StepRefusal) -> Money {
        do { return try Money(quantity, of: asset) } catch {
            throw StepRefusal(
                code: "amount_too_precise",
                sentence:
                    "\(asset.symbol) has \(asset.decimals) decimals, so \(quantity) cannot be "
                    + "sent exactly. Nothing was sent.")
        }
    }

    /// Asked first, because a signature that the chain refuses stays open until its time is over.
    private func shortfall(_ amount: Money, _ step: PlanStep) async -> StepResult? {
        let held: [Money]
        do {
            held = try await wallet.balances(of: [amount.asset.symbol], on: amount.asset.network)
        } catch {
            return .failed(
                BuiltInTool.transferTokens.rawValue, step.command.params, code: "chain_unavailable",
                "The chain could not be asked for the balance; nothing was sent.")
        }
        let balance = held.first { $0.asset == amount.asset }
        guard let balance, balance.atomicUnits < amount.atomicUnits else { return nil }
        return .failed(
            BuiltInTool.transferTokens.rawValue, step.command.params, code: "balance_too_low",
            "The wallet holds \(balance), less than \(amount). Nothing was sent.", as: .refused)
    }
}
