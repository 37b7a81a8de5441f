/// A message cut into tokens in one pass over its bytes.
public struct Tokens: Sendable {
    public let bytes: [UInt8]
    public internal(set) var list: [Token]

    public init(_ text: String) {
        bytes = Array(text.utf8)
        list = []
        list.reserveCapacity(bytes.count / 5 + 8)
        var scanner = TokenScanner(bytes)
        while let token = scanner.next() { list.append(token) }
    }

    @inlinable
    public var count: Int { list.count }
    @inlinable
    public var indices: Range<Int> { list.indices }
    /// Outside the message an empty sign, so that looking ahead needs no check.
    @inlinable
    public subscript(_ index: Int) -> Token {
        list.indices.contains(index) ? list[index] : Token(kind: .sign, start: 0, end: 0)
    }

    /// Nil outside the message.
    @inlinable
    public func token(_ index: Int) -> Token? { list.indices.contains(index) ? list[index] : nil }

    /// As it was written, from the first of these tokens to the last.
    public func text(_ range: Range<Int>) -> String {
        guard !range.isEmpty else { return "" }
        return String(decoding: bytes[span(range)], as: UTF8.self)
    }

    /// UTF-8 offsets of these tokens.
    public func span(_ range: Range<Int>) -> Range<Int> {
        guard let first = token(range.lowerBound), let last = token(range.upperBound - 1),
            first.start <= last.end
        else { return 0 ..<| 0 }
        return first.start ..<| last.end
    }

    /// Replaces the meaning of a word, never its letters.
    public mutating func mend(_ index: Int, key: UInt64) {
        list[index].key = key
        list[index].flags.insert(.mended)
    }
}

/// Cuts bytes into tokens. Every byte is looked at a bounded number of times.
struct TokenScanner {
    let bytes: [UInt8]
    private var place = 0
    private var hasSpaceBefore = true
    /// A place where an address, URL, e-mail or the like may begin.
    private var isFresh = true
    private var last: Token.Kind?
    private var isTied = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Token? {
        while place < bytes.count {
            let glyph = Glyph(bytes, at: place)
            switch glyph.kind {
            case .space, .skip:
                place += glyph.length
                if glyph.kind == .space { (hasSpaceBefore, isFresh) = (true, true) }
            case .lineBreak:
                return finish(.lineBreak, from: place, to: place + glyph.length, fresh: true)
            case .quote:
                return finish(.quote, from: place, to: place + glyph.length, fresh: true)
            case .emoji:
                return finish(.emoji, from: place, to: place + glyph.length, fresh: true)
            case .currency:
                return finish(
                    .currencySign, from: place, to: place + glyph.length,
                    key: UInt64(glyph.code), fresh: false)
            case .letter, .digit: return startOfWord(glyph)
            case .apostrophe:
                return finish(
                    .sign, from: place, to: place + glyph.length, key: UInt64(glyph.code),
                    fresh: true)
            case .sign:
                if let token = sign(glyph) { return token }
            }
        }
        return nil
    }

    private mutating func startOfWord(_ glyph: Glyph) -> Token {
        if isFresh, let found = EntityScanner.read(bytes, at: place) {
            return finish(found.kind, from: place, to: found.end, fresh: false)
        }
        return glyph.kind == .digit ? number() : word()
    }

    private mutating func sign(_ glyph: Glyph) -> Token? {
        let byte = glyph.code
        if isFresh, let found = EntityScanner.readMarked(bytes, at: place) {
            return finish(found.kind, from: place, to: found.end, fresh: false)
        }
        if byte == UInt8(ascii: "."), isFresh, place + 1 < bytes.count,
            Glyph(bytes, at: place + 1).kind == .digit
        {
            return number()
        }
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_"), ties(after: glyph.length) {
            place += glyph.length
            isTied = true
            return nil
        }
        let opens = byte != UInt8(ascii: "-") && byte != UInt8(ascii: ".")
        return finish(
            .sign, from: place, to: place + glyph.length, key: UInt64(byte),
            fresh: opens && byte != UInt8(ascii: "/"))
    }

    /// A hyphen ties two words, or a number and a word; between numbers it is a dash.
    private func ties(after length: Int) -> Bool {
        guard !hasSpaceBefore, last == .word || last == .number, place + length < bytes.count
        else { return false }
        let next = Glyph(bytes, at: place + length).kind
        return next == .letter || (next == .digit && last == .word)
    }

    private mutating func number() -> Token {
        let start = place
        var end = place
        while end < bytes.count {
            let glyph = Glyph(bytes, at: end)
            if glyph.kind == .digit {
                end += glyph.length
            } else if isSeparator(glyph, first: end == start), end + glyph.length < bytes.count,
                Glyph(bytes, at: end + glyph.length).kind == .digit
            {
                end += glyph.length
            } else {
                break
            }
        }
        return finish(.number, from: start, to: end, fresh: false)
    }

    private func isSeparator(_ glyph: Glyph, first: Bool) -> Bool {
        switch glyph.code {
        case UInt8(ascii: "."): true
        case UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: "_"): !first
        default: false
        }
    }

    private mutating func word() -> Token {
        let start = place
        var end = place
        var key = WordKey()
        var (letters, capitals) = (0, 0)
        let startsCapital = Glyph(bytes, at: place).isCapital
        while end < bytes.count {
            let glyph = Glyph(bytes, at: end)
            if glyph.kind == .letter || glyph.kind == .digit {
                glyph.addFolded(to: &key, bytes, at: end)
                letters += 1
                capitals += glyph.isCapital || glyph.kind == .digit ? 1 : 0
            } else if glyph.kind == .apostrophe {
                let after = end + glyph.length
                guard after < bytes.count, Glyph(bytes, at: after).kind == .letter else { break }
            } else if glyph.kind != .skip {
                break
            }
            end += glyph.length
        }
        var flags: Token.Flags = startsCapital ? .capital : []
        if letters > 1, capitals == letters { flags.insert(.upper) }
        return finish(.word, from: start, to: end, key: key.hash, flags: flags, fresh: false)
    }

    private mutating func finish(
        _ kind: Token.Kind, from start: Int, to end: Int, key: UInt64 = 0,
        flags: Token.Flags = [], fresh: Bool
    ) -> Token {
        var flags = flags
        if !hasSpaceBefore { flags.insert(.glued) }
        if isTied { flags.insert(.joined) }
        place = end
        (hasSpaceBefore, isFresh, isTied, last) = (false, fresh, false, kind)
        return Token(kind: kind, start: start, end: end, key: key, flags: flags)
    }
}

extension Tokens {
    /// "my kids' meals", "Ana's rent": the word only says whose.
    public func isPossessive(_ index: Int) -> Bool {
        guard let token = token(index), token.kind == .word, token.end - token.start > 1,
            bytes[token.end - 1] | 32 == UInt8(ascii: "s")
        else { return false }
        let before = bytes[token.end - 2]
        // The last byte of the typographic apostrophe, U+2019.
        if before == UInt8(ascii: "'") || before == 0x99 { return true }
        guard let next = self.token(index + 1), next.isSign("'"), next.isGlued else { return false }
        return self.token(index + 2).map { $0.kind == .word && !$0.isGlued } ?? false
    }
}
