import Domain
import Hashing
import JSON
import Testing

@testable import X402

@Suite struct PricedResourceTests {
    @Test func theDemandIsReadableInBothVersionsAndNotCached() throws {
        let answer = try Sample.priced().demand()
        #expect(answer.status == 402)
        #expect(answer.values(of: "cache-control") == ["no-store"])
        let header = try #require(answer.values(of: "PAYMENT-REQUIRED").first)
        let second = try PaymentRequired(header: header, body: [])
        #expect(second.version == .v2)
        let first = try PaymentRequired(header: nil, body: answer.body)
        #expect(first.version == .v1)
        #expect(first.offers[0].amount == second.offers[0].amount)
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("null"))
    }

    static func payload(_ version: ProtocolVersion, _ change: (inout JSONValue) -> Void = { _ in })
        throws -> PaymentPayload
    {
        let offer = try #require(
            try Sample.priced().offers.first { $0.version == version })
        let authorization = Authorization(
            from: try Sample.payer(), to: try #require(offer.payToAddress), value: 10_000,
            validAfter: 0, validBefore: 2_000_000_000, nonce: Bytes32(9))
        var json = PaymentPayload(
            for: offer, of: PaymentRequired(version: version, error: nil, offers: [offer]),
            method: .transfer(authorization), signature: Sample.signature.bytes
        ).json
        change(&json)
        return try PaymentPayload(json)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func aPaymentForTheOfferIsPassedOnWithOurOwnOffer(version: ProtocolVersion) throws {
        let priced = try Sample.priced()
        let payload = try Self.payload(version)
        let offered = priced.payment(in: [payload.paymentHeader])
        guard case .payment(let request) = offered else {
            Issue.record("\(offered)")
            return
        }
        #expect(priced.offers.contains(request.requirements))
        #expect(try FacilitatorRequest(request.json) == request)
    }

    @Test(arguments: [
        ("amount", "1"), ("payTo", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
        ("asset", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"), ("network", "eip155:25"),
        ("scheme", "upto"),
    ])
    func aPaymentForAnotherOfferIsRefused(member: String, value: String) throws {
        let payload = try Self.payload(.v2) { $0.set("accepted", member, to: .string(value)) }
        #expect(
            try Sample.priced().payment(in: [payload.paymentHeader])
                == .refused("No matching payment requirements"))
    }

    /// At the same price, and whatever the host is called on the way.
    @Test(arguments: [
        ("https://api.example.com/a", true), ("http://10.0.0.1:8080/a", true),
        ("https://api.example.com/b", false), ("mcp://tool/a", true), ("mcp://tool/b", false),
        ("/b", false), ("", false),
    ])
    func aPaymentForAnotherResourceIsRefused(url: String, isTaken: Bool) throws {
        let payload = try Self.payload(.v2) { json in
            json.set("resource", to: ["url": .string(url)])
        }
        let offered = try Sample.priced().payment(in: [payload.paymentHeader])
        #expect((offered != .refused("No matching payment requirements")) == isTaken)
    }

    @Test func twoPaymentHeadersAreRefused() throws {
        let priced = try Sample.priced()
        let headers = try ProtocolVersion.allCases.map { try Self.payload($0).paymentHeader }
        #expect(priced.payment(in: headers) == .refused("There must be one payment header."))
        #expect(
            priced.payment(in: [headers[0], headers[0]])
                == .refused("There must be one payment header."))
        #expect(priced.payment(in: []) == .nothing)
        #expect(priced.payment(in: [.init("x-payment", "%%%")]) == .refused("invalid_payload"))
    }

    /// A payload of one version in the header of the other is confusion, not tolerance.
    @Test func aHeaderHoldsItsOwnVersion() throws {
        let payload = try Self.payload(.v1)
        let priced = try Sample.priced()
        #expect(
            priced.payment(in: [.init("PAYMENT-SIGNATURE", payload.header)])
                == .refused("No matching payment requirements"))
    }
}
