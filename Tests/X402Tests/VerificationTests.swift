import Domain
import Hashing
import JSON
import Testing

@testable import X402

/// Check by check, in the order of the reference facilitator.
@Suite struct VerificationTests {
    static let now: UInt64 = 1_790_000_000

    /// Knows the one signature of vector A and nothing else: the curve has tests of its own.
    static let recover: RecoverSigner = { signature, digest in
        guard digest.hex == "0x774b215f7d7567376f6b68ee07b370b8b88ba76f5056bac5fdfeba7f3a9056f9",
            signature.r.hex == "0x4c4eb19f2f90845ab93f975f0931c71f9570a731bff41a71d790aab13a989559",
            signature.recoveryID == 0
        else { return nil }
        return try? Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    }

    static func payment() throws -> JSONValue {
        try HeaderCodec.decode(try Vectors.text("A_cronosTestnet338", "headerV1Std_b64"))
    }

    static let offer: JSONValue = [
        "scheme": "exact", "network": "cronos-testnet", "maxAmountRequired": "10000",
        "asset": "0xc01efAaF7C5C61bEbFAeb358E1161b537b8bC0e0",
        "payTo": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "maxTimeoutSeconds": 300,
        "extra": ["name": "Bridged USDC (Stargate)", "version": "1"],
    ]

    /// All that a facilitator asks, with the chain's answers given.
    static func reason(
        _ payment: JSONValue, _ offer: JSONValue, now: UInt64 = now,
        account: Verification.Account = .key, walletSays: Bool = true, used: Bool = false,
        balance: UInt128 = 10_000
    ) throws -> InvalidReason? {
        do throws(InvalidReason) {
            let verification: Verification
            do {
                verification = try Verification(
                    try PaymentPayload(payment),
                    against: try PaymentRequirements(offer, version: .v1),
                    now: now)
            } catch let reason as InvalidReason {
                throw reason
            } catch {
                Issue.record("\(error)")
                return nil
            }
            switch try verification.check(account: account, recover: recover) {
            case .nothing: break
            case .wallet: try verification.check(walletSays: walletSays)
            }
            _ = try verification.asset(in: AssetTable())
            try verification.check(nonceIsUsed: used, balance: balance)
            return nil
        } catch { return error }
    }

    @Test func theVectorPassesInBothDialects() throws {
        #expect(try Self.reason(try Self.payment(), Self.offer) == nil)
        let flat = try HeaderCodec.decode(
            try Vectors.text("A_cronosTestnet338", "headerCronosFlat_b64"))
        #expect(try Self.reason(flat, Self.offer) == nil)
    }

    enum Fault: CaseIterable {
        case scheme, offeredScheme, network, unknownNetwork, noDomain, recipient, valueAbove
        case valueBelow, expired, notYet, noSignature, shortSignature, otherSignature, highS
        case foreignAsset, otherName, otherVersion, used, poor

        var reason: InvalidReason {
            switch self {
            case .scheme, .offeredScheme: .unsupportedScheme
            case .network: .networkMismatch
            case .unknownNetwork: .unknownNetwork
            case .noDomain: .missingDomain
            case .recipient: .recipientMismatch
            case .valueAbove, .valueBelow: .valueMismatch
            case .expired: .validBefore
            case .notYet: .validAfter
            case .noSignature: .badSignature
            case .shortSignature: .undeployedWallet
            case .otherSignature, .highS, .otherName, .otherVersion, .foreignAsset: .badSignature
            case .used: .nonceUsed
            case .poor: .insufficientBalance
            }
        }
    }

    @Test(arguments: Fault.allCases)
    func aFaultHasItsOwnCode(fault: Fault) throws {
        #expect(try Self.reason(with: [fault]) == fault.reason)
    }

    /// Two faults at once: the earlier check speaks.
    @Test func theOrderOfTheChecksDecidesWhichCodeIsTold() throws {
        let ordered = Fault.allCases.filter {
            ![.offeredScheme, .valueBelow, .shortSignature, .highS, .otherSignature].contains($0)
        }
        for (index, first) in ordered.enumerated() {
            for second in ordered[(index + 1)...] {
                #expect(
                    try Self.reason(with: [first, second]) == first.reason, "\(first), \(second)")
            }
        }
    }

    /// The first fault is put in last, so that it stays when both touch one member.
    static func reason(
        with faults: [Fault], account: Verification.Account = .key, walletSays: Bool = true
    ) throws -> InvalidReason? {
        var world = World(payment: try payment(), offer: offer)
        for fault in faults.reversed() { try world.take(fault) }
        return try reason(
            world.payment, world.offer, now: world.now, account: account, walletSays: walletSays,
            used: world.used, balance: world.balance)
    }

    private struct World {
        var payment: JSONValue
        var offer: JSONValue
        var now = VerificationTests.now
        var used = false
        var balance: UInt128 = 10_000

        mutating func take(_ fault: Fault) throws {
            switch fault {
            case .scheme: payment.set("scheme", to: "upto")
            case .offeredScheme: offer.set("scheme", to: "upto")
            case .network: payment.set("network", to: "base")
            case .unknownNetwork:
                payment.set("network", to: "moon")
                offer.set("network", to: "moon")
            case .noDomain: offer.set("extra", to: [:])
            case .recipient:
                offer.set("payTo", to: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC")
            case .valueAbove: offer.set("maxAmountRequired", to: "9999")
            case .valueBelow: offer.set("maxAmountRequired", to: "10001")
            case .expired: now = 1_799_999_995
            case .notYet: payment.set("payload", "authorization", "validAfter", to: "1799999999")
            case .noSignature: payment.set("payload", "signature", to: nil)
            case .shortSignature: payment.set("payload", "signature", to: "0x1234")
            case .otherSignature:
                let bytes = "0x" + String(repeating: "11", count: 65)
                payment.set("payload", "signature", to: .string(bytes))
            case .highS:
                let twin = try Vectors.text("G_negative", "A_highS_signature")
                payment.set("payload", "signature", to: .string(twin))
            case .foreignAsset:
                offer.set("asset", to: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC")
            case .otherName: offer.set("extra", to: ["name": "Fake", "version": "1"])
            case .otherVersion:
                offer.set("extra", to: ["name": "Bridged USDC (Stargate)", "version": "2"])
            case .used: used = true
            case .poor: balance = 9_999
            }
        }
    }

    /// Six seconds before the end is early enough, five are not.
    @Test(
        arguments: [(1_799_999_994, nil), (1_799_999_995, .validBefore)]
            as [(UInt64, InvalidReason?)])
    func theMarginIsSixSeconds(now: UInt64, reason: InvalidReason?) throws {
        #expect(try Self.reason(try Self.payment(), Self.offer, now: now) == reason)
    }

    @Test func aRecoveryIDOfZeroOrOneIsAccepted() throws {
        var payment = try Self.payment()
        payment.set(
            "payload", "signature", to: .string(try Vectors.text("G_negative", "A_v01_signature")))
        #expect(try Self.reason(payment, Self.offer) == nil)
    }

    /// The wallet's own word counts, so what comes after the signature can be reached.
    @Test(
        arguments: [
            (.foreignAsset, .assetNotAContract), (.otherName, .tokenNameMismatch),
            (.otherVersion, .tokenVersionMismatch),
        ] as [(Fault, InvalidReason)])
    func aTokenThatIsNotOursIsRefused(fault: Fault, reason: InvalidReason) throws {
        #expect(try Self.reason(with: [fault], account: .contract) == reason)
    }

    @Test func aContractIsAskedAndAKeysSignatureCountsForNothing() throws {
        #expect(try Self.reason(with: [], account: .contract, walletSays: false) == .badSignature)
        #expect(try Self.reason(with: [.shortSignature], account: .contract) == nil)
    }

    @Test func aWrappedSignatureIsUnwrappedAndItsFactoryNotObeyed() throws {
        let wrapped = try Vectors.text("H_erc6492", "wrapped")
        let signature = WalletSignature(try #require(Hex.decode(wrapped)))
        #expect(signature.factory?.checksummed == (try Vectors.text("H_erc6492", "factory")))
        #expect(
            "0x" + Hex.encode(signature.factoryCall)
                == (try Vectors.text("H_erc6492", "factoryCalldata")))
        #expect(
            "0x" + Hex.encode(signature.inner) == (try Vectors.text("H_erc6492", "innerSignature")))
        var payment = try Self.payment()
        payment.set("payload", "signature", to: .string(wrapped))
        #expect(try Self.reason(payment, Self.offer) == .factoryNotAllowed)
    }

    /// No length that lies about itself may trap.
    @Test func aDamagedWrappingIsTakenAsItStands() throws {
        let bytes = try #require(Hex.decode(try Vectors.text("H_erc6492", "wrapped")))
        for index in bytes.indices.dropLast(32) {
            for value in [0, 0x7F, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[index] = value
                _ = WalletSignature(damaged)
            }
        }
        for count in 0..<bytes.count { _ = WalletSignature(Array(bytes.suffix(count))) }
    }
}

extension JSONValue {
    /// Replaces the member at the end of the path; nil removes it.
    mutating func set(_ path: String..., to value: JSONValue?) { set(path[...], to: value) }

    private mutating func set(_ path: ArraySlice<String>, to value: JSONValue?) {
        guard let name = path.first else { return }
        var members = object ?? JSONObject()
        if path.count == 1 {
            members[name] = value
        } else {
            var child = members[name] ?? [:]
            child.set(path.dropFirst(), to: value)
            members[name] = child
        }
        self = .object(members)
    }
}
