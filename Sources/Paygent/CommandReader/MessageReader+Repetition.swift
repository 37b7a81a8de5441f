import Domain
import Language

// Several orders with one verb.
extension MessageReader {
    /// "send 5 USDC to Yusuf and 7 USDC to Mirela".
    func repeated(_ piece: CommandSplitter.Piece) -> Command? {
        guard openHead.hasAny(Cues(.send, .give, .pay)), let range = open else { return nil }
        let segment = Segment(text, piece.range)
        if let name = sameFor(segment) {
            guard let first = inherited ?? read(range), first.isSum else { return nil }
            return first.revised(amount: nil, token: nil, recipient: name.text)
        }
        guard segment.head.isEmpty, let amount = segment.amounts().first,
            let name = name(in: segment, beside: amount)
        else { return nil }
        guard let first = inherited ?? read(range), first.payee != nil, first.isSum else {
            return nil
        }
        guard let value = amount.valid else { return .refuse(.invalidAmount) }
        if refusals.hasInvalidAddress(in: piece.range) { return .refuse(.invalidAddress) }
        if case .payment = first {
            return .payment(.init(amount: value, token: amount.token, recipient: name.text))
        }
        return .transfer(
            .init(portion: .amount(value), token: amount.token, recipient: name.text))
    }

    /// "and the same to Mirela": who gets as much.
    private func sameFor(_ segment: Segment) -> SaidName? {
        guard let same = segment.range.prefix(2).first(where: { text.key($0) == Self.same }),
            text.key(same + 1) == Words.to
        else { return nil }
        return segment.entity() ?? segment.name(from: same + 2)
    }

    private static let same = WordKey.of("same")

    /// "7 USDC to Mirela", "Mirela 7 USDC".
    private func name(in segment: Segment, beside amount: SaidAmount) -> SaidName? {
        if amount.tokens.lowerBound == segment.start {
            guard text.key(amount.tokens.upperBound) == Words.to else { return nil }
            return segment.entity() ?? segment.name(from: amount.tokens.upperBound + 1)
        }
        guard let name = segment.entity() ?? segment.name(from: segment.start),
            name.tokens == segment.start ..<| amount.tokens.lowerBound,
            amount.tokens.upperBound == segment.range.upperBound
        else { return nil }
        return name
    }

    /// "send Ana and Bo 5 USDC each": as many orders as there are names.
    func shared(_ command: Command, _ range: Range<Int>) -> [Command] {
        guard let payee = command.payee,
            range.contains(where: { Self.eaches.contains(text.key($0)) && !isTimed($0) })
        else { return [command] }
        let groups = payee.split(separator: " ").split { $0.lowercased() == "and" || $0 == "&" }
        guard groups.count > 1 else { return [command] }
        return groups.compactMap { group in
            command.revised(amount: nil, token: nil, recipient: group.joined(separator: " "))
        }
    }

    private static let eaches = WordSet(words: "each apiece")

    /// "each day", "each Monday".
    private func isTimed(_ index: Int) -> Bool {
        text.terms.at(index + 1).contains {
            switch $0.value {
            case .unit, .weekday, .month: true
            default: false
            }
        }
    }
}

extension Command {
    /// A payment or transfer that says how much.
    fileprivate var isSum: Bool {
        switch self {
        case .payment(let payment): payment.amount != nil
        case .transfer(let transfer): transfer.portion != nil
        default: false
        }
    }
}
