/// One character as the reader sees it: its class, its folded code and its length in bytes.
struct Glyph {
    enum Kind: UInt8 {
        case letter, digit, space, lineBreak, sign, currency, quote, apostrophe, emoji, skip
    }

    var kind: Kind
    /// Folded to an ASCII code where there is one; 0 for other letters.
    var code: UInt8
    var length: Int
    var isCapital = false

    /// - Precondition: `index` is inside and at the start of a character.
    init(_ bytes: [UInt8], at index: Int) {
        let byte = bytes[index]
        if byte < 0x80 {
            self.init(ascii: byte, length: 1)
        } else if byte < 0xE0 {
            self.init(two: byte, Glyph.byte(bytes, index + 1))
        } else if byte < 0xF0 {
            self.init(three: byte, Glyph.byte(bytes, index + 1), Glyph.byte(bytes, index + 2))
        } else {
            self.init(.emoji, 0, 4)
        }
        length = min(length, bytes.count - index)
    }

    private init(_ kind: Kind, _ code: UInt8, _ length: Int, isCapital: Bool = false) {
        self.kind = kind
        self.code = code
        self.length = length
        self.isCapital = isCapital
    }

    private static func byte(_ bytes: [UInt8], _ index: Int) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }

    private init(ascii byte: UInt8, length: Int) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self.init(.letter, byte, length)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            self.init(.letter, byte + 32, length, isCapital: true)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self.init(.digit, byte, length)
        case UInt8(ascii: "\n"): self.init(.lineBreak, byte, length)
        case 0...32, 127: self.init(.space, byte, length)
        case UInt8(ascii: "\""), UInt8(ascii: "`"): self.init(.quote, UInt8(ascii: "\""), length)
        case UInt8(ascii: "'"): self.init(.apostrophe, byte, length)
        case UInt8(ascii: "$"): self.init(.currency, byte, length)
        default: self.init(.sign, byte, length)
        }
    }

    private init(two lead: UInt8, _ next: UInt8) {
        switch (lead, next) {
        case (0xC2, 0xA0), (0xC2, 0xAD): self.init(.space, 32, 2)
        case (0xC2, 0xA3): self.init(.currency, Sign.pound, 2)
        case (0xC2, 0xA5): self.init(.currency, Sign.yen, 2)
        case (0xC2, 0xAB), (0xC2, 0xBB): self.init(.quote, UInt8(ascii: "\""), 2)
        case (0xC2, 0xB4): self.init(.apostrophe, UInt8(ascii: "'"), 2)
        case (0xC2, 0xBD), (0xC2, 0xBC), (0xC2, 0xBE): self.init(.sign, next, 2)
        case (0xC2, _): self.init(.sign, UInt8(ascii: "*"), 2)
        case (0xC3, 0x97): self.init(.letter, UInt8(ascii: "x"), 2)
        case (0xC3, 0x80...0xBF):
            let isCapital = next < 0xA0
            self.init(.letter, Glyph.latin[Int(next & 0x1F)], 2, isCapital: isCapital)
        default: self.init(.letter, 0, 2)
        }
    }

    /// Base letters of U+00C0 to U+00DF, and of U+00E0 to U+00FF.
    private static let latin = Array("aaaaaaaceeeeiiiidnooooo*ouuuuyts".utf8)

    private init(three lead: UInt8, _ second: UInt8, _ third: UInt8) {
        switch (lead, second) {
        case (0xE2, 0x80): self.init(punctuation: third)
        case (0xE2, 0x82) where third == 0xAC: self.init(.currency, Sign.euro, 3)
        case (0xE2, 0x82) where third == 0xB9: self.init(.currency, Sign.rupee, 3)
        case (0xE2, 0x82): self.init(.currency, Sign.other, 3)
        case (0xE2, 0x89) where third == 0xA4: self.init(.sign, UInt8(ascii: "<"), 3)
        case (0xE2, 0x89) where third == 0xA5: self.init(.sign, UInt8(ascii: ">"), 3)
        case (0xE2, 0x86): self.init(.sign, Sign.arrow, 3)
        case (0xE2, 0x88) where third == 0x92: self.init(.sign, UInt8(ascii: "-"), 3)
        case (0xE2, _): self.init(.emoji, 0, 3)
        case (0xE3, 0x80): self.init(third == 0x80 ? .space : .sign, 32, 3)
        case (0xEF, 0xBC) where third >= 0x81:
            self.init(ascii: third - 0x81 + 0x21, length: 3)
        case (0xEF, 0xBD) where third <= 0x9E:
            self.init(ascii: third - 0x80 + 0x60, length: 3)
        case (0xEF, 0xB8), (0xEF, 0xBB): self.init(.skip, 0, 3)
        default: self.init(.letter, 0, 3)
        }
    }

    /// U+2000 to U+203F.
    private init(punctuation third: UInt8) {
        switch third {
        case 0x80...0x8A, 0xAF: self.init(.space, 32, 3)
        case 0x90, 0x91: self.init(.sign, UInt8(ascii: "-"), 3)
        case 0x92...0x95: self.init(.sign, Sign.dash, 3)
        case 0x98, 0x99, 0x9B: self.init(.apostrophe, UInt8(ascii: "'"), 3)
        case 0x9A: self.init(.sign, UInt8(ascii: ","), 3)
        case 0x9C...0x9F, 0xB9, 0xBA: self.init(.quote, UInt8(ascii: "\""), 3)
        case 0xA6: self.init(.sign, Sign.ellipsis, 3)
        case 0x8B...0x8F, 0xAA...0xAE: self.init(.skip, 0, 3)
        default: self.init(.sign, UInt8(ascii: "*"), 3)
        }
    }

    func addFolded(to key: inout WordKey, _ bytes: [UInt8], at index: Int) {
        if code != 0 {
            key.add(code)
        } else {
            for place in index ..<| min(index + length, bytes.count) { key.add(bytes[place]) }
        }
    }
}

/// Codes of signs that are not ASCII.
enum Sign {
    static let pound: UInt8 = 1
    static let yen: UInt8 = 2
    static let euro: UInt8 = 3
    static let rupee: UInt8 = 4
    static let other: UInt8 = 5
    static let dash: UInt8 = 6
    static let arrow: UInt8 = 7
    static let ellipsis: UInt8 = 8
}
