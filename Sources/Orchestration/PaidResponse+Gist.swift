internal import JSON

// What was delivered, short enough for a sentence. It comes from outside, so it is quoted, and
// nothing in it steers a terminal or a line.
extension PaidResponse {
    /// The most bytes of it that are said; the whole stands in the call's result.
    private static let gistBytesMax = 400

    /// ` It answered: “city: Lisbon; …”`; empty when there is nothing to be read.
    func answered(_ body: JSONValue?) -> String {
        guard (200..<300).contains(status), let body else { return "" }
        let text = Self.plain(body)
        return text.isEmpty ? "" : " It answered: “\(text)”"
    }

    private static func plain(_ body: JSONValue) -> String {
        let text =
            body.object.map { object in
                object.members.filter { $0.name != "simulated" }
                    .map { "\($0.name.replacing("_", with: " ")): \($0.value.string ?? $0.value.text)" }
                    .joined(separator: "; ")
            } ?? body.string ?? body.text
        var plain = String.UnicodeScalarView()
        var (bytes, isAfterSpace) = (0, true)
        for scalar in text.unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            if isSpace && isAfterSpace || isHidden(scalar) { continue }
            isAfterSpace = isSpace
            bytes += UTF8.width(scalar)
            guard bytes <= gistBytesMax else { return String(plain) + "…" }
            plain.append(isSpace ? " " : scalar)
        }
        while plain.last == " " { plain.removeLast() }
        return String(plain)
    }

    /// Characters that steer rather than show, but for white space.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.properties.isWhitespace else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned: return true
        default: return false
        }
    }
}
