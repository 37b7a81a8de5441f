internal import Domain
internal import Hashing
internal import Orchestration

/// A mail as it goes over the wire: headers of ASCII, and a body in base64, so that nothing in a
/// subject or a text can become a header, a line of its own or the end of the message.
/// Source: RFC 5322, RFC 2045 to 2047, RFC 3834.
enum MailForm {
    static func bytes(of mail: Mail, from sender: MailAddress) -> [UInt8] {
        let headers = [
            "From: Paygent <\(sender)>", "To: <\(mail.to)>",
            "Subject: \(header(harmless(mail.subject)))", "Date: \(date(mail.date))",
            "Message-ID: <\(mail.id.filter(isIdentifierCharacter))@\(sender.host)>",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
        ]
        let text = mail.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .joined(separator: "\r\n")
        let body = lines(of: Base64.encode(Array(text.utf8)))
        return Array((headers + [""] + body + [""]).joined(separator: "\r\n").utf8)
    }

    private static func isIdentifierCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
    }

    /// As it is when it can be, else in encoded words, of which none cuts a character.
    private static func header(_ text: String) -> String {
        let isPlain =
            text.utf8.count <= plainBytesMax && !text.contains("=?")
            && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard !isPlain else { return text }
        var words: [[UInt8]] = []
        for character in text.prefix(charactersMax).unicodeScalars {
            let bytes = Array(String(character).utf8)
            if let last = words.last, last.count + bytes.count <= wordBytesMax {
                words[words.count - 1] += bytes
            } else {
                words.append(bytes)
            }
        }
        return words.map { "=?UTF-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
    }

    /// What fits on one line with the header's name.
    private static let plainBytesMax = 66
    private static let charactersMax = 200
    /// 60 characters of base64, so that a word has at most 75. Source: RFC 2047, 2.
    private static let wordBytesMax = 45

    /// `20 Nov 2026 18:41:07 +0000`.
    private static func date(_ time: Timestamp) -> String {
        let text = time.rfc3339
        let parts = text.prefix(10).split(separator: "-")
        let month = Int(parts[1]).map { months[$0 - 1] } ?? ""
        return "\(parts[2]) \(month) \(parts[0]) \(text.dropFirst(11).prefix(8)) +0000"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func lines(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: lineBytesMax).map {
            String(decoding: bytes[$0..<min($0 + lineBytesMax, bytes.count)], as: UTF8.self)
        }
    }

    /// Source: RFC 2045, 6.8.
    private static let lineBytesMax = 76
}
