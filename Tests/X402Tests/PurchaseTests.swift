import Domain
import Hashing
import JSON
import Testing

@testable import X402

@Suite struct PurchaseTests {
    static let now: UInt64 = 1_790_000_000

    /// A history that leads to each state.
    enum Past: CaseIterable {
        case asking, signing, paying, retrying, free, paid, notPaid, unknown

        var events: [Purchase.Event] {
            let signed: [Purchase.Event] = [.answered(demand()), .signed(signature)]
            return switch self {
            case .asking: []
            case .signing: [.answered(demand())]
            case .paying: signed
            case .retrying: signed + [.unanswered(mayHaveBeenReceived: true)]
            case .free: [.answered(Answer(status: 200))]
            case .paid: signed + [.answered(served)]
            case .notPaid: [.answered(Answer(status: 404))]
            case .unknown: signed + [.answered(Answer(status: 500))]
            }
        }

        func replayed() throws -> Purchase {
            var purchase = try PurchaseTests.purchase()
            for event in events { _ = try purchase.apply(event, now: PurchaseTests.now) }
            return purchase
        }
    }

    static let probes: [Purchase.Event] = [
        .answered(demand()), .answered(served), .answered(Answer(status: 500)),
        .unanswered(mayHaveBeenReceived: true), .unanswered(mayHaveBeenReceived: false),
        .signed(signature), .notSigned("killed"),
    ]

    /// Every event in every state: it moves the purchase, or throws and leaves it as it was.
    @Test(arguments: Past.allCases, probes)
    func everyEventMovesOrThrows(past: Past, event: Purchase.Event) throws {
        var purchase = try past.replayed()
        let before = purchase
        do {
            let action = try purchase.apply(event, now: Self.now)
            #expect(purchase != before)
            if case .over = purchase.state { #expect(action == .stop) }
        } catch {
            #expect(purchase == before)
            #expect(error == .outOfOrder)
        }
    }

    @Test func whatIsServedWithoutPaymentCostsNothing() throws {
        #expect(try Past.free.replayed().state == .over(.free(Answer(status: 200))))
    }

    @Test func theGoodsComeAfterPaymentInBothVersions() throws {
        for version in ProtocolVersion.allCases {
            var purchase = try Self.purchase()
            let action = try purchase.apply(.answered(Self.demand([version])), now: Self.now)
            guard case .sign(let message) = action else {
                Issue.record("\(action)")
                return
            }
            #expect(message.signer == (try Self.payer()))
            let next = try purchase.apply(.signed(Self.signature), now: Self.now + 5)
            guard case .pay(let header) = next else {
                Issue.record("\(next)")
                return
            }
            #expect(header.name == version.paymentHeader)
            let payload = try PaymentPayload(header: header.value)
            guard case .transfer(let authorization) = payload.method else { return }
            #expect(authorization.validBefore == Self.now + 120)
            #expect(authorization.nonce == Authorization.nonce(runID: "run-1"))
            _ = try purchase.apply(.answered(Self.served), now: Self.now)
            guard case .over(.paid(let answer, let settlement)) = purchase.state else {
                Issue.record("\(purchase.state)")
                return
            }
            #expect(answer.status == 200 && !settlement.transaction.isEmpty)
        }
    }

    @Test func aRetryCarriesTheSameBytes() throws {
        var purchase = try Past.signing.replayed()
        var sent: Set<Purchase.Action> = [
            try purchase.apply(.signed(Self.signature), now: Self.now)
        ]
        for _ in 1..<Purchase.attemptsMax {
            sent.insert(
                try purchase.apply(.unanswered(mayHaveBeenReceived: true), now: Self.now + 60))
        }
        #expect(sent.count == 1)
        #expect(try purchase.apply(.unanswered(mayHaveBeenReceived: true), now: Self.now) == .stop)
        guard case .over(.unknown) = purchase.state else {
            Issue.record("\(purchase.state)")
            return
        }
    }

    @Test func bytesThatNeverLeftAreCertainlyNotPaid() throws {
        var purchase = try Past.paying.replayed()
        for _ in 0..<Purchase.attemptsMax {
            _ = try purchase.apply(.unanswered(mayHaveBeenReceived: false), now: Self.now)
        }
        #expect(purchase.state == .over(.notPaid("not_sent")))
    }

    /// A server that asks again, dearer or not, gets no second signature.
    @Test func aSecond402IsNeverSignedFor() throws {
        var purchase = try Past.paying.replayed()
        #expect(try purchase.apply(.answered(Self.demand()), now: Self.now) == .stop)
        guard case .over(.unknown) = purchase.state else {
            Issue.record("\(purchase.state)")
            return
        }
    }

    @Test(arguments: [
        (301, "redirected"), (308, "redirected"), (404, "status_404"), (500, "status_500"),
    ])
    func withoutAnOfferNothingIsSigned(status: Int, reason: String) throws {
        var purchase = try Self.purchase()
        let answer = Answer(
            status: status, headers: status < 400 ? [.init("Location", "https://b.com/")] : [])
        #expect(try purchase.apply(.answered(answer), now: Self.now) == .stop)
        #expect(purchase.state == .over(.notPaid(reason)))
    }

    @Test func anOfferForAnotherHostsResourceIsRefused() throws {
        var purchase = try Self.purchase(host: "other.example.com")
        _ = try purchase.apply(.answered(Self.demand()), now: Self.now)
        #expect(purchase.state == .over(.notPaid("foreign_resource")))
    }

    /// A claim without proof, or a lie, leaves the question open.
    @Test(arguments: [
        SettlementResponse(success: true, transaction: "", networkName: "eip155:338"),
        SettlementResponse(success: false, errorReason: "no", networkName: "eip155:338"),
    ])
    func onlyASettlementWithATransactionIsTakenAsPaid(settlement: SettlementResponse) throws {
        var purchase = try Past.paying.replayed()
        let answer = Answer(status: 200, headers: [.init("PAYMENT-RESPONSE", settlement.header)])
        _ = try purchase.apply(.answered(answer), now: Self.now)
        guard case .over(.unknown) = purchase.state else {
            Issue.record("\(purchase.state)")
            return
        }
    }

    @Test(
        arguments: [
            ("https://API.Example.com/x", "api.example.com"), ("http://a.b:8080?x", "a.b"),
            ("https://u@evil.com/", "evil.com"), ("https://[::1]:80/", "[::1]"),
            ("ftp://a/", nil), ("a.com", nil), ("https:///x", nil), ("https://[::1/", nil),
        ] as [(String, String?)])
    func theHostOfAnAddressIsRead(url: String, host: String?) {
        #expect(HostName.of(url) == host)
    }

    static let signature: Signature = {
        guard let signature = Signature(r: Bytes32(5), s: Bytes32(6), recoveryID: 0) else {
            preconditionFailure("zero is a recovery id")
        }
        return signature
    }()

    static let served = Answer(
        status: 200,
        headers: [
            .init(
                "payment-response",
                SettlementResponse(success: true, transaction: "0xab", networkName: "eip155:338")
                    .header)
        ], body: Array("goods".utf8))

    static func payer() throws -> Address {
        try Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    }

    static func demand(_ versions: [ProtocolVersion] = [.v2, .v1]) -> Answer {
        do { return try priced(versions).demand() } catch {
            Issue.record("\(error)")
            return Answer(status: 0)
        }
    }

    static func priced(_ versions: [ProtocolVersion] = [.v2, .v1]) throws -> PricedResource {
        let asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        let resource = PaymentRequirements.Resource(
            url: "https://api.example.com/a", description: "a", mimeType: "text/plain")
        return try #require(
            PricedResource(
                resource, prices: [Money(atomicUnits: 10_000, of: asset)],
                payTo: try Address(OfferChoiceTests.payTo), versions: versions))
    }

    static func purchase(host: String = "api.example.com") throws -> Purchase {
        let asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        return Purchase(
            Purchase.Terms(payer: try payer(), runID: "run-1", host: host),
            choosing: OfferChoice.Terms(
                network: .cronosTestnet, currency: "USDC",
                amountMax: Money(atomicUnits: 20_000, of: asset)),
            assets: AssetTable())
    }
}
