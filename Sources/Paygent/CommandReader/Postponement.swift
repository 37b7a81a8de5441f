import Domain
import JSON
import Language

extension CommandReader {
    /// Whether a message asks for something at another time than now: "pay Bob 5 USDC tomorrow",
    /// "on Friday send 1 USDC to 0x…". A time that belongs to what is bought, as in "the forecast for
    /// tomorrow", postpones nothing.
    public static func postpones(_ message: String) -> Bool { Postponement(message).isSaid }

    /// The same for a message that is read as this command. What a tool is given by name belongs
    /// to the tool when it is a time and nothing else: "call forecast with day tomorrow".
    public static func postpones(_ message: String, read command: Command) -> Bool {
        var rest = message
        for (name, value) in command.givenTexts where Postponement(value).isWhole {
            guard let range = rest.firstRange(of: value),
                isNamed(name, before: rest[..<range.lowerBound])
            else { continue }
            rest.replaceSubrange(range, with: "this")
        }
        return postpones(rest)
    }

    private static func isNamed(_ name: String, before text: Substring) -> Bool {
        var text = text
        while let last = text.last, " =:\"'".contains(last) { text.removeLast() }
        return text.lowercased().hasSuffix(name.lowercased())
    }
}

extension Command {
    /// What its tools are given as text, by name.
    fileprivate var givenTexts: [(name: String, value: String)] {
        switch self {
        case .use(let use):
            use.arguments.members.compactMap { member in
                member.value.string.map { (member.name, $0) }
            }
        case .multiStep(let commands): commands.flatMap(\.givenTexts)
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet,
            .claimWinnings, .addLiquidity, .removeLiquidity, .farm, .paymentHistory, .setBudget,
            .approve, .reject, .refuse, .none:
            []
        }
    }
}

private struct Postponement {
    private let text: CommandText

    init(_ message: String) { text = CommandText(message) }

    var isSaid: Bool {
        text.tokens.indices.contains { index in
            guard !text.isQuoted[index], let end = time(at: index) else { return false }
            return begins(index) || ends(end) && !belongs(index)
        }
    }

    /// A later time and nothing else.
    var isWhole: Bool { time(at: 0) == text.tokens.count }

    /// The end of the words for a later time that begin here.
    private func time(at index: Int) -> Int? {
        if let hit = Self.later.longest(in: text.tokens, at: index) { return hit.end }
        let key = text.key(index)
        guard let mention = text.mention(at: index + 1) else {
            return Self.onWords.contains(key) ? weekday(at: index + 1) : nil
        }
        switch mention.kind {
        case .duration where key == Self.in_: return mention.end
        case .date where Self.onWords.contains(key): return mention.end
        case .clock where Self.atWords.contains(key): return mention.end
        default: return nil
        }
    }

    private func weekday(at index: Int) -> Int? {
        let isDay = text.terms.at(index).contains {
            if case .weekday = $0.value { true } else { false }
        }
        return isDay ? index + 1 : nil
    }

    /// At the head of the message or of a part of it.
    private func begins(_ index: Int) -> Bool {
        index == 0 || text.isSign(index - 1, ",") || Self.joints.contains(text.key(index - 1))
    }

    /// At the end of the message or of a part of it.
    private func ends(_ index: Int) -> Bool {
        guard index < text.tokens.count else { return true }
        return text.tokens[index].kind == .sign || Self.joints.contains(text.key(index))
            || time(at: index) != nil
    }

    /// "for tomorrow", "of next week": said of the thing.
    private func belongs(_ index: Int) -> Bool {
        index > 0 && Self.ofWords.contains(text.key(index - 1))
    }

    private static let later = PhraseTable<Bool>([
        (
            true,
            """
            tomorrow, tmrw, tmr, tomorow, tommorow, tommorrow, the day after tomorrow, tonight, later,
            later today, later this week/month, this evening/afternoon/weekend,
            next week/month/year/weekend/time,
            next monday/tuesday/wednesday/thursday/friday/saturday/sunday,
            this monday/tuesday/wednesday/thursday/friday/saturday/sunday,
            at midnight, after midnight, at noon, in the morning/evening, on payday, some day, someday,
            at the end of the day/week/month, at month end, not now, not yet, morgen, manana
            """
        )
    ])
    private static let joints = WordSet(words: "and then please pls plz but also or so")
    private static let ofWords = WordSet(words: "for of about from s since until till")
    private static let onWords = WordSet(words: "on by before after this next")
    private static let atWords = WordSet(words: "at by after before")
    private static let in_ = WordKey.of("in")
}
