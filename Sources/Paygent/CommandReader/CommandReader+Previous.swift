import Domain
import Language

extension CommandReader {
    /// Reads a command that may point at the one before it: "pay it again", "the same to Noor",
    /// "half of that", "send her 5 more".
    ///
    /// - Parameter previous: What was last asked for in this session; nil when nothing was.
    /// - Returns: What `read` answers where the text points at nothing.
    public static func read(_ text: String, after previous: Command?) -> Command {
        let command = read(text)
        if case .refuse = command { return command }
        guard let previous, text.utf8.count <= 500 else { return command }
        return Reference(CommandText(text), to: previous).resolved(command) ?? command
    }
}

private struct Reference {
    let text: CommandText
    let previous: Command
    let segment: Segment

    init(_ text: CommandText, to previous: Command) {
        self.text = text
        self.previous = previous
        segment = Segment(text, 0 ..<| text.tokens.count)
    }

    /// Nil when the text points at nothing, or is no order at all.
    func resolved(_ command: Command) -> Command? {
        guard !isQuestionOrDenial, segment.range.count <= 20 else { return nil }
        if let share = share() { return changed(share: share) }
        if says(Self.repeats) { return changed(share: nil) }
        guard says(Self.pronouns) else { return nil }
        return filled(command)
    }

    private var isQuestionOrDenial: Bool {
        text.tokens.list.contains { $0.isSign("?") }
            || text.cues.all.contains {
                $0.value == .negation || $0.value == .hypothetical || $0.value == .withdrawn
                    || $0.value == .reported
            }
    }

    private func says(_ words: WordSet) -> Bool {
        segment.range.contains { words.contains(text.key($0)) && !text.isQuoted[$0] }
    }

    private static let repeats = WordSet(words: "again same repeat likewise redo")
    private static let pronouns = WordSet(words: "it that them him her")
    private static let those = WordSet(words: "that it")

    /// "half of that", "double it", "twice that".
    private func share() -> (times: UInt64, over: UInt64)? {
        for index in segment.range {
            let share: (UInt64, UInt64)
            switch text.key(index) {
            case Self.half: share = (1, 2)
            case Self.third: share = (1, 3)
            case Self.quarter: share = (1, 4)
            case Self.double, Self.twice: share = (2, 1)
            default: continue
            }
            let next = text.key(index + 1) == Words.of ? index + 2 : index + 1
            if Self.those.contains(text.key(next)) { return share }
        }
        return nil
    }

    private static let half = WordKey.of("half")
    private static let third = WordKey.of("third")
    private static let quarter = WordKey.of("quarter")
    private static let double = WordKey.of("double")
    private static let twice = WordKey.of("twice")

    /// The previous command with the amount, share or recipient that the text gives.
    private func changed(share: (times: UInt64, over: UInt64)?) -> Command? {
        let said = segment.mainAmount(segment.amounts())
        if let said, said.valid == nil { return .refuse(.invalidAmount) }
        if Refusals(text).hasInvalidAddress(in: segment.range) { return .refuse(.invalidAddress) }
        var amount = said?.valid
        if let share {
            guard let before = previous.amount else { return nil }
            guard let scaled = try? before.multiplied(by: Quantity(share.times)) else {
                return .refuse(.invalidAmount)
            }
            amount = scaled.divided(by: share.over)
        }
        let recipient = recipient()
        if amount == nil, recipient == nil { return previous.isOrder ? previous : nil }
        return previous.revised(amount: amount, token: said?.token, recipient: recipient)
    }

    private func recipient() -> String? {
        if let entity = segment.entity() { return entity.text }
        let to = segment.range.first { text.key($0) == Words.to }
        return to.flatMap { segment.name(from: $0 + 1)?.text }
    }

    /// "send him 5 USDC", "pay it": what the pronoun stands for comes from before.
    private func filled(_ command: Command) -> Command? {
        switch command {
        case .payment(var payment) where payment.recipient == nil:
            payment.recipient = previous.party
            if payment.amount == nil {
                (payment.amount, payment.token) = (previous.amount, previous.unit)
            }
            return .payment(payment)
        case .transfer(var transfer) where transfer.recipient == nil || transfer.portion == nil:
            transfer.recipient = transfer.recipient ?? previous.party
            if transfer.portion == nil, transfer.token == nil {
                transfer.portion = previous.amount.map { .amount($0) }
                transfer.token = previous.unit
            }
            return .transfer(transfer)
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet,
            .claimWinnings, .addLiquidity, .removeLiquidity, .farm, .paymentHistory, .setBudget,
            .approve, .reject,
            .use, .multiStep, .refuse, .none:
            return nil
        }
    }
}

extension Command {
    fileprivate var amount: Quantity? {
        switch self {
        case .payment(let payment): payment.amount
        case .transfer(let transfer): Self.amount(transfer.portion)
        case .swap(let swap): Self.amount(swap.portion)
        case .subscribe(let subscribing): subscribing.amount
        case .setBudget(let budget): budget.amount
        case .balanceCheck, .serviceDiscovery, .cancelSubscription, .perpetualOpen, .perpetualClose,
            .setStopLoss, .predictionBet, .claimWinnings, .addLiquidity, .removeLiquidity, .farm,
            .paymentHistory, .approve,
            .reject, .use, .multiStep, .refuse, .none:
            nil
        }
    }

    private static func amount(_ portion: Portion?) -> Quantity? {
        if case .amount(let amount) = portion { amount } else { nil }
    }

    fileprivate var unit: String? {
        switch self {
        case .payment(let payment): payment.token
        case .transfer(let transfer): transfer.token
        case .subscribe(let subscribing): subscribing.token
        case .swap, .balanceCheck, .serviceDiscovery, .cancelSubscription, .perpetualOpen,
            .perpetualClose, .setStopLoss, .predictionBet, .claimWinnings, .addLiquidity,
            .removeLiquidity, .farm,
            .paymentHistory, .setBudget, .approve, .reject, .use, .multiStep, .refuse, .none:
            nil
        }
    }

    /// Whom it pays, or what it found.
    fileprivate var party: String? {
        switch self {
        case .payment(let payment): payment.recipient
        case .transfer(let transfer): transfer.recipient
        case .subscribe(let subscribing): subscribing.service
        case .serviceDiscovery(let discovery): discovery.query
        case .swap, .balanceCheck, .cancelSubscription, .perpetualOpen, .perpetualClose,
            .setStopLoss, .predictionBet, .claimWinnings, .addLiquidity, .removeLiquidity, .farm,
            .paymentHistory,
            .setBudget, .approve, .reject, .use, .multiStep, .refuse, .none:
            nil
        }
    }

    /// Something that may be asked for twice.
    fileprivate var isOrder: Bool {
        switch self {
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .paymentHistory,
            .predictionBet, .perpetualOpen, .addLiquidity, .removeLiquidity, .farm:
            true
        case .subscribe, .cancelSubscription, .perpetualClose, .setStopLoss, .claimWinnings,
            .setBudget, .approve, .reject, .use, .multiStep, .refuse, .none:
            false
        }
    }
}
