import Testing
import X402

@Suite struct HostNameTests {
    @Test(
        arguments: [
            ("https://API.Example.com/x", "api.example.com"), ("http://a.b:8080?x", "a.b"),
            ("https://u@evil.com/", "evil.com"), ("https://[::1]:80/", "[::1]"),
            ("https://evil.com./x", "evil.com"), ("http://evil.com.:80", "evil.com"),
            ("http://./", nil), ("ftp://a/", nil), ("a.com", nil), ("https:///x", nil), ("https://[::1/", nil),
        ] as [(String, String?)])
    func theHostOfAnAddressIsRead(url: String, host: String?) {
        #expect(HostName.of(url) == host)
    }

    @Test(arguments: [("api.example.com", true), ("other.example.com", false)])
    func anOfferIsForTheHostOfItsResource(host: String, isAbout: Bool) throws {
        guard case .payment(let required) = Demand(try Sample.priced().demand()) else {
            Issue.record("a price is asked for")
            return
        }
        #expect(required.isAbout(host: host) == isAbout)
    }
}
