/// An owner's endpoint in the form that every platform takes: with a scheme, printable ASCII only,
/// the holes of its path named like parameters, and the holes of its query as parameters.
struct EndpointURL: Sendable {
    let text: String
    /// Names of the `{holes}` in the path.
    private(set) var holes: [String] = []
    /// `city` of `?city={town}`: sent by that name, filled from the parameter `town`.
    private(set) var queryHoles: [(name: String, hole: String)] = []

    init(_ endpoint: String) {
        let trimmed = FreeText.trimmed(endpoint)
        let hasScheme = trimmed.hasPrefix("https://") || trimmed.hasPrefix("http://")
        let source = hasScheme ? trimmed : "https://" + trimmed
        let parts = source.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = ""
        for (index, part) in parts[0].split(separator: "{", omittingEmptySubsequences: false)
            .enumerated()
        {
            guard index > 0 else {
                path += Self.encoded(part)
                continue
            }
            if let end = part.firstIndex(of: "}"), end > part.startIndex {
                let hole = Slug.key(String(part[..<end]))
                holes.append(hole)
                path += "{\(hole)}" + Self.encoded(part[part.index(after: end)...])
            } else {
                path += "%7B" + Self.encoded(part)
            }
        }
        var fixed: [String] = []
        for pair in parts.count == 2 ? parts[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if sides.count == 2, sides[1].hasPrefix("{"), sides[1].hasSuffix("}") {
                queryHoles.append((Slug.key(sides[0]), Slug.key(sides[1])))
            } else {
                fixed.append(Self.encoded(pair))
            }
        }
        text = path + (fixed.isEmpty ? "" : "?" + fixed.joined(separator: "&"))
    }

    private static func encoded(_ text: some StringProtocol) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain =
                byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
                || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
            if isPlain {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }
}
