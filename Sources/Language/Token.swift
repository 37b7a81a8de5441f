/// One word, number or sign of a message, with its place in the UTF-8 bytes.
public struct Token: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable {
        case word, number, sign, currencySign, quote, lineBreak, emoji
        case address, url, domain, email, handle, path
    }

    public struct Flags: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// No space before it.
        public static let glued = Flags(rawValue: 1)
        /// A hyphen or an underscore ties it to the token before: `pay-per-call`.
        public static let joined = Flags(rawValue: 2)
        /// Begins with a capital letter.
        public static let capital = Flags(rawValue: 4)
        /// Two letters or more, all of them capitals.
        public static let upper = Flags(rawValue: 8)
        /// Stands for another word than the one written: a typing mistake was mended.
        public static let mended = Flags(rawValue: 16)
    }

    public let kind: Kind
    public let start: Int
    public let end: Int
    /// Words: hash of the folded letters. Signs: their code. Else 0.
    public var key: UInt64
    public var flags: Flags

    @inlinable
    public init(kind: Kind, start: Int, end: Int, key: UInt64 = 0, flags: Flags = []) {
        self.kind = kind
        self.start = start
        self.end = end
        self.key = key
        self.flags = flags
    }

    @inlinable
    public var isGlued: Bool { flags.contains(.glued) }
    @inlinable
    public var isJoined: Bool { flags.contains(.joined) }
    @inlinable
    public var isCapital: Bool { flags.contains(.capital) }

    @inlinable
    public func isSign(_ character: Unicode.Scalar) -> Bool {
        kind == .sign && key == UInt64(character.value)
    }
}

/// The hash by which words are compared: letters folded, apostrophes left out.
///
/// Source: FNV-1a, 64 bits.
public struct WordKey: Sendable {
    public private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    public init() {}

    public mutating func add(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    public init(_ word: String) {
        let bytes = Array(word.utf8)
        var index = 0
        while index < bytes.count {
            let glyph = Glyph(bytes, at: index)
            if glyph.kind != .apostrophe { glyph.addFolded(to: &self, bytes, at: index) }
            index += glyph.length
        }
    }

    public static func of(_ word: String) -> UInt64 { WordKey(word).hash }
}
