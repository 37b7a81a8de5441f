import Domain

// Numbers in words, counted in millionths so that halves stay exact.
extension NumberReader {
    private static let one: UInt64 = 1_000_000

    /// What has been read so far: whole groups, and the group being read.
    private struct Sum {
        var total: UInt64 = 0
        var group: UInt64 = 0
        var hasGroup = false
        var lastUnit: UInt64 = .max

        mutating func add(_ unit: UInt64) -> Bool {
            // "twenty five" adds up, "five twenty" and "ten five" do not.
            guard !hasGroup || (unit < lastUnit && lastUnit >= 20 && (unit < 10 || lastUnit >= 100))
            else { return false }
            group += unit * NumberReader.one
            (hasGroup, lastUnit) = (true, unit)
            return true
        }

        mutating func multiply(_ factor: UInt64) -> Bool {
            let base = hasGroup ? group : NumberReader.one
            let (product, overflow) = base.multipliedReportingOverflow(by: factor)
            guard !overflow else { return false }
            if factor >= 1000 {
                let (sum, tooBig) = total.addingReportingOverflow(product)
                guard !tooBig else { return false }
                (total, group) = (sum, 0)
            } else {
                group = product
            }
            (hasGroup, lastUnit) = (true, factor)
            return true
        }
    }

    func words(at index: Int) -> Number? {
        var (sum, end, isOpen) = (Sum(), index, false)
        reading: while end < tokens.count {
            switch number(at: end) {
            case .number(let value):
                guard sum.add(value) else { break reading }
                (end, isOpen) = (end + 1, true)
            case .hundred:
                guard sum.multiply(100) else { break reading }
                end += 1
            case .scale(let factor):
                guard isOpen || end <= index + 1, allowsScale(at: end, first: end == index),
                    sum.multiply(factor)
                else { break reading }
                end += 1
            case .bunch(let size):
                guard sum.multiply(size) else { break reading }
                end = bunchEnd(end)
            case .article:
                guard end == index, isCounted(after: end) else { break reading }
                end += 1
                continue reading
            case nil:
                guard let step = joint(at: end, isOpen: isOpen, &sum) else { break reading }
                end = step
            }
            isOpen = true
        }
        guard sum.hasGroup, end > index else { return fraction(at: index) }
        guard let value = withPoint(sum.total &+ sum.group, &end) else { return nil }
        return Number(value: value, thousands: nil, end: end, isWord: true)
    }

    private enum Part {
        case number(UInt64)
        case hundred
        case scale(UInt64)
        case bunch(UInt64)
        case article
    }

    private func number(at index: Int) -> Part? {
        for hit in terms.at(index) {
            switch hit.value {
            case .number(let value): return .number(value)
            case .hundred: return .hundred
            case .scale(let factor): return .scale(factor)
            case .bunch(let size): return .bunch(size)
            case .article: return .article
            default: continue
            }
        }
        return nil
    }

    private func bunchEnd(_ index: Int) -> Int {
        tokens.token(index + 1)?.key == Self.of ? index + 2 : index + 1
    }

    /// `k` alone is no number; `grand` after an article is.
    private func allowsScale(at index: Int, first: Bool) -> Bool {
        let token = tokens[index]
        if token.end - token.start <= 3 { return token.isGlued && !first }
        return !first
    }

    /// "a" counts only before hundred, thousand, dozen or couple.
    private func isCounted(after index: Int) -> Bool {
        switch number(at: index + 1) {
        case .hundred, .bunch: true
        case .scale: tokens[index + 1].end - tokens[index + 1].start > 3
        case .number, .article, nil: false
        }
    }

    /// `and` inside a number: "a hundred and thirty", "two and a half".
    private func joint(at index: Int, isOpen: Bool, _ sum: inout Sum) -> Int? {
        guard isOpen, tokens.token(index)?.key == Self.and else { return nil }
        if terms.at(index + 1).contains(where: { $0.value == .article }),
            terms.at(index + 2).contains(where: { $0.value == .half })
        {
            sum.group += Self.one / 2
            return index + 3
        }
        guard sum.lastUnit >= 100, sum.lastUnit != .max,
            case .number(let unit) = number(at: index + 1),
            sum.add(unit)
        else { return nil }
        return index + 2
    }

    /// `half a`, `a half`, `a quarter of a`: only where something is counted by it.
    private func fraction(at index: Int) -> Number? {
        let parts: (UInt64, Int)? =
            if has(.half, at: index), has(.article, at: index + 1) {
                (Self.one / 2, index + 2)
            } else if has(.quarter, at: index), tokens.token(index + 1)?.key == Self.of,
                has(.article, at: index + 2)
            {
                (Self.one / 4, index + 3)
            } else if has(.article, at: index), has(.quarter, at: index + 1),
                tokens.token(index + 2)?.key == Self.of, has(.article, at: index + 3)
            { (Self.one / 4, index + 4) } else { nil }
        guard var (millionths, end) = parts else { return nil }
        // "half a million"
        if let scale = scale(at: end), scale.factor <= 1_000_000_000_000 {
            (millionths, end) = (millionths * scale.factor, scale.end)
        }
        return Number(
            value: Quantity(digits: UInt128(millionths), scale: 6), thousands: nil, end: end,
            isWord: true)
    }

    func has(_ term: Term, at index: Int) -> Bool {
        terms.at(index).contains { $0.value == term }
    }

    /// "one point five".
    private func withPoint(_ millionths: UInt64, _ end: inout Int) -> Quantity? {
        var value = millionths
        if tokens.token(end)?.key == Self.point, case .number(let first) = number(at: end + 1),
            first < 10
        {
            var (place, next) = (Self.one / 10, end + 1)
            while place > 0, case .number(let digit) = number(at: next), digit < 10 {
                value += digit * place
                (place, next) = (place / 10, next + 1)
            }
            end = next
        }
        return Quantity(digits: UInt128(value), scale: 6)
    }
}
