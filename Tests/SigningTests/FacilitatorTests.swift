import Domain
import Hashing
import JSON
import Orchestration
import Signing
import Synchronization
import Testing
import X402

/// With real signatures on the sandbox: verify, settle, and what must never happen twice.
@Suite struct FacilitatorTests {
    struct FixedClock: Clock {
        let seconds: Int64
        func now() -> Timestamp { Timestamp(millisecondsSinceEpoch: seconds * 1000) }
    }

    struct World {
        let asset: Asset
        let payer: KeyPair
        let payTo: Address
        private let ledger = MemorySandboxLedger()
        let chain: SandboxChain
        let facilitator: Facilitator
        let now: Int64 = 1_790_000_000

        init(funds: UInt128 = 1_000_000) async throws {
            asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
            payer = try #require(KeyPair(try Fixtures.testKey(0)))
            payTo = try Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
            let clock = FixedClock(seconds: now)
            chain = SandboxChain(ledger: ledger, clock: clock, recover: Secp256k1.recover)
            facilitator = Facilitator(
                chain: chain, assets: AssetTable(), networks: [.cronosTestnet], clock: clock,
                recover: Secp256k1.recover)
            _ = try await chain.fund(
                payer.address, with: Money(atomicUnits: funds, of: asset), key: "start")
        }

        /// The same chain when so much time has passed on it.
        func chain(after seconds: Int64) -> SandboxChain {
            SandboxChain(
                ledger: ledger, clock: FixedClock(seconds: now + seconds),
                recover: Secp256k1.recover)
        }

        func request(
            _ version: ProtocolVersion, amount: UInt128 = 10_000, nonce: UInt128 = 1,
            cronos: Bool = false
        ) throws -> FacilitatorRequest {
            let resource = PaymentRequirements.Resource(
                url: "https://api.example.com/a", description: "a", mimeType: "text/plain")
            let offer = try #require(
                PaymentRequirements(
                    version, price: Money(atomicUnits: amount, of: asset), payTo: payTo,
                    maxTimeoutSeconds: 120, resource: resource))
            let authorization = Authorization(
                from: payer.address, to: payTo, value: amount, validAfter: 0,
                validBefore: UInt64(now) + 120, nonce: Bytes32(nonce))
            let message = SignableMessage.transfer(
                authorization, of: try #require(SigningDomain(asset)))
            let signature = try #require(Secp256k1.shared.sign(message.digest, with: payer))
            let required = PaymentRequired(
                version: version, error: nil, offers: [offer], resource: resource.json)
            return FacilitatorRequest(
                payload: PaymentPayload(
                    for: offer, of: required,
                    dialect: cronos ? .cronos(asset: offer.asset) : .standard,
                    method: .transfer(authorization), signature: signature.bytes),
                requirements: offer)
        }
    }

    @Test(arguments: ProtocolVersion.allCases)
    func aPaymentIsVerifiedAndSettledOnce(version: ProtocolVersion) async throws {
        let world = try await World()
        let request = try FacilitatorRequest(try world.request(version).json)
        let verdict = try await world.facilitator.verify(request)
        #expect(verdict == VerifyResponse(isValid: true, payer: world.payer.address.checksummed))
        let first = try await world.facilitator.settle(request)
        #expect(first.success && first.isSimulated)
        #expect(Bytes32(hex: first.transaction) != nil)
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
        let second = try await world.facilitator.settle(request)
        #expect(!second.success)
        #expect(second.errorReason == "invalid_exact_evm_nonce_already_used")
        #expect(
            try await world.facilitator.verify(request).invalidReason
                == "invalid_exact_evm_nonce_already_used")
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
    }

    @Test func theBodyThatCronosClientsSendIsTaken() async throws {
        let world = try await World()
        let request = try world.request(.v1, cronos: true)
        let body: JSONValue = [
            "x402Version": 1, "paymentHeader": .string(request.payload.header),
            "paymentRequirements": request.requirements.json,
        ]
        #expect(try await world.facilitator.settle(try FacilitatorRequest(body)).success)
    }

    @Test func fiftyAtOnceMoveTheMoneyOnce() async throws {
        let world = try await World()
        let request = try world.request(.v2)
        let reasons = await withTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        let answer = try await world.facilitator.settle(request)
                        return answer.success ? "settled" : answer.errorReason ?? ""
                    } catch { return "\(error)" }
                }
            }
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(reasons.filter { $0 == "settled" }.count == 1)
        #expect(
            Set(reasons).isSubset(of: [
                "settled", "settlement_pending", "invalid_exact_evm_nonce_already_used",
            ]))
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
    }

    @Test func whoHasTooLittleIsRefused() async throws {
        let world = try await World(funds: 9_999)
        let answer = try await world.facilitator.settle(try world.request(.v2))
        #expect(answer.errorReason == "invalid_exact_evm_insufficient_balance")
        #expect(answer.transaction.isEmpty)
    }

    @Test func anotherNetworkIsNotSpokenFor() async throws {
        let world = try await World()
        let other = Facilitator(
            chain: world.chain, assets: AssetTable(), networks: [.base],
            clock: FixedClock(seconds: world.now), recover: Secp256k1.recover)
        let verdict = try await other.verify(try world.request(.v1))
        #expect(verdict.invalidReason == InvalidReason.unknownNetwork.rawValue)
    }

    @Test func whatIsSupportedSaysThatItIsSimulated() async throws {
        let world = try await World()
        let supported = world.facilitator.supported
        #expect(supported["simulated"] == true)
        #expect(
            supported["kinds"]?.array?.map { $0["network"]?.string } == [
                "cronos-testnet", "eip155:338",
            ])
    }

    /// The sandbox judges for itself, as a token's contract does.
    @Test func theSandboxRefusesWhatTheTokenWould() async throws {
        let world = try await World()
        guard case .transfer(let good) = try world.request(.v2).payload.method else { return }
        let signature = try world.request(.v2).payload.signature
        let dearer = Authorization(
            from: good.from, to: good.to, value: good.value + 1, validAfter: 0,
            validBefore: good.validBefore, nonce: good.nonce)
        await #expect(throws: ChainError.refused(.badSignature)) {
            try await world.chain.settle(
                SignedAuthorization(dearer, asset: world.asset, signature: signature))
        }
        let late = SandboxChain(
            ledger: MemorySandboxLedger(), clock: FixedClock(seconds: world.now + 120),
            recover: Secp256k1.recover)
        await #expect(throws: ChainError.refused(.validBefore)) {
            try await late.settle(
                SignedAuthorization(good, asset: world.asset, signature: signature))
        }
    }

    @Test func playMoneyIsGivenOncePerKey() async throws {
        let world = try await World()
        let gift = Money(atomicUnits: 5, of: world.asset)
        #expect(try await world.chain.fund(world.payTo, with: gift, key: "a"))
        #expect(try await world.chain.fund(world.payTo, with: gift, key: "a") == false)
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 5)
    }
}
