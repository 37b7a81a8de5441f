import Domain
import Hashing
import JSON
import Testing

@testable import X402

@Suite struct SignInTests {
    static func signIn() throws -> SignIn {
        try SignIn(header: try Vectors.text("I_siwx", "SIGN-IN-WITH-X"))
    }

    @Test func textAndDigestEqualTheVector() throws {
        let signIn = try Self.signIn()
        #expect(signIn.text == (try Vectors.text("I_siwx", "message")))
        #expect(signIn.digest.hex == (try Vectors.text("I_siwx", "digest")))
        #expect(signIn.address == (try Sample.payer()))
    }

    @Test func withoutAStatementTwoLinesStayEmpty() {
        let challenge = SignIn.Challenge(
            domain: "a.example", uri: "https://a.example/x", nonce: "12345678",
            issuedAt: "2026-01-15T10:30:00Z")
        #expect(
            challenge.text(of: "0xAb", chainID: 1)
                == "a.example wants you to sign in with your Ethereum account:\n0xAb\n\n\n"
                + "URI: https://a.example/x\nVersion: 1\nChain ID: 1\nNonce: 12345678\n"
                + "Issued At: 2026-01-15T10:30:00Z")
    }

    /// Whatever is done to the bytes, they are read as a proof or refused, and never obeyed.
    @Test func changedBytesNeverProveAnything() throws {
        let good = try HeaderCodec.decode(try Vectors.text("I_siwx", "SIGN-IN-WITH-X")).bytes
        let owner = try Sample.payer()
        let original = try Self.signIn().digest
        let issued = try #require(Timestamp(rfc3339: "2026-01-15T10:31:00Z"))
        let recover: RecoverSigner = { _, digest in digest == original ? owner : nil }
        try Self.signIn().check(
            origin: "https://api.example.com", domain: "api.example.com", at: issued,
            recover: recover)
        for place in good.indices {
            for byte in [UInt8(0), 0x22, 0x5C, 0x7F, good[place] ^ 1] where byte != good[place] {
                var bytes = good
                bytes[place] = byte
                guard let read = try? SignIn(header: Base64.encode(bytes)) else { continue }
                // Only the signature's own bytes, and names that nobody reads, are not in the text.
                if read.digest == original { continue }
                #expect(throws: SignIn.Refusal.self) {
                    try read.check(
                        origin: "https://api.example.com", domain: "api.example.com", at: issued,
                        recover: recover)
                }
            }
        }
    }
}

@Suite struct MCPPaymentTests {
    static func required() throws -> PaymentRequired {
        let priced = try Sample.priced([.v2])
        return PaymentRequired(
            version: .v2, error: nil, offers: priced.offers, resource: priced.resource.json)
    }

    @Test func anOfferIsReadFromEachPlaceThatServersUse() throws {
        let required = try Self.required()
        let whole = JSONValue.object(MCPPayment.demand(required))
        #expect(MCPPayment.required(in: ["result": whole])?.offers == required.offers)
        var text = MCPPayment.demand(required)
        text["structuredContent"] = nil
        #expect(MCPPayment.required(in: ["result": .object(text)])?.offers == required.offers)
        let error: JSONValue = ["error": ["code": 402, "data": required.json]]
        #expect(MCPPayment.required(in: error)?.offers == required.offers)
    }

    @Test func anythingElseAsksForNoPayment() throws {
        let offer = try Self.required().json
        for answer: JSONValue in [
            [:], ["result": ["structuredContent": offer]],
            ["result": ["isError": true, "content": [["type": "text", "text": "sorry"]]]],
            ["error": ["code": -32602, "data": offer]], ["error": ["code": 402]],
        ] {
            #expect(MCPPayment.required(in: answer) == nil)
        }
    }

    @Test func paymentAndSettlementTravelInTheirOwnPlaces() throws {
        let payment = try PaymentPayload(
            header: try Vectors.text("A_cronosTestnet338", "headerV1Std_b64"))
        let params = MCPPayment.params(["name": "x", "_meta": ["keep": 1]], paidBy: payment)
        #expect(try MCPPayment.payment(in: params) == payment)
        #expect(params["_meta"]?["keep"] == 1)
        #expect(try MCPPayment.payment(in: ["name": "x"]) == nil)
        let settlement = SettlementResponse(
            success: true, transaction: "0xab", networkName: "eip155:338")
        let result = MCPPayment.result(["content": []], settledBy: settlement)
        #expect(MCPPayment.settlement(in: .object(result)) == settlement)
        #expect(throws: WireError.self) {
            try MCPPayment.payment(in: ["_meta": [MCPPayment.paymentKey: "text"]])
        }
    }
}

@Suite struct A2APaymentTests {
    @Test func eachStepOfAPaymentSurvivesTheMessage() throws {
        let payment = try PaymentPayload(
            header: try Vectors.text("A_cronosTestnet338", "headerV1Std_b64"))
        let receipt = SettlementResponse(success: true, transaction: "0x1", networkName: "base")
        for step in [
            A2APayment(.required, required: try MCPPaymentTests.required()),
            A2APayment(.submitted, payload: payment), A2APayment(.verified),
            A2APayment(.completed, receipts: [receipt, receipt]),
            A2APayment(.failed, receipts: [receipt], error: .duplicateNonce),
            A2APayment(.rejected),
        ] {
            #expect(try A2APayment(metadata: .object(step.metadata)) == step)
        }
        let asked = A2APayment(.required, required: try MCPPaymentTests.required())
        #expect(asked.taskState == "input-required")
        let message = A2APayment(.submitted, payload: payment).message(id: "m1", task: "t1")
        #expect(message["taskId"] == "t1")
        #expect(message["metadata"]?["x402.payment.status"] == "payment-submitted")
    }

    @Test func whatIsNotAboutPaymentIsNone() throws {
        #expect(try A2APayment(metadata: [:]) == nil)
        #expect(try A2APayment(metadata: ["other": 1]) == nil)
    }

    @Test(arguments: [
        ["x402.payment.status": "payment-required"], ["x402.payment.status": "payment-submitted"],
        ["x402.payment.status": "paid"], ["x402.payment.status": 5],
        ["x402.payment.status": "payment-failed", "x402.payment.error": "BECAUSE"],
        ["x402.payment.status": "payment-completed", "x402.payment.receipts": [1]],
        ["x402.payment.status": "payment-submitted", "x402.payment.payload": ["x402Version": 7]],
    ] as [JSONValue])
    func whatCannotBeReadIsRefused(metadata: JSONValue) {
        #expect(throws: WireError.self) { try A2APayment(metadata: metadata) }
    }

    @Test func everyReasonOfAFacilitatorHasItsWord() {
        for (reason, word) in [
            (InvalidReason.insufficientBalance, A2APayment.Failure.insufficientFunds),
            (.permit2Balance, .insufficientFunds), (.badSignature, .invalidSignature),
            (.validBefore, .expiredPayment), (.nonceUsed, .duplicateNonce),
            (.networkMismatch, .networkMismatch), (.valueMismatch, .invalidAmount),
            (.transactionFailed, .settlementFailed),
        ] {
            #expect(A2APayment.Failure(reason: reason.rawValue) == word)
        }
    }
}
