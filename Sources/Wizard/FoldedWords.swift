/// A text as lower-case words of letters and digits, asked which phrases stand in it.
///
/// Compared byte by byte: every message is asked for dozens of phrases.
struct FoldedWords {
    /// One space behind each word.
    private let bytes: [UInt8]
    /// Where the words begin.
    private let starts: [Int]

    init(_ text: String) {
        var bytes: [UInt8] = []
        var starts: [Int] = []
        bytes.reserveCapacity(text.utf8.count + 1)
        var isInside = false
        for byte in text.utf8 {
            guard let letter = Self.folded(byte) else {
                if isInside { bytes.append(Self.space) }
                isInside = false
                continue
            }
            if !isInside { starts.append(bytes.count) }
            isInside = true
            bytes.append(letter)
        }
        if isInside { bytes.append(Self.space) }
        self.bytes = bytes
        self.starts = starts
    }

    /// The words with one space between them.
    var text: String { String(decoding: bytes.dropLast(), as: UTF8.self) }

    /// Whether the words of a phrase stand here, one after the other.
    ///
    /// - Parameter phrase: lower case, one space between words.
    func hold(_ phrase: String) -> Bool {
        guard let first = phrase.utf8.first else { return false }
        return starts.contains { bytes[$0] == first && stands(phrase, at: $0) }
    }

    func holdAny(_ phrases: [String]) -> Bool { phrases.contains { hold($0) } }

    private func stands(_ phrase: String, at start: Int) -> Bool {
        var index = start
        for byte in phrase.utf8 {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
        }
        return index < bytes.count && bytes[index] == Self.space
    }

    private static let space = UInt8(ascii: " ")

    /// Nil for what divides words.
    private static func folded(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            byte
        default: nil
        }
    }
}
