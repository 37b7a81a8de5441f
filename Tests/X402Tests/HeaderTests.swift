import Domain
import JSON
import Testing

@testable import X402

@Suite struct HeaderTests {
    static let payments: [(String, String)] = [
        ("A_cronosTestnet338", "headerV1Std_b64"), ("A_cronosTestnet338", "headerCronosFlat_b64"),
        ("B_cronosMainnet25", "PAYMENT-SIGNATURE"), ("C_baseSepolia", "PAYMENT-SIGNATURE"),
        ("C_baseSepolia", "X-PAYMENT"), ("D_permit2Exact", "PAYMENT-SIGNATURE"),
        ("B2_cronosMainnet25_version2", "PAYMENT-SIGNATURE"),
        ("B2_cronosMainnet25_version2", "headerCronosFlat_b64"),
    ]

    @Test(arguments: payments)
    func aPaymentHeaderSurvivesReadingAndWriting(vector: String, header: String) throws {
        let text = try Vectors.text(vector, header)
        let payload = try PaymentPayload(header: text)
        #expect(try PaymentPayload(header: payload.header) == payload)
        #expect(payload.json.canonical == (try HeaderCodec.decode(text)).canonical)
    }

    @Test func theOfferHeaderOfVersionTwoIsRead() throws {
        let header = try Vectors.text("B_cronosMainnet25", "PAYMENT-REQUIRED")
        let required = try PaymentRequired(header: header, body: Array("{}".utf8))
        #expect(required.version == .v2)
        #expect(required.offers.map(\.amount) == [1_250_000])
        #expect(required.offers[0].network == .cronos)
        #expect(required.json.canonical == (try HeaderCodec.decode(header)).canonical)
    }

    @Test func theSettlementHeaderIsRead() throws {
        let header = try Vectors.text("B_cronosMainnet25", "PAYMENT-RESPONSE")
        let settlement = try SettlementResponse(header: header)
        #expect(settlement.success)
        #expect(settlement.transaction == "0x" + String(repeating: "ab", count: 32))
        #expect(try SettlementResponse(header: settlement.header) == settlement)
    }

    /// Each with the same price, so that one expectation covers them.
    @Test(arguments: [
        #"{"x402Version":1,"error":"pay","accepts":[OFFER]}"#,
        #"{"x402Version":1,"error":"pay","paymentRequirements":OFFER}"#,
        #"{"x402Version":1,"accepts":[{"scheme":"odd"},OFFER]}"#,
    ])
    func theBodiesThatCronosServersSendAreRead(shape: String) throws {
        let offer = """
            {"scheme":"exact","network":"cronos-testnet","maxAmountRequired":"10000",
            "asset":"0xc01efAaF7C5C61bEbFAeb358E1161b537b8bC0e0",
            "payTo":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","maxTimeoutSeconds":300,
            "extra":"{\\"name\\":\\"Bridged USDC (Stargate)\\",\\"version\\":\\"1\\"}"}
            """
        let body = shape.split(separator: "OFFER", omittingEmptySubsequences: false)
            .joined(separator: offer)
        let required = try PaymentRequired(header: nil, body: Array(body.utf8))
        #expect(required.version == .v1)
        #expect(required.offers.map(\.amount) == [10000])
        #expect(required.offers[0].claimedDomain?.name == "Bridged USDC (Stargate)")
        #expect(required.offers[0].network == .cronosTestnet)
    }

    @Test(arguments: [
        (nil, "", WireError.noOffer), (nil, "<html>", .noOffer),
        (nil, #"{"x402Version":3,"accepts":[]}"#, .unknownVersion),
        (nil, #"{"x402Version":1,"accepts":[]}"#, .noOffer),
        (nil, #"{"x402Version":1,"accepts":[{}]}"#, .badMember("scheme")),
        ("!!", "", .notBase64), ("bm8=", "", .notJSON),
    ])
    func whatIsNoOfferIsRefused(header: String?, body: String, error: WireError) {
        #expect(throws: error) { try PaymentRequired(header: header, body: Array(body.utf8)) }
    }

    @Test func aHeaderThatIsTooLongIsNotRead() {
        let header = String(repeating: "A", count: ProtocolVersion.headerBytesMax + 1)
        #expect(throws: WireError.headerTooLong) { try PaymentRequired(header: header, body: []) }
    }

    @Test func anAmountIsDigitsAndNothingElse() {
        for amount in [
            "-1", "1e3", "1.0", "+1", "", " 1", "0x10", String(repeating: "9", count: 40),
        ] {
            let json: JSONValue = [
                "scheme": "exact", "network": "eip155:25", "amount": .string(amount),
                "asset": "x", "payTo": "y", "maxTimeoutSeconds": 60,
            ]
            #expect(throws: WireError.badMember("amount")) {
                try PaymentRequirements(json, version: .v2)
            }
        }
    }

    @Test(
        arguments: [
            ("eip155:25", 25), ("cronos", 25), ("cronos-mainnet", 25), ("cronos-testnet", 338),
            ("base-sepolia", 84532), ("eip155:31337", 31337), ("eip155:025", nil), ("eip155:", nil),
            ("eip155:0", nil), ("solana", nil), ("Base", nil),
        ] as [(String, UInt64?)])
    func networkNamesOfBothVersionsAreKnown(name: String, id: UInt64?) {
        #expect(NetworkName.chainID(name) == id)
    }
}
