import Domain

/// The digits and separators of one written number, before it is known what its dots mean.
struct NumberShape {
    /// Values 0 to 9.
    var digits: [UInt8] = []
    /// Each separator with the number of digits before it.
    var marks: [(code: UInt8, place: Int)] = []

    init(_ bytes: [UInt8], _ token: Token) {
        var index = token.start
        while index < token.end, digits.count < 60 {
            let glyph = Glyph(bytes, at: index)
            if glyph.kind == .digit {
                digits.append(glyph.code - UInt8(ascii: "0"))
            } else {
                marks.append((glyph.code, digits.count))
            }
            index += glyph.length
        }
    }

    var isPlain: Bool { marks.isEmpty }

    /// Takes in the next group of `1 000,00`: three digits, then at most decimals.
    mutating func join(_ next: NumberShape) -> Bool {
        let group = next.marks.first?.place ?? next.digits.count
        guard isPlain, group == 3, next.marks.count <= 1, digits.first != 0,
            digits.count <= 3 || digits.count.isMultiple(of: 3) || digits.count % 3 != 0
        else { return false }
        guard digits.count <= 3 || joined else { return false }
        marks += next.marks.map { ($0.code, $0.place + digits.count) }
        digits += next.digits
        joined = true
        return true
    }

    private var joined = false

    var value: Quantity? {
        guard !joined || marks.count <= 1 else { return nil }
        guard let last = marks.last else { return quantity(scale: 0) }
        let after = digits.count - last.place
        if joined { return quantity(scale: after) }
        if marks.count == 1 { return single(last, after) }
        let isMixed = marks.dropLast().contains { $0.code != last.code }
        if isMixed { return quantity(scale: after) }
        return after == 3 && last.code != 0 ? quantity(scale: 0) : nil
    }

    /// The reading of a lone dot before three digits as thousands.
    var thousands: Quantity? {
        guard marks.count == 1, !joined, marks[0].code == UInt8(ascii: "."),
            digits.count - marks[0].place == 3, (1...3).contains(marks[0].place), digits[0] != 0
        else { return nil }
        return quantity(scale: 0)
    }

    private func single(_ mark: (code: UInt8, place: Int), _ after: Int) -> Quantity? {
        switch mark.code {
        case UInt8(ascii: "'"), UInt8(ascii: "_"): return after == 3 ? quantity(scale: 0) : nil
        case UInt8(ascii: ","):
            let isThousands = after == 3 && mark.place <= 3 && digits[0] != 0
            return quantity(scale: isThousands ? 0 : after)
        default: return quantity(scale: after)
        }
    }

    private func quantity(scale: Int) -> Quantity? {
        guard digits.count <= 36, scale <= Int(Quantity.scaleMax), !digits.isEmpty else {
            return nil
        }
        let whole = digits.reduce(UInt128(0)) { $0 * 10 + UInt128($1) }
        return Quantity(digits: whole, scale: UInt8(scale))
    }
}
