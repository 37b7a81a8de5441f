/// What people typed, made fit to stand inside a prompt: their words stay, their layout cannot pass
/// for ours.
enum FreeText {
    /// One run of lines: control characters are dropped, further lines are indented, and a line
    /// that would read as a heading of ours no longer does.
    static func clean(_ text: String) -> String {
        let plain = withoutControls(text)
        guard plain.utf8.contains(UInt8(ascii: "\n")) else { return plain }
        let lines = plain.split(separator: "\n").map { trimmed($0) }.filter { !$0.isEmpty }
        return lines.enumerated().map { index, line in
            index == 0 ? line : "  " + (line.hasPrefix("#") ? "\\" + line : line)
        }.joined(separator: "\n")
    }

    /// For names and titles: a single line.
    static func line(_ text: String) -> String {
        var line: [UInt8] = []
        for byte in withoutControls(text).utf8 {
            if byte != 0x20, byte != 0x0A {
                line.append(byte)
            } else if line.last != 0x20 {
                line.append(0x20)
            }
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Ends like a sentence.
    static func sentence(_ text: String) -> String {
        let text = clean(text)
        guard let last = text.unicodeScalars.last else { return text }
        return ".!?…。！？:;\"')”".unicodeScalars.contains(last) ? text : text + "."
    }

    /// At most so many characters, at the end of a word where there is one.
    static func cut(_ text: String, to countMax: Int) -> String {
        guard text.utf8.count > countMax, text.unicodeScalars.count > countMax else { return text }
        var kept = String(text.unicodeScalars.prefix(countMax - 1))
        if let space = kept.lastIndex(of: " "), kept[space...].unicodeScalars.count < 40 {
            kept = String(kept[..<space])
        }
        return kept + "…"
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let head = text.utf8.drop(while: isBlank)
        let length = head.reversed().drop(while: isBlank).count
        return String(decoding: head.prefix(length), as: UTF8.self)
    }

    private static func withoutControls(_ text: String) -> String {
        let needsWork = text.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }
        guard needsWork else { return trimmed(text) }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0D: continue
            case 0x09: kept.append(" ")
            case 0x0A, 0x85, 0x2028, 0x2029: kept.append("\n")
            case 0..<0x20, 0x7F..<0xA0: continue
            default: kept.append(scalar)
            }
        }
        return trimmed(String(kept))
    }
}
