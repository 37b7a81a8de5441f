/// Text from people, services and models, made safe for a terminal: no control character, no escape
/// sequence, nothing that turns the reading direction or hides. Line breaks become spaces.
public func harmless(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n", "\r", "\t": result.append(" ")
        default: if !isHarmful(scalar) { result.append(scalar) }
        }
    }
    return String(result)
}

/// The same for text of several lines, whose line breaks stay.
public func harmlessLines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        .map { harmless(String($0)) }
}

private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    // Marks, embeddings, overrides and isolates of the reading direction.
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    // Line and paragraph separators, and what is not seen at all.
    case 0x2028, 0x2029, 0x200B, 0x2060...0x2064, 0xFEFF, 0xE0000...0xE007F: true
    default: false
    }
}
