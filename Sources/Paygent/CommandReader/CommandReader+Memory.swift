import Domain
import Language

extension CommandReader {
    /// Reads a command that may point at what the session remembers: "pay it again", "half of that
    /// to the second address", "and the other one".
    ///
    /// - Returns: What `read` answers where the text points at nothing, or at nothing that is
    ///   known: who is meant is never guessed.
    public static func read(_ text: String, in memory: SessionMemory) -> Command {
        let plain = read(text)
        if case .refuse = plain { return plain }
        guard !memory.isEmpty, pointsBack(text) else { return plain }
        if case .multiStep(let steps) = plain { return .multiStep(memory.resolved(steps)) }
        let command = read(text, after: memory.order(before: plain))
        if case .none = command { return memory.repeated(text) ?? command }
        return memory.resolved(command, said: repeats(text) ? command : plain)
    }

    /// Whether any word of a text may point at something before it. Cheap; says yes too often.
    public static func pointsBack(_ text: String) -> Bool {
        guard text.utf8.count <= 500 else { return false }
        let text = text.lowercased()
        // Characters cost twenty times what bytes do, and nearly every command is of ASCII.
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
            return text.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
                .contains { pointingWords.contains(String($0)) }
        }
        return text.utf8.split(whereSeparator: { !isWordByte($0) })
            .contains { pointingWords.contains(String(Substring($0))) }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static let pointingWords: Set<String> = [
        "again", "same", "repeat", "likewise", "redo", "it", "that", "this", "them", "him", "her",
        "other", "another", "first", "second", "third", "fourth", "fifth", "1st", "2nd", "3rd",
        "4th", "5th", "last", "latest", "cheapest", "cheaper", "one", "address", "account",
        "wallet", "service", "seller", "option", "result", "offer", "person", "once", "more",
    ]

    private static func repeats(_ text: String) -> Bool {
        text.lowercased().split(whereSeparator: { !$0.isLetter }).contains("again")
    }

    /// The accounts that somebody wrote, lower-case, in their order; none that is mistyped.
    static func addresses(in text: String) -> [String] {
        guard text.utf8.count <= bytesMax, text.contains("0x") else { return [] }
        let tokens = Tokens(text)
        return tokens.indices.compactMap { index in
            guard tokens[index].kind == .address else { return nil }
            do { return try Address(tokens.text(index ..<| (index + 1))).lowercased } catch {
                return nil
            }
        }
    }
}

extension SessionMemory {
    /// What a command that gives no object of its own goes on from.
    func order(before command: Command) -> Command? {
        let orders = commands.flatMap(\.orders)
        switch command {
        case .payment, .transfer: return orders.last { $0.payee != nil } ?? orders.last
        case .none, .swap, .balanceCheck, .serviceDiscovery, .subscribe, .cancelSubscription,
            .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet, .claimWinnings,
            .addLiquidity, .removeLiquidity, .farm, .paymentHistory, .setBudget, .approve, .reject,
            .use, .multiStep, .refuse:
            return orders.last
        }
    }

    /// "and the other one", "now the second": the last order for somebody else; "do that again":
    /// all of the last message.
    func repeated(_ text: String) -> Command? {
        if Self.repeats.contains(Self.words(text)) { return commands.last }
        guard let pointer = Pointer(text), pointer.place != .same, let party = party(pointer),
            let order = commands.flatMap(\.orders).last(where: { $0.payee != nil })
        else { return nil }
        return order.paying(party)
    }

    private static func words(_ text: String) -> String {
        text.lowercased().split(whereSeparator: { !$0.isLetter }).joined(separator: " ")
    }

    private static let repeats: Set<String> = [
        "again", "once more", "one more time", "do it again", "do that again", "repeat",
        "repeat that", "and again", "again please", "same again", "the same again",
        "do the same again",
        "run it again", "run that again",
    ]

    /// Names in place of what the commands point with. What a search in the same message will find
    /// is not known yet.
    func resolved(_ commands: [Command]) -> [Command] {
        var isSearched = false
        return commands.map { command in
            if case .serviceDiscovery = command { isSearched = true }
            return isSearched ? command : resolved(command, said: command)
        }
    }

    /// - Parameter said: the command without what it takes from before.
    func resolved(_ command: Command, said: Command) -> Command {
        if let pointer = command.payee.flatMap({ Pointer($0) }), let party = party(pointer) {
            return command.paying(party) ?? command
        }
        // "pay it" after a search: what was found, not what was searched for.
        if case .payment(let payment) = said, payment.recipient == nil, let first = found.first,
            case .serviceDiscovery? = commands.last?.orders.last
        {
            return said.paying(first.url) ?? command
        }
        return command
    }
}
