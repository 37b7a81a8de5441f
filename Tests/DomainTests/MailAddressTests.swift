import Domain
import Testing

@Suite struct MailAddressTests {
    @Test(arguments: [
        "ops@example.com", "a@b.co", "first.last+tag@sub.example.org", "o'neil@example.com",
        "x_y-z@xn--bcher-kva.example", "1@localhost", "UPPER@Example.COM",
    ])
    func whatMailGoesToIsAnAddress(text: String) {
        #expect(MailAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "@", "a@", "@b", "ab", "a@b@c", "a b@c.de", "a@b c.de", "a@b\r\nBcc: x@y.z",
        "a@b.de\r\nRCPT TO:<x@y.z>", "a\n@b.de", "<a@b.de>", "a@b.de>", "\"a b\"@c.de",
        "a(b)@c.de", "a,b@c.de", "a;b@c.de", "a:b@c.de", ".a@b.de", "a.@b.de", "a..b@c.de",
        "a@.de", "a@b..de", "a@b.de.", "a@-b.de", "a@b-.de", "a@b_c.de", "a@[127.0.0.1]",
        "jürgen@example.com", "a@bücher.example", "a\0@b.de", "a@b.de\u{7F}", "a\t@b.de",
    ])
    func whatCouldBeginAnotherLineOrAnotherAddressIsNone(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test func lengthsAreThoseOfTheProtocol() {
        let long = String(repeating: "a", count: 64)
        #expect(MailAddress("\(long)@b.de") != nil)
        #expect(MailAddress("\(long)a@b.de") == nil)
        #expect(MailAddress("a@\(long.dropLast()).de") != nil)
        #expect(MailAddress("a@\(long).de") == nil)
        let deep = Array(repeating: "abcdefghi", count: 26).joined(separator: ".")
        #expect(MailAddress("a@\(deep)") == nil)
    }

    @Test func onlyAnEmailChannelHasOne() {
        #expect(Channel(.email, target: "a@b.de").mailAddress?.host == "b.de")
        #expect(Channel(.email).mailAddress == nil)
        #expect(Channel(.slack, target: "a@b.de").mailAddress == nil)
        #expect(Channel(.email, target: "nobody").mailAddress == nil)
    }
}
