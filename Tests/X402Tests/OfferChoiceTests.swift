import Domain
import JSON
import Testing

@testable import X402

@Suite struct OfferChoiceTests {
    static let payTo = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
    static let offer: JSONValue = [
        "scheme": "exact", "network": "eip155:338", "amount": "10000",
        "asset": "0xc01efAaF7C5C61bEbFAeb358E1161b537b8bC0e0", "payTo": .string(payTo),
        "maxTimeoutSeconds": 300,
        "extra": ["name": "Bridged USDC (Stargate)", "version": "1"],
    ]

    static func choose(
        _ offers: JSONValue..., max: UInt128 = 50_000, quote: OfferChoice.Quote? = nil,
        network: Network = .cronosTestnet
    ) throws -> OfferChoice.Choice {
        let asset = try #require(AssetTable().asset("USDC", on: network))
        let terms = OfferChoice.Terms(
            network: network, currency: "USDC", amountMax: Money(atomicUnits: max, of: asset),
            quote: quote)
        return try OfferChoice(assets: AssetTable(), terms: terms).choose(
            try offers.map { try PaymentRequirements($0, version: .v2) })
    }

    static func changed(_ changes: (inout JSONValue) -> Void) -> JSONValue {
        var offer = offer
        changes(&offer)
        return offer
    }

    @Test func aGoodOfferIsTakenForNoLongerThanTwoMinutes() throws {
        let choice = try Self.choose(Self.offer)
        #expect(choice.amount.atomicUnits == 10_000)
        #expect(choice.payTo.checksummed == Self.payTo)
        #expect(choice.windowSeconds == 120)
    }

    @Test func theCheapestOfTheGoodOffersIsTaken() throws {
        let cheap = Self.changed { $0.set("amount", to: "9000") }
        let foreign = Self.changed {
            $0.set("amount", to: "1")
            $0.set("network", to: "eip155:25")
        }
        #expect(try Self.choose(Self.offer, cheap, foreign).amount.atomicUnits == 9_000)
    }

    static let refusals: [(OfferChoice.Refusal, JSONValue)] = [
        (.unsupportedScheme, changed { $0.set("scheme", to: "permit") }),
        (.unsupportedScheme, changed { $0.set("extra", "assetTransferMethod", to: "erc7710") }),
        (.facilitatorUnnamed, changed { $0.set("scheme", to: "upto") }),
        (
            .unsupportedScheme,
            changed {
                $0.set("scheme", to: "upto")
                $0.set("extra", "assetTransferMethod", to: "eip3009")
            }
        ),
        (.unsupportedFlow, changed { $0.set("extra", "paymentFlow", to: "escrow") }),
        (.foreignNetwork, changed { $0.set("network", to: "eip155:25") }),
        (.foreignNetwork, changed { $0.set("network", to: "solana:x") }),
        (.foreignAsset, changed { $0.set("asset", to: .string(payTo)) }),
        (.foreignAsset, changed { $0.set("asset", to: "USDC") }),
        (.foreignDomain, changed { $0.set("extra", "version", to: "2") }),
        (.foreignDomain, changed { $0.set("extra", "name", to: "USD Coin") }),
        (.foreignDomain, changed { $0.set("extra", "name", to: nil) }),
        (.payeeNotAnAddress, changed { $0.set("payTo", to: "merchant") }),
        (
            .payeeNotAnAddress,
            changed { $0.set("payTo", to: .string("0x" + String(repeating: "0", count: 40))) }
        ),
        (.zeroPrice, changed { $0.set("amount", to: "0") }),
        (.windowTooShort, changed { $0.set("maxTimeoutSeconds", to: 5) }),
        (.windowTooLong, changed { $0.set("maxTimeoutSeconds", to: 86_400) }),
        (.priceAboveMaximum, changed { $0.set("amount", to: "50001") }),
    ]

    @Test(arguments: refusals)
    func eachFaultIsRefusedByItsName(refusal: OfferChoice.Refusal, offer: JSONValue) {
        #expect(throws: refusal) { try Self.choose(offer) }
    }

    @Test func noOfferAtAllIsRefused() {
        #expect(throws: OfferChoice.Refusal.noOffer) { try Self.choose() }
    }

    static let settler = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
    static let permitted = changed { $0.set("extra", "assetTransferMethod", to: "permit2") }
    static let metered = changed {
        $0.set("scheme", to: "upto")
        $0.set("extra", "facilitatorAddress", to: .string(settler))
    }

    /// What is signed names the spender of its scheme, and never more than the offer asks for.
    @Test func permit2IsSignedForTheAmountOfTheOfferAndItsOwnSpender() throws {
        let payer = try Sample.payer()
        for (offer, spender) in [
            (Self.permitted, Permit2.exactProxy), (Self.metered, Permit2.uptoProxy),
        ] {
            let choice = try Self.choose(offer)
            let payment = choice.payment(from: payer, nonceOf: "run", now: 1_000)
            guard case .permit2(let permit) = payment else {
                Issue.record("\(payment)")
                continue
            }
            #expect(permit.spender == spender && permit.amount == 10_000)
            #expect(permit.deadline == 1_120 && permit.to.checksummed == Self.payTo)
            #expect(
                permit.facilitator?.checksummed
                    == (spender == Permit2.uptoProxy ? Self.settler : nil))
            #expect(payment.nonce == Authorization.nonce(runID: "run"))
        }
    }

    @Test func ofEqualPricesTheOneThatNeedsNoAllowanceIsTaken() throws {
        let choice = try Self.choose(Self.metered, Self.permitted, Self.offer)
        #expect(choice.means == .authorization)
        #expect(try Self.choose(Self.metered, Self.permitted).offer.scheme == "exact")
    }

    @Test func whereNothingIsRealOnlySimulatedSellersAreTaken() throws {
        let asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        let terms = OfferChoice.Terms(
            network: .cronosTestnet, currency: "USDC",
            amountMax: Money(atomicUnits: 50_000, of: asset), needsSimulation: true)
        let choice = OfferChoice(assets: AssetTable(), terms: terms)
        #expect(throws: OfferChoice.Refusal.realSeller) {
            try choice.choose([try PaymentRequirements(Self.offer, version: .v2)])
        }
        let simulated = Self.changed { $0.set("extra", "simulated", to: true) }
        _ = try choice.choose([try PaymentRequirements(simulated, version: .v2)])
    }

    @Test func theTellingRefusalIsReported() {
        let foreign = Self.changed { $0.set("network", to: "eip155:25") }
        let dear = Self.changed { $0.set("amount", to: "99999999") }
        #expect(throws: OfferChoice.Refusal.priceAboveMaximum) { try Self.choose(dear, foreign) }
    }

    /// Frozen at what was shown: only a lower price may come after it.
    @Test(
        arguments: [(9_999, .priceRisen), (10_000, nil), (10_001, nil)]
            as [(UInt128, OfferChoice.Refusal?)])
    func aPriceThatHasRisenIsRefused(quoted: UInt128, refusal: OfferChoice.Refusal?) throws {
        let asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        let quote = OfferChoice.Quote(
            amount: Money(atomicUnits: quoted, of: asset), payTo: try Address(Self.payTo))
        if let refusal {
            #expect(throws: refusal) { try Self.choose(Self.offer, quote: quote) }
        } else {
            _ = try Self.choose(Self.offer, quote: quote)
        }
    }

    @Test func anotherPayeeThanTheQuotedOneIsRefused() throws {
        let asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        let quote = OfferChoice.Quote(
            amount: Money(atomicUnits: 10_000, of: asset),
            payTo: try Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"))
        #expect(throws: OfferChoice.Refusal.payeeChanged) {
            try Self.choose(Self.offer, quote: quote)
        }
    }

    /// Sources dispute the version of this token's domain, so nobody guesses it.
    @Test func aTokenWithoutAPinnedDomainIsRefused() {
        let mainnet = Self.changed {
            $0.set("network", to: "eip155:25")
            $0.set("asset", to: "0xf951eC28187D9E5Ca673Da8FE6757E6f0Be5F77C")
        }
        #expect(throws: OfferChoice.Refusal.unknownDomain) {
            try Self.choose(mainnet, network: .cronos)
        }
    }
}
