import Domain
import Foundation
import Hashing
import Orchestration
import Testing

@testable import Outbound

/// What goes over the wire, whatever a name or a purpose holds.
@Suite struct MailFormTests {
    @Test func aPlainMailIsPlain() throws {
        let (headers, text) = try parts(of: mail(subject: "Paygent: 3 notices", text: "One.\nTwo."))
        #expect(
            headers == [
                "From: Paygent <pay@example.com>", "To: <ops@example.org>",
                "Subject: Paygent: 3 notices", "Date: 20 Nov 2026 18:41:07 +0000",
                "Message-ID: <mail_1-a@example.com>", "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
            ])
        #expect(text == "One.\r\nTwo.")
    }

    @Test(arguments: [
        "x\r\nBcc: evil@example.com", "x\nX-Header: 1", "x\rY", "x\u{2028}z", "x\0y",
        "=?UTF-8?B?QmNj?=", String(repeating: "long ", count: 40), "Grüße, 請求書 👩‍👧",
        "\u{202E}drowssap", String(repeating: "請", count: 300),
    ])
    func whateverASubjectHoldsItIsOneHeader(subject: String) throws {
        let (headers, _) = try parts(of: mail(subject: subject, text: "x"))
        #expect(headers.count == 9)
        let header = try #require(headers.first { $0.hasPrefix("Subject: ") })
        #expect(header.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let expected = String(
            String.UnicodeScalarView(harmless(subject).unicodeScalars.prefix(200)))
        #expect(decoded(String(header.dropFirst(9))) == expected)
    }

    @Test(arguments: [
        ".\r\nMAIL FROM:<x@y.z>\r\n.", "..\n.\n", "--boundary--", "\r\n.\r\nQUIT\r\n",
        String(repeating: "abc ", count: 2000), "日本語\n" + String(repeating: "é", count: 999),
    ])
    func whateverATextHoldsItIsTheText(text: String) throws {
        let mail = mail(subject: "x", text: text)
        let lines = String(decoding: MailForm.bytes(of: mail, from: sender), as: UTF8.self)
            .components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.hasPrefix(".") })
        let (_, found) = try parts(of: mail)
        #expect(
            found
                == text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                .joined(separator: "\r\n"))
    }

    @Test(arguments: [
        ("smtp://mail.example.com", "smtp://mail.example.com:587", true),
        ("smtps://Mail.Example.com", "smtps://mail.example.com:465", true),
        ("smtp://127.0.0.1:25", "smtp://127.0.0.1:25", false),
        ("smtp://localhost", "smtp://localhost:587", false),
        ("smtps://localhost", "smtps://localhost:465", true),
        ("smtp://[::1]:2525", "smtp://[::1]:2525", false),
        ("smtp://[2001:db8::1]", "smtp://[2001:db8::1]:587", true),
        ("smtp://127.0.0.1.example.com", "smtp://127.0.0.1.example.com:587", true),
    ])
    func onlyThisMachineIsSpokenToWithoutTLS(text: String, url: String, needsTLS: Bool) throws {
        let settings = try #require(SMTPServer.Settings(url: text, sender: sender))
        #expect(settings.url == url && settings.needsTLS == needsTLS)
    }

    @Test(arguments: [
        "", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://:25",
        "smtp://a@mail.example.com", "smtp://u:p@mail.example.com", "smtp://mail.example.com/x",
        "smtp://mail.example.com:0", "smtp://mail.example.com:99999", "smtp://mail.example.com:",
        "smtp://mail example.com", "smtp://mail.example.com\r\nX", "smtp://[::1", "smtp://::1",
        "smtp://mail.example.com:25?x", "smtp://mail.example.com#x",
    ])
    func anotherFormOfAnAddressIsRefused(text: String) {
        #expect(SMTPServer.Settings(url: text, sender: sender) == nil)
    }

    private let sender = MailAddress("pay@example.com")!

    private func mail(subject: String, text: String) -> Mail {
        Mail(
            id: "mail_1-a", to: MailAddress("ops@example.org")!, subject: subject, text: text,
            date: Timestamp(rfc3339: "2026-11-20T18:41:07Z")!)
    }

    /// Headers unfolded, and the decoded text.
    private func parts(of mail: Mail) throws -> (headers: [String], text: String) {
        let bytes = MailForm.bytes(of: mail, from: sender)
        let whole = String(decoding: bytes, as: UTF8.self)
        let halves = whole.components(separatedBy: "\r\n\r\n")
        #expect(halves.count == 2)
        let headers = halves[0].replacing("\r\n ", with: " ").components(separatedBy: "\r\n")
        let text = Base64.decode(halves[1].replacing("\r\n", with: ""))
        return (headers, String(decoding: try #require(text), as: UTF8.self))
    }

    private func decoded(_ header: String) -> String {
        guard header.hasPrefix("=?UTF-8?B?") else { return header }
        return header.components(separatedBy: " ").map { word in
            #expect(word.count <= 75)
            let text = word.dropFirst("=?UTF-8?B?".count).dropLast(2)
            return String(decoding: Base64.decode(String(text)) ?? [], as: UTF8.self)
        }.joined()
    }
}
