import Domain

// Sums of money: a number with a sign, word or token before it, after it or not at all.
extension MentionReader {

    /// `$20`, `EUR 15`, `USDC 40`.
    func prefixedMoney(at index: Int) -> Mention? {
        guard let (currency, end) = currency(at: index), currency.coinHundredths == 0,
            currency.divisor == 1 || tokens[index].kind == .currencySign
        else { return nil }
        var start = end
        while tokens.token(start)?.isSign(".") == true || tokens.token(start)?.isSign(":") == true {
            start += 1
        }
        var isNegative = false
        if tokens.token(start)?.isSign("-") == true, tokens.token(start + 1)?.isGlued == true {
            (isNegative, start) = (true, start + 1)
        }
        guard tokens.token(start)?.kind == .number, start <= end + 1,
            let number = numbers.read(at: start)
        else { return nil }
        if tokens[index].kind == .word {
            // "2 USDC 40 a day": the token belongs to the number before it.
            if index > 0, tokens[index - 1].kind == .number || start > end { return nil }
            if self.currency(at: number.end) != nil || isMeasured(after: number) { return nil }
        }
        var amount = amount(number, currency.code)
        var stop = number.end
        // "US$", "$20 USDC"
        if tokens[index].kind == .currencySign, let after = self.currency(at: stop),
            Currency.isDollarCoin(after.0.code) || after.0.code == currency.code
        {
            amount.token = after.0.code
            stop = after.1
        }
        amount.isNegative = isNegative
        return ranged(amount, index, stop)
    }

    /// "short ETH 3x", "half of the CRO 5%": the number counts something else.
    private func isMeasured(after number: Number) -> Bool {
        guard let next = tokens.token(number.end) else { return false }
        return next.isSign("%") || next.key == Self.letterX && next.kind == .word
    }

    private static let letterX = WordKey.of("x")

    /// A number already read, with what follows it.
    func money(at index: Int, _ number: Number) -> Mention? {
        if let (currency, end) = currency(at: number.end, after: number) {
            var amount = amount(number, currency.code)
            if currency.coinHundredths > 0 {
                amount.value = scaled(number.value, currency.coinHundredths, 100)
                amount.token = currency.code.isEmpty ? nil : currency.code
            } else if currency.divisor > 1 {
                amount.value = amount.value.divided(by: currency.divisor)
            } else if let (cents, stop) = spokenCents(at: end, after: number, currency) {
                amount.value = (try? amount.value.adding(cents)) ?? amount.value
                return ranged(amount, index, stop)
            }
            return ranged(amount, index, end)
        }
        if number.isWord, number.value == Quantity(1), number.end == index + 1 { return nil }
        var amount = amount(number, nil)
        amount.isWord = number.isWord
        return ranged(amount, index, number.end)
    }

    /// "four euros fifty", "two pounds ninety-five": the hundredths that nobody names.
    private func spokenCents(
        at index: Int, after number: Number, _ currency: Currency
    ) -> (Quantity, Int)? {
        guard Currency.isFiat(currency.code), number.isWord, number.value.scale == 0,
            let cents = numbers.read(at: index), cents.isWord, cents.value.scale == 0,
            (10...99).contains(cents.value.digits), self.currency(at: cents.end) == nil
        else { return nil }
        if let next = tokens.token(cents.end), next.kind == .word,
            !Self.follows.contains(next.key)
        {
            return nil
        }
        return (Quantity(digits: cents.value.digits, scale: 2), cents.end)
    }

    /// "a dollar", "a fiver", "a dime", "one euro".
    func coin(at index: Int) -> Mention? {
        guard numbers.has(.article, at: index), let (currency, end) = currency(at: index + 1)
        else { return nil }
        let value =
            currency.coinHundredths > 0
            ? Quantity(digits: UInt128(currency.coinHundredths), scale: 2)
            : Quantity(1).divided(by: currency.divisor)
        guard currency.coinHundredths > 0 || isCountedSingly(index + 1) else { return nil }
        let token = currency.code.isEmpty ? inTail(end) : currency.code
        var amount = Amount(value: value, token: token)
        amount.isCoin = true
        return Mention(kind: .amount(amount), tokens: index ..<| end)
    }

    /// A coin or note is money; "a CRO bag" is not.
    private func isCountedSingly(_ index: Int) -> Bool {
        let token = tokens[index]
        guard token.kind == .word, token.end - token.start > 3 else { return false }
        guard let next = tokens.token(index + 1) else { return true }
        return next.kind != .word || Self.follows.contains(next.key)
            || Self.comparing.contains(tokens.token(index - 2)?.key ?? 0)
    }

    /// "above a dollar our producer is asked".
    private static let comparing = WordSet(
        words: "above over than beyond under below exceeds past")

    private static let follows = WordSet(
        [
            "a", "an", "per", "each", "every", "for", "is", "and", "or", "max", "in", "at", "tops",
            "on",
        ]
        .map(WordKey.of))

    private func inTail(_ index: Int) -> String? { currency(at: index)?.0.code }

    private func amount(_ number: Number, _ token: String?) -> Amount {
        guard let thousands = number.thousands else {
            return Amount(value: number.value, token: token)
        }
        guard let token else {
            return Amount(value: number.value, token: nil, thousands: thousands)
        }
        return Amount(value: Currency.isFiat(token) ? thousands : number.value, token: token)
    }

    private func scaled(_ value: Quantity, _ factor: UInt64, _ divisor: UInt64) -> Quantity {
        ((try? value.multiplied(by: Quantity(factor))) ?? value).divided(by: divisor)
    }

    /// Takes in the other end of `40-55 dollars`, `between 40 and 55`.
    private func ranged(_ amount: Amount, _ start: Int, _ end: Int) -> Mention {
        let alone = Mention(kind: .amount(amount), tokens: start ..<| end)
        guard let joint = joint(at: end, from: start), amount.low == nil,
            let upper = upper(at: joint)
        else { return alone }
        var whole = upper.amount
        guard whole.value > amount.value, whole.low == nil,
            whole.token == nil || amount.token == nil || whole.token == amount.token
        else { return alone }
        // "40-55 cents": the lower end is in cents too.
        let low =
            amount.token == nil && upper.divisor > 1
            ? amount.value.divided(by: upper.divisor) : amount.value
        whole.low = low
        whole.token = whole.token ?? amount.token
        return Mention(kind: .amount(whole), tokens: start ..<| upper.end)
    }

    /// Where the upper end begins.
    private func joint(at index: Int, from start: Int) -> Int? {
        guard let token = tokens.token(index) else { return nil }
        if token.kind == .sign, token.isSign("-") || token.key == UInt64(Sign.dash), token.isGlued,
            tokens.token(index + 1)?.isGlued == true
        {
            return index + 1
        }
        guard token.kind == .word else { return nil }
        let before = start > 0 ? tokens[start - 1].key : 0
        if token.key == NumberReader.and { return before == Self.between ? index + 1 : nil }
        if token.key == Self.to || token.key == Self.until { return index + 1 }
        return nil
    }

    private static let between = WordKey.of("between")
    private static let to = WordKey.of("to")
    private static let until = WordKey.of("until")

    private func upper(at index: Int) -> (amount: Amount, end: Int, divisor: UInt64)? {
        var start = index
        var sign: String?
        if tokens.token(start)?.kind == .currencySign, let found = currency(at: start) {
            (sign, start) = (found.0.code, found.1)
        }
        guard let number = numbers.read(at: start) else { return nil }
        guard let (currency, end) = currency(at: number.end, after: number) else {
            if counted(at: start).map({ $0.amount == nil }) ?? false { return nil }
            return (amount(number, sign), number.end, 1)
        }
        var result = amount(number, currency.code)
        if currency.divisor > 1 { result.value = result.value.divided(by: currency.divisor) }
        return (result, end, max(1, currency.divisor))
    }

    /// The longest name of a currency that begins here.
    func currency(at index: Int, after number: Number? = nil) -> (Currency, Int)? {
        guard let token = tokens.token(index) else { return nil }
        if token.kind == .currencySign { return sign(token, index) }
        var best: (Currency, Int)?
        for hit in terms.at(index) {
            if case .currency(let currency) = hit.value, hit.end > best?.1 ?? 0 {
                if isAbbreviation(token), !token.isGlued || number == nil { continue }
                best = (currency, hit.end)
            }
        }
        return best
    }

    /// `p` is pence only when it is glued to a number.
    private func isAbbreviation(_ token: Token) -> Bool { token.end - token.start == 1 }

    private func sign(_ token: Token, _ index: Int) -> (Currency, Int)? {
        switch UInt8(truncatingIfNeeded: token.key) {
        case UInt8(ascii: "$"): (Currency("USD"), index + 1)
        case Sign.euro: (Currency("EUR"), index + 1)
        case Sign.pound: (Currency("GBP"), index + 1)
        case Sign.yen: (Currency("JPY"), index + 1)
        case Sign.rupee: (Currency("INR"), index + 1)
        default: nil
        }
    }
}
