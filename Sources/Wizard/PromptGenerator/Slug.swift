import Hashing

/// Names that machines take, made from names that people give. Text in no Latin letters gets a
/// short hash, so that two such names stay two.
public enum Slug {
    /// For files, graphs and registered agents: `^[a-z][a-z0-9_]{0,39}$`.
    public static func name(_ text: String) -> String {
        let slug = ascii(text, countMax: 32)
        if let first = slug.utf8.first, first >= UInt8(ascii: "a") { return slug }
        return "agent_" + (slug.isEmpty ? shortHash(text) : slug)
    }

    /// An ADK agent's name: an identifier, and not the one word that ADK keeps for itself.
    static func identifier(_ text: String) -> String {
        let slug = name(text)
        return slug == "user" ? "user_agent" : slug
    }

    /// `^[a-z_][a-z0-9_]{0,39}$`.
    static func toolName(_ text: String) -> String {
        let slug = ascii(text, countMax: 40)
        if let first = slug.utf8.first, first >= UInt8(ascii: "a") { return slug }
        return String(("tool_" + (slug.isEmpty ? shortHash(text) : slug)).prefix(40))
    }

    /// A parameter's name as it stands on the wire, `[a-zA-Z0-9_.-]{1,64}`; changed only if it must.
    static func key(_ text: String) -> String {
        let bytes = text.utf8.filter {
            isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        guard !bytes.isEmpty else { return "value_" + shortHash(text) }
        return String(decoding: bytes.prefix(64), as: UTF8.self)
    }

    /// As Python takes it.
    static func pythonName(_ key: String) -> String {
        let slug = String(
            decoding: key.utf8.map { isWordByte($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        let startsWithDigit = slug.utf8.first.map { $0 < UInt8(ascii: "A") } ?? true
        if startsWithDigit { return "p_" + slug }
        return pythonKeywords.contains(slug) ? slug + "_" : slug
    }

    /// Adds `_2`, `_3` … to a name that is taken.
    static func unique(_ name: String, among names: inout Set<String>) -> String {
        var candidate = name
        var number = 2
        while !names.insert(candidate).inserted {
            candidate = String(name.prefix(36)) + "_\(number)"
            number += 1
        }
        return candidate
    }

    static func shortHash(_ text: String) -> String {
        String(Hex.encode(SHA256.hash(Array(text.utf8))).prefix(8))
    }

    /// Lower-case letters and digits, everything else one underscore.
    private static func ascii(_ text: String, countMax: Int) -> String {
        var slug: [UInt8] = []
        for byte in text.utf8 {
            let isUpper = byte &- UInt8(ascii: "A") < 26
            let lower = isUpper ? byte | 0x20 : byte
            if isWordByte(lower), lower != UInt8(ascii: "_") {
                slug.append(lower)
            } else if let last = slug.last, last != UInt8(ascii: "_") {
                slug.append(UInt8(ascii: "_"))
            }
        }
        slug = Array(slug.prefix(countMax))
        while slug.last == UInt8(ascii: "_") { slug.removeLast() }
        return String(decoding: slug, as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
            || byte == UInt8(ascii: "_")
    }

    private static let pythonKeywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
        "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return",
        "try", "while", "with", "yield", "self",
    ]
}
