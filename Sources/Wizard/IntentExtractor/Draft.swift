import Domain
import Language

/// What the readers have found so far, and which words they have used up.
struct Draft {
    let message: AnnotatedMessage
    let context: ReadingContext
    private(set) var changes: [SlotChange] = []
    private(set) var problems: [ReadingProblem] = []
    private var used: [Bool]
    /// Slots whose amount reads otherwise in money with two decimals: `1.300`.
    private var thousands: [Slot: Amount] = [:]

    init(_ message: AnnotatedMessage, _ context: ReadingContext) {
        self.message = message
        self.context = context
        used = Array(repeating: false, count: message.tokens.count)
    }

    var topic: Slot? { if case .slot(let slot) = context.topic { slot } else { nil } }

    /// Sets a slot; what an earlier part of the message set is replaced.
    mutating func set(
        _ slot: Slot, _ value: SlotValue, _ tokens: Range<Int>, confidence: Int = 90
    ) {
        guard !value.isEmpty else { return }
        changes.removeAll { $0.slot == slot && Self.isSet($0.operation) }
        changes.append(
            SlotChange(slot, .set(value), span: message.span(tokens), confidence: confidence))
        use(tokens)
    }

    /// Keeps what was found before.
    mutating func offer(
        _ slot: Slot, _ value: SlotValue, _ tokens: Range<Int>, confidence: Int = 70
    ) {
        if value.isEmpty || changes.contains(where: { $0.slot == slot }) { return }
        set(slot, value, tokens, confidence: confidence)
    }

    mutating func change(
        _ slot: Slot, _ operation: SlotChange.Operation, _ tokens: Range<Int>, confidence: Int = 90,
        uses: Bool = true
    ) {
        changes.append(
            SlotChange(slot, operation, span: message.span(tokens), confidence: confidence))
        if uses { use(tokens) }
    }

    /// The decisions that the message takes back, as far as there are any.
    mutating func takeBack() {
        for removal in message.removals {
            if context.spec[removal.slot] == nil {
                problem(
                    "nothing_to_remove", removal.slot,
                    "\(removal.slot.title.capitalizedFirst): nothing is decided there, so there is "
                        + "nothing to take back.", removal.tokens)
            } else {
                change(removal.slot, .clear, removal.tokens)
            }
        }
    }

    mutating func problem(_ code: String, _ slot: Slot?, _ sentence: String, _ tokens: Range<Int>) {
        problems.append(
            ReadingProblem(code: code, slot: slot, sentence: sentence, span: message.span(tokens)))
    }

    /// Whether this message gave the slot an amount with its currency.
    func isNamed(_ slot: Slot) -> Bool {
        changes.contains {
            guard $0.slot == slot, case .set(.limit(.amount(let amount))) = $0.operation else {
                return false
            }
            return amount.token != CurrencyResolution.bare
        }
    }

    mutating func remove(_ slot: Slot) { changes.removeAll { $0.slot == slot } }

    mutating func use(_ tokens: Range<Int>) {
        for index in tokens where used.indices.contains(index) { used[index] = true }
    }

    func isUsed(_ index: Int) -> Bool { used[index] }
    func isUsed(_ range: Range<Int>) -> Bool { range.contains { used[$0] } }

    func has(_ slot: Slot) -> Bool { changes.contains { $0.slot == slot } }

    /// The value that this message sets, or else the one known before.
    func value(_ slot: Slot) -> SlotValue? {
        for change in changes.reversed() where change.slot == slot {
            if case .set(let value) = change.operation { return value }
        }
        return context.spec[slot]
    }

    func limit(_ slot: Slot) -> TokenAmount? {
        if case .limit(.amount(let amount)) = value(slot) { amount } else { nil }
    }

    mutating func noteThousands(_ slot: Slot, _ amount: Amount) {
        thousands[slot] = amount.token == nil && amount.thousands != nil ? amount : nil
    }

    /// Every amount in its currency, as far as it is known now.
    mutating func settleCurrency() {
        let spec = context.spec
        let named = changes.compactMap { change -> String? in
            if case .set(.limit(.amount(let amount))) = change.operation {
                amount.token
            } else {
                nil
            }
        }
        // "a ride is 14 euro, so 18 at most": the currency of what is only told.
        let heard = message.mentions.filter { !message.isQuoted($0.start) }
            .compactMap(\.amount?.token)
        let known = Slot.limitSlots.compactMap { slot in
            has(slot) ? nil : spec.limit(slot)?.amount?.token
        }
        let picked: String? = if case .symbol(let code) = value(.currency) { code } else { nil }
        let chosen =
            (has(.currency) ? picked : nil)
            ?? CurrencyResolution.common(named) ?? picked
            ?? CurrencyResolution.common(heard) ?? CurrencyResolution.common(named + known)
        for index in changes.indices { settle(index, picked ?? chosen, chosen) }
    }

    private mutating func settle(_ index: Int, _ picked: String?, _ chosen: String?) {
        let change = changes[index]
        switch change.operation {
        case .set(.limit(.amount(let amount))):
            let token = CurrencyResolution.token(amount.token, chosen: picked)
            var quantity = amount.quantity
            if let odd = thousands[change.slot], !Currency.isFiat(token) { quantity = odd.value }
            changes[index].operation = .set(.limit(.amount(TokenAmount(quantity, token))))
        case .set(.schedules(let schedules)):
            changes[index].operation = .set(
                .schedules(
                    schedules.map { schedule in
                        guard case .onBalance(let floor) = schedule else { return schedule }
                        let token = CurrencyResolution.token(floor.token, chosen: picked)
                        return .onBalance(below: TokenAmount(floor.quantity, token))
                    }))
        case .set, .add, .remove, .clear: break
        }
    }

    private static func isSet(_ operation: SlotChange.Operation) -> Bool {
        if case .set = operation { true } else { false }
    }
}
