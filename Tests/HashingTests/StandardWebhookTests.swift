import Hashing
import Testing

@Suite struct StandardWebhookTests {
    /// RFC 4231, test cases 1, 2, 3, 6 and 7.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func theCodesAreTheStandards(key: [UInt8], message: [UInt8], code: String) {
        #expect(Hex.encode(HMACSHA256.code(of: message, key: key)) == code)
    }

    /// The example of the specification and its reference libraries.
    @Test func theSignatureIsThatOfTheSpecification() throws {
        let secret = try #require(StandardWebhook.secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signed = StandardWebhook.sign(
            Array("{\"test\": 2432232314}".utf8), id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at: 1_614_265_330, secrets: [secret])
        #expect(signed.signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func aSecretIsShownAsItIsRead() {
        let secret = [UInt8](1...32)
        #expect(StandardWebhook.secret(StandardWebhook.text(of: secret)) == secret)
        #expect(StandardWebhook.secret("whsec_c2hvcnQ=") == nil)
        #expect(StandardWebhook.secret("whsec_%%%") == nil)
    }

    @Test(arguments: [
        (seconds: Int64(0), refusal: StandardWebhook.Refusal?.none), (300, nil), (-300, nil),
        (301, .tooOld), (-301, .inTheFuture),
    ])
    func aCallHoldsForFiveMinutes(seconds: Int64, refusal: StandardWebhook.Refusal?) {
        let headers = StandardWebhook.sign(Self.body, id: "m", at: 1000, secrets: [Self.old])
        #expect(Self.refusal(of: headers, now: 1000 + seconds) == refusal)
    }

    @Test func eitherSecretOpensWhileOneIsReplaced() {
        let both = StandardWebhook.sign(
            Self.body, id: "m", at: 5, secrets: [Self.new, Self.old])
        #expect(Self.refusal(of: both, now: 5) == nil)
        let ours = StandardWebhook.sign(Self.body, id: "m", at: 5, secrets: [Self.new])
        #expect(Self.refusal(of: ours, now: 5) == .wrongSignature)
    }

    @Test func whatIsChangedOnTheWayIsRefused() {
        let signed = StandardWebhook.sign(Self.body, id: "m", at: 5, secrets: [Self.old])
        var (id, time, version, cut) = (signed, signed, signed, signed)
        id.id = "n"
        time.timestamp = 6
        version.signature = "v2" + signed.signature.dropFirst(2)
        cut.signature = String(signed.signature.dropLast(4))
        for changed in [id, time, version, cut] {
            #expect(Self.refusal(of: changed, now: 5) == .wrongSignature)
        }
        #expect(Self.refusal(of: signed, body: Array("paid!".utf8), now: 5) == .wrongSignature)
        #expect(Self.refusal(of: .init(id: "", timestamp: .min, signature: ""), now: 5) == .tooOld)
    }

    private static let body = Array("paid".utf8)
    private static let old = [UInt8](repeating: 1, count: 24)
    private static let new = [UInt8](repeating: 2, count: 24)

    private static func refusal(
        of headers: StandardWebhook.Headers, body: [UInt8] = body, now: Int64
    ) -> StandardWebhook.Refusal? {
        do {
            try StandardWebhook.verify(body, headers, secrets: [old], now: now)
            return nil
        } catch { return error }
    }
}
