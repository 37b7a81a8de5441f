public import Domain
import Language

/// The currency rule: a bare number or `$` takes the stablecoin the owner picked, before or after.
///
/// Pure and repeatable: after every message the orchestrator settles the whole design anew from the
/// owner's words, so it does not matter in which order currency and amounts were given.
public enum CurrencyResolution {
    /// Stands for "no currency was said" while a message is being read; never leaves the reader.
    static let bare = ""

    /// The confidence of a currency that nobody picked: it follows from the amounts.
    static let derivedConfidence = 60

    /// The design with every amount in the currency that the owner's words give it, and with the
    /// common currency of all amounts when none was picked.
    ///
    /// - Parameter words: the words that set a slot, or nil when the owner did not set it. A
    ///   currency without words counts as derived and is derived anew.
    public static func settled(_ spec: AgentSpec, words: (Slot) -> String?) -> AgentSpec {
        var spec = spec
        let picked = words(.currency) == nil ? nil : spec.text(.currency)
        let amounts = Slot.limitSlots.compactMap { slot -> (Slot, TokenAmount, String?)? in
            guard let amount = spec.limit(slot)?.amount else { return nil }
            return (slot, amount, words(slot).map { named($0, or: amount.token) } ?? amount.token)
        }
        let common = picked ?? common(amounts.filter { !$0.1.quantity.isZero }.compactMap(\.2))
        for (slot, amount, name) in amounts {
            let token = token(name, chosen: common ?? amount.token)
            spec[slot] = .limit(.amount(TokenAmount(amount.quantity, token)))
        }
        settleTriggers(&spec, common)
        if picked == nil {
            let stated = Slot.limitSlots.compactMap { spec.limit($0)?.amount }.filter {
                !$0.quantity.isZero
            }
            let tokens = Set(stated.map(\.token))
            if tokens.count == 1, let token = tokens.first { spec[.currency] = .symbol(token) }
        }
        return spec
    }

    private static func settleTriggers(_ spec: inout AgentSpec, _ chosen: String?) {
        for slot in [Slot.schedule, .reportSchedule] where !spec.schedules(slot).isEmpty {
            let schedules = spec.schedules(slot).map { schedule -> Schedule in
                guard case .onBalance(let floor) = schedule else { return schedule }
                return .onBalance(
                    below: TokenAmount(floor.quantity, token(floor.token, chosen: chosen)))
            }
            spec[slot] = .schedules(schedules)
        }
    }

    /// The one currency that all these names agree on; `$` joins the dollar coin beside it.
    static func common(_ names: [String]) -> String? {
        let distinct = Set(names.filter { $0 != bare })
        if distinct.count == 1 { return distinct.first }
        let others = distinct.subtracting(["USD"])
        guard others.count == 1, let coin = others.first, Currency.isDollarCoin(coin) else {
            return nil
        }
        return coin
    }

    /// What an amount is counted in, given how it was named and what was chosen.
    static func token(_ name: String?, chosen: String?) -> String {
        guard let name, name != bare else { return chosen ?? "USD" }
        switch (name, chosen) {
        case ("USD", let coin?) where Currency.isDollarCoin(coin) || Currency.isDollar(coin):
            return coin
        case ("EUR", "EURC"): return "EURC"
        case ("GBP", "GBPT"): return "GBPT"
        default: return name
        }
    }

    /// The currency that these words name; nil for a bare number.
    private static func named(_ words: String, or stored: String) -> String? {
        let tokens = Tokens(words)
        let mentions = MentionReader(tokens, Term.table.hits(in: tokens)).all()
        let amounts = mentions.compactMap(\.amount)
        // "double that" names none and keeps what it was resolved to, and so do cents of euros.
        guard !amounts.isEmpty, !mentions.contains(where: { $0.isBareCents(in: tokens) }) else {
            return stored
        }
        return amounts.lazy.compactMap(\.token).first
    }
}

extension Mention {
    /// "10 cents", of whichever money.
    func isBareCents(in tokens: Tokens) -> Bool {
        amount?.token == "USD" && self.tokens.count == 2
            && Self.cents.contains(tokens[end - 1].key)
    }

    private static let cents = WordSet(words: "cent cents")
}

extension Slot {
    /// Slots that hold an amount.
    static let limitSlots = allCases.filter { $0.kind == .limit }
}

extension Reading {
    /// The design after this reading, and the words that set each of its slots.
    ///
    /// Changes below `SlotChange.confidenceMin` are left out; currencies are settled.
    public func applied(
        to spec: AgentSpec, words: [Slot: String], message: String
    ) -> (spec: AgentSpec, words: [Slot: String]) {
        var (spec, words) = (spec, words)
        let bytes = Array(message.utf8)
        for change in changes where change.confidence >= SlotChange.confidenceMin {
            spec.apply(change.operation, to: change.slot)
            words[change.slot] =
                spec[change.slot] == nil
                ? nil
                : String(
                    decoding: bytes[change.span.clamped(to: 0 ..<| bytes.count)], as: UTF8.self)
        }
        return (CurrencyResolution.settled(spec) { words[$0] }, words)
    }
}
