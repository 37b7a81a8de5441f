public import Domain

/// A number as people write or say it.
public struct Number: Sendable, Hashable {
    public var value: Quantity
    /// `1.300` may also be 1300: the other reading, which money with two decimals takes.
    public var thousands: Quantity?
    /// Index of the token after it.
    public var end: Int
    public var isWord: Bool
}

/// Reads numbers: `1,250.50`, `1.250,50`, `1'000`, `1 000,00`, `1.5k`, `two and a half thousand`.
public struct NumberReader {
    let tokens: Tokens
    let terms: PhraseHits<Term>

    public init(_ tokens: Tokens, _ terms: PhraseHits<Term>) {
        self.tokens = tokens
        self.terms = terms
    }

    /// Nil when no number begins at this token.
    public func read(at index: Int) -> Number? {
        guard let token = tokens.token(index) else { return nil }
        switch token.kind {
        case .number: return digits(at: index)
        case .word: return words(at: index)
        case .sign:
            return Self.fractions[token.key].map {
                Number(value: $0, thousands: nil, end: index + 1, isWord: false)
            }
        default: return nil
        }
    }

    /// U+00BC, U+00BD, U+00BE by the last byte of their UTF-8.
    private static let fractions: [UInt64: Quantity] = [
        0xBC: Quantity(digits: 25, scale: 2), 0xBD: Quantity(digits: 5, scale: 1),
        0xBE: Quantity(digits: 75, scale: 2),
    ]

    private func digits(at index: Int) -> Number? {
        var end = index + 1
        var shape = NumberShape(tokens.bytes, tokens[index])
        while shape.isPlain, shape.digits.count <= 12, let next = tokens.token(end),
            next.kind == .number, !next.isGlued,
            tokens.bytes[next.start - 1] < 0x80
                || tokens.bytes[next.start - 1] == 0xA0 || tokens.bytes[next.start - 1] == 0xAF,
            shape.join(NumberShape(tokens.bytes, next))
        {
            end += 1
        }
        guard var value = shape.value else { return nil }
        var thousands = shape.thousands
        if let exponent = exponent(at: end) {
            // Out of range is no number, rather than another one.
            guard let raised = Self.raised(value, exponent.value) else { return nil }
            (value, end, thousands) = (raised, exponent.end, nil)
        }
        if let half = half(at: end) { (value, end) = (Self.sum(value, half.value), half.end) }
        while let scale = scale(at: end) {
            guard let scaled = try? value.multiplied(by: Quantity(scale.factor)) else { break }
            value = scaled
            end = scale.end
            thousands = nil
        }
        return Number(value: value, thousands: thousands, end: end, isWord: false)
    }

    /// `and a half` after a number.
    private func half(at index: Int) -> (value: Quantity, end: Int)? {
        guard let first = tokens.token(index), first.kind == .word, first.key == Self.and,
            terms.at(index + 1).contains(where: { $0.value == .article }),
            terms.at(index + 2).contains(where: { $0.value == .half })
        else { return nil }
        return (Quantity(digits: 5, scale: 1), index + 3)
    }

    /// Thousand, million, `k`; `m` only when money follows, as it is a minute otherwise.
    func scale(at index: Int) -> (factor: UInt64, end: Int)? {
        for hit in terms.at(index) {
            if case .scale(let factor) = hit.value { return (factor, hit.end) }
            if case .hundred = hit.value { return (100, hit.end) }
        }
        guard let token = tokens.token(index), token.isGlued, token.key == Self.letterM,
            hasCurrency(at: index + 1)
        else { return nil }
        return (1_000_000, index + 1)
    }

    private func hasCurrency(at index: Int) -> Bool {
        if tokens.token(index)?.kind == .currencySign { return true }
        return terms.at(index).contains {
            if case .currency = $0.value { true } else { false }
        }
    }

    /// `e3`, `E-7`, `e+3` glued to a number.
    private func exponent(at index: Int) -> (value: Int, end: Int)? {
        guard let token = tokens.token(index), token.kind == .word, token.isGlued,
            tokens.bytes[token.start] | 32 == UInt8(ascii: "e")
        else { return nil }
        if token.end - token.start > 1 {
            return smallWhole(tokens.bytes[(token.start + 1)..<token.end]).map { ($0, index + 1) }
        }
        let isSigned = tokens.token(index + 1)?.isSign("+") == true
        let place = isSigned ? index + 2 : index + 1
        guard let digits = tokens.token(place), digits.kind == .number,
            isSigned ? digits.isGlued : digits.isJoined,
            let value = smallWhole(tokens.bytes[digits.start..<digits.end])
        else { return nil }
        return (isSigned ? value : -value, place + 1)
    }

    /// Three digits at most.
    private func smallWhole(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard (1...3).contains(bytes.count) else { return nil }
        var value = 0
        for byte in bytes {
            guard byte &- UInt8(ascii: "0") < 10 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func raised(_ value: Quantity, _ exponent: Int) -> Quantity? {
        if value.isZero { return value }
        var result = value
        for _ in 0..<abs(exponent) {
            if exponent < 0 {
                guard result.scale < Quantity.scaleMax else { return nil }
                result = Quantity(digits: result.digits, scale: result.scale + 1)
            } else {
                guard let next = try? result.multiplied(by: Quantity(10)) else { return nil }
                result = next
            }
        }
        return result
    }

    static func sum(_ a: Quantity, _ b: Quantity) -> Quantity { (try? a.adding(b)) ?? a }

    static let and = WordKey.of("and")
    public static let andKey = WordKey.of("and")
    static let letterM = WordKey.of("m")
    static let of = WordKey.of("of")
    static let point = WordKey.of("point")
}
