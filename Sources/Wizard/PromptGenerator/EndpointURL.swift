/// An owner's endpoint in the form that every platform takes: with a scheme, printable ASCII only,
/// its holes named like parameters.
struct EndpointURL: Sendable, Equatable {
    let text: String
    /// Names of the `{holes}`.
    let holes: [String]

    init(_ endpoint: String) {
        let trimmed = FreeText.trimmed(endpoint)
        let hasScheme = trimmed.hasPrefix("https://") || trimmed.hasPrefix("http://")
        var text = ""
        var holes: [String] = []
        var open: String.Index?
        let source = hasScheme ? trimmed : "https://" + trimmed
        for index in source.indices {
            switch (source[index], open) {
            case ("{", nil): open = source.index(after: index)
            case ("}", let start?):
                let hole = Slug.key(String(source[start..<index]))
                holes.append(hole)
                text += "{\(hole)}"
                open = nil
            case (_, .some): continue
            case ("}", nil): text += "%7D"
            case (let character, nil): text += Self.encoded(character)
            }
        }
        if let open { text += "%7B" + source[open...].map(Self.encoded).joined() }
        self.text = text
        self.holes = holes
    }

    private static func encoded(_ character: Character) -> String {
        var result = ""
        for byte in String(character).utf8 {
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
