/// Text of people inside a Mermaid diagram: any text comes out as it went in, and none can end its
/// quotes, open a block, add a step or call anything.
enum MermaidText {
    /// What stands between the quotes. One pass; source of the escapes: mermaid 11.16 itself, drawn in
    /// Chromium (Tests/Browser). `direction` is a statement to it wherever it stands in a line.
    static func escaped(_ text: String) -> String {
        // Only blanks and control characters: nothing to be seen.
        guard text.utf8.contains(where: { $0 > 0x20 && $0 != 0x7F }) else { return "(no text)" }
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        output.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            if let (escape, length) = special(bytes[index...]) {
                output.append(contentsOf: escape.utf8)
                index += length
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The escape of what the bytes begin with, and how many bytes that is.
    private static func special(_ bytes: ArraySlice<UInt8>) -> (String, Int)? {
        for (mark, broken) in placeholders where bytes.starts(with: mark) {
            return (broken, mark.count)
        }
        let first = bytes[bytes.startIndex]
        switch first {
        case 0x0D where bytes.dropFirst().first == 0x0A: return ("<br/>", 2)
        case 0x0A, 0x0D: return ("<br/>", 1)
        // A page cannot show control characters.
        case 0..<0x20, 0x7F: return (" ", 1)
        case UInt8(ascii: "d"), UInt8(ascii: "D"):
            return bytes.count >= direction.count
                && zip(bytes, direction).allSatisfy { $0 | 0x20 == $1 } ? ("#\(first);", 1) : nil
        // The byte order mark is dropped by whoever reads the diagram.
        case 0xEF where bytes.dropFirst().starts(with: [0xBB, 0xBF]): return (" ", 3)
        default: return escapes[first].map { ($0, 1) }
        }
    }

    /// Mermaid writes `#35;` as `ﬂ°°35¶ß` for a while and turns back every such mark that it meets.
    /// A word joiner, which shows nothing, keeps the same letters of people apart.
    private static let placeholders: [(mark: [UInt8], broken: String)] = [
        (Array("ﬂ°".utf8), "ﬂ\u{2060}°"), (Array("fl°".utf8), "fl\u{2060}°"),
        (Array("¶ß".utf8), "¶\u{2060}ß"),
    ]

    private static let direction = Array("direction".utf8)

    private static let escapes: [UInt8: String] = {
        var escapes: [UInt8: String] = [
            UInt8(ascii: "\""): "#quot;", UInt8(ascii: "<"): "#lt;", UInt8(ascii: ">"): "#gt;",
            UInt8(ascii: "&"): "#amp;",
        ]
        for byte in "#`\\$:;*_%".utf8 { escapes[byte] = "#\(byte);" }
        return escapes
    }()
}
