import Domain
import Hashing
import Orchestration
import Testing
import X402

@testable import Signing

@Suite struct LocalSignerTests {
    static let decision = AllowDecision(id: "d1", agent: "a1", killGeneration: 3)

    static func message(from payer: Address, nonce: UInt128 = 1) throws -> SignableMessage {
        let asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        return .transfer(
            Authorization(
                from: payer, to: try Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
                value: 10_000, validAfter: 0, validBefore: 1_800_000_000, nonce: Bytes32(nonce)),
            of: try #require(SigningDomain(asset)))
    }

    @Test func whatIsAllowedIsSigned() async throws {
        let signer = try LocalSigner(try Fixtures.testKey(0)) { _ in
            Standing(generation: 3, isKilled: false)
        }
        let message = try Self.message(from: signer.address)
        let signature = try await signer.sign(SigningRequest(message, allowedBy: Self.decision))
        #expect(Secp256k1.recover(signature, message.digest) == signer.address)
        #expect(
            try await signer.sign(SigningRequest(message, allowedBy: Self.decision)) == signature)
    }

    @Test(arguments: [4, 2, 0, -1] as [Int64])
    func nothingIsSignedInAnotherKillGeneration(generation: Int64) async throws {
        let signer = try LocalSigner(try Fixtures.testKey(0)) { _ in
            Standing(generation: generation, isKilled: false)
        }
        let message = try Self.message(from: signer.address)
        await #expect(throws: SigningRefusal.killed) {
            try await signer.sign(SigningRequest(message, allowedBy: Self.decision))
        }
    }

    @Test func aKilledAgentIsToldFromOneThatCannotBeAsked() async throws {
        let signer = try LocalSigner(try Fixtures.testKey(0)) { _ in
            Standing(generation: 3, isKilled: true)
        }
        let message = try Self.message(from: signer.address)
        await #expect(throws: SigningRefusal.killed) {
            try await signer.sign(SigningRequest(message, allowedBy: Self.decision))
        }
    }

    @Test func nothingIsSignedWhenTheKillSwitchCannotBeRead() async throws {
        let signer = try LocalSigner(try Fixtures.testKey(0)) { _ in nil }
        let message = try Self.message(from: signer.address)
        await #expect(throws: SigningRefusal.killStateUnknown) {
            try await signer.sign(SigningRequest(message, allowedBy: Self.decision))
        }
    }

    @Test func nothingIsSignedForAnotherAccount() async throws {
        let signer = try LocalSigner(try Fixtures.testKey(0)) { _ in
            Standing(generation: 3, isKilled: false)
        }
        let other = try Self.message(
            from: try Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"))
        await #expect(throws: SigningRefusal.notOurAccount) {
            try await signer.sign(SigningRequest(other, allowedBy: Self.decision))
        }
    }

    @Test func aKeyIsNeverShown() throws {
        let key = try Fixtures.testKey(0)
        let signer = try LocalSigner(key) { _ in Standing(generation: 3, isKilled: false) }
        var dumped = ""
        dump(signer, to: &dumped)
        for text in ["\(key)", "\(signer)", String(reflecting: key), dumped] {
            #expect(!text.lowercased().contains("ac0974be"))
            #expect(!text.contains("page"))
        }
    }
}
