public import Domain
internal import JSON

/// A command that a model proposed, as it may be planned.
public struct CheckedProposal: Sendable, Hashable {
    /// The model's, or tighter.
    public var command: Command
    /// Why a person has to say yes before money moves, whatever its amount; nil: the rules decide.
    public var doubt: String?
}

extension Origins {
    /// Whether a command may be planned, by where its payee and its amount come from.
    ///
    /// - Throws: `origin_unknown` for a payee that stands nowhere, and for an order to trade whose
    ///   figures the person did not give.
    public func checked(
        _ command: Command, after run: AgentRun, _ policy: Policy
    ) throws(CallRefusal) -> CheckedProposal {
        var proposal: CheckedProposal
        switch command {
        case .payment(let payment): proposal = try checked(payment, policy)
        case .transfer(let transfer): proposal = try checked(transfer)
        case .use(let use): proposal = try checked(use)
        case .swap, .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet,
            .claimWinnings, .addLiquidity, .removeLiquidity, .farm:
            proposal = try checkedTrade(command, policy)
        case .subscribe: proposal = try checkedSubscription(command, after: run)
        case .balanceCheck, .serviceDiscovery, .paymentHistory, .cancelSubscription:
            return CheckedProposal(command: command)
        case .setBudget, .approve, .reject, .multiStep, .refuse, .none:
            throw CallRefusal("unknown_tool", "No tool does this. Nothing was done.")
        }
        if run.hasBegun(proposal.command) {
            proposal.doubt =
                proposal.doubt ?? "This run has begun the same payment once already."
        }
        if isHeldBack {
            proposal.doubt =
                "The message that began this run denies, asks or supposes something, or is for "
                + "another time, so it is no clear order to pay now."
        }
        return proposal
    }

    /// A purchase: the seller asks the price, so the amount is a ceiling, and only ever gets lower.
    private func checked(
        _ payment: Command.Payment, _ policy: Policy
    ) throws(CallRefusal) -> CheckedProposal {
        guard let text = payment.recipient, let page = WebAddress(text) else {
            throw CallRefusal("bad_arguments", "'url' is no web address. Nothing was paid.")
        }
        var bounded = payment
        if let most = most(for: page, in: policy.currency), let amount = payment.amount {
            bounded.amount = min(amount, most)
        }
        let doubt = try doubt(about: source(of: page, written: text), "The address \(text)")
        return CheckedProposal(command: .payment(bounded), doubt: doubt)
    }

    private func checked(_ transfer: Command.Transfer) throws(CallRefusal) -> CheckedProposal {
        let command = Command.transfer(transfer)
        // A name is no account: the step says so, and sends nothing.
        guard let text = transfer.recipient, let account = Self.address(text) else {
            return CheckedProposal(command: command)
        }
        let doubt = try doubt(about: source(of: account), "The account \(account)")
        guard case .amount(let amount) = transfer.portion, let token = transfer.token else {
            return CheckedProposal(command: command, doubt: doubt)
        }
        if let doubt { return CheckedProposal(command: command, doubt: doubt) }
        guard !isNamed(amount, token) else { return CheckedProposal(command: command) }
        let origin = isOutside(amount).map { "comes from what \($0) answered" }
        return CheckedProposal(
            command: command,
            doubt: "The amount of \(amount) \(token) \(origin ?? "was named by nobody").")
    }

    /// An owner's tool may hand money on by itself, so an account it is given must be a known one.
    private func checked(_ use: Command.ToolUse) throws(CallRefusal) -> CheckedProposal {
        let text = JSONValue.object(use.arguments).text
        for account in CommandReader.addresses(in: text).compactMap(Self.address) {
            guard let source = source(of: account), !source.isOutside else {
                throw CallRefusal(
                    "origin_unknown",
                    "\(account) was named neither by the owner nor by the design, so \(use.tool) is "
                        + "not called with it. Nothing was called.")
            }
        }
        return CheckedProposal(command: .use(use))
    }

    /// The run's subscription is kept under the run, so that there is one.
    private func checkedSubscription(
        _ command: Command, after run: AgentRun
    ) throws(CallRefusal) -> CheckedProposal {
        let isSecond = run.plan.steps.contains {
            if case .subscribe = $0.command { $0.command != command } else { false }
        }
        guard !isSecond else {
            throw CallRefusal(
                "one_subscription", "One run subscribes to one service. Nothing was paid.")
        }
        return CheckedProposal(command: command)
    }

    /// Every number, market, side and outcome of a trade is the person's own.
    private func checkedTrade(
        _ command: Command, _ policy: Policy
    ) throws(CallRefusal) -> CheckedProposal {
        guard !isHeldBack else {
            throw CallRefusal(
                "origin_unknown",
                "The message is no clear order to trade now. Nothing was done.")
        }
        guard command.isAboutShares else { return try checkedFigures(of: command, policy) }
        guard Self.poolWords.contains(where: words.contains) else {
            throw CallRefusal(
                "origin_unknown",
                "The owner did not speak of a pool or a farm, so nothing is moved there. Nothing "
                    + "was done.")
        }
        return try checkedFigures(of: command, policy)
    }

    /// Such orders may be complete without a figure.
    private static let poolWords = ["liquidity", "pool", "farm", " lp", "stake"]

    private func checkedFigures(
        of command: Command, _ policy: Policy
    ) throws(CallRefusal) -> CheckedProposal {
        for member in command.params.object?.members ?? [] where member.name != "action" {
            guard let text = member.value.string, !isSaid(text, policy) else { continue }
            throw CallRefusal(
                "origin_unknown",
                "The owner did not say '\(text.prefix(80))', so this trade is not made. Ask them to "
                    + "give the whole order.")
        }
        return CheckedProposal(command: command)
    }

    private func isSaid(_ text: String, _ policy: Policy) -> Bool {
        // A year or a time of day is no amount: figures count as the numbers they were read as.
        if let number = JSONValue.string(text).quantity { return numbers.contains(number) }
        return policy.spendableTokens.contains(text) || text == "to" || isNamed(text)
    }

    /// Whether the person's words have this name as a whole: "eth" does not stand in "method".
    private func isNamed(_ name: String) -> Bool {
        let (said, name) = (Array(words.utf8), Array(name.lowercased().utf8))
        guard !name.isEmpty, said.count >= name.count else { return false }
        return (0...said.count - name.count).contains { start in
            let end = start + name.count
            return said[start..<end].elementsEqual(name)
                && !(start > 0 && Self.isInWord(said[start - 1]))
                && !(end < said.count && Self.isInWord(said[end]))
        }
    }

    private static func isInWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: false
        }
    }

    /// - Returns: nil for a source that may be acted on.
    private func doubt(about source: Source?, _ what: String) throws(CallRefusal) -> String? {
        switch source {
        case .owner, .design, .registry: return nil
        case .outside(let tool):
            return "\(what) was not named by the owner: it comes from what \(tool) said."
        case nil:
            throw CallRefusal(
                "origin_unknown",
                "\(what) stands neither in the owner's message nor in the design or the registry. "
                    + "Nothing was paid.")
        }
    }

    private static func address(_ text: String) -> Address? {
        do { return try Address(text) } catch { return nil }
    }
}

extension Command {
    fileprivate var isAboutShares: Bool {
        switch self {
        case .removeLiquidity, .farm: true
        default: false
        }
    }
}

extension AgentRun {
    /// Whether a step with this command was begun, so that it would be done a second time.
    fileprivate func hasBegun(_ command: Command) -> Bool {
        plan.steps.contains { step in
            guard step.mayPay, step.status != .skipped, step.status != .failed else { return false }
            return switch (step.command, command) {
            case (.payment(let one), .payment(let other)): one.recipient == other.recipient
            case (.use, .use): false
            default: step.command == command
            }
        }
    }
}
