import Domain
import Hashing
import JSON
import Testing
import X402

@testable import Signing

@Suite struct Secp256k1Tests {
    /// Byte for byte, because both sides use RFC 6979.
    @Test func signaturesEqualThoseOfEthAccount() throws {
        let rows = try #require(Fixtures.ethAccount["signatures"]?.array)
        #expect(rows.count == 40)
        for row in rows {
            let key = try #require(Secp256k1.shared.key(try row.hex("key")))
            let pair = try #require(KeyPair(key))
            #expect(pair.address.checksummed == row["address"]?.string)
            let digest = try row.bytes32("digest")
            let signature = try #require(Secp256k1.shared.sign(digest, with: pair))
            #expect(signature.bytes == (try row.hex("signature")))
            #expect(Secp256k1.recover(signature, digest) == pair.address)
        }
    }

    static let signed: [(vector: String, key: Int)] = [
        ("A_cronosTestnet338", 0), ("B_cronosMainnet25", 1), ("B2_cronosMainnet25_version2", 1),
        ("C_baseSepolia", 0), ("D_permit2Exact", 0), ("E_permit2Upto", 0), ("F_eip2612", 0),
        ("I_siwx", 0), ("J_offer", 2), ("J_receipt", 2), ("L_cancel", 0), ("L_receive", 0),
    ]

    @Test(arguments: signed)
    func theVectorsOfX402ComeOutByteEqual(vector: String, key index: Int) throws {
        let row = try #require(Fixtures.x402[vector])
        let pair = try #require(KeyPair(try Fixtures.testKey(index)))
        let digest = try row.bytes32("digest")
        let signature = try #require(Secp256k1.shared.sign(digest, with: pair))
        #expect(signature.bytes == (try row.hex("signature")))
    }

    @Test func theSampleOfTheSpecificationRecoversToItsPayer() throws {
        let sample = try #require(Fixtures.x402["M_specSample"])
        let signature = try #require(Signature(bytes: try sample.hex("signature")))
        let signer = Secp256k1.recover(signature, try sample.bytes32("digest"))
        #expect(signer?.checksummed == sample["message"]?["from"]?.string)
    }

    @Test func aSignatureForAnotherAccountIsNotGivenOut() throws {
        let secret = try Fixtures.testKey(0)
        let other = try #require(KeyPair(try Fixtures.testKey(1)))
        let mixed = KeyPair(address: other.address, secret: secret, publicKey: other.publicKey)
        #expect(Secp256k1.shared.sign(Bytes32(7), with: mixed) == nil)
    }

    @Test(arguments: [
        [UInt8](repeating: 0, count: 32), [UInt8](repeating: 255, count: 32),
        [UInt8](repeating: 1, count: 31), [],
    ])
    func whatIsNoKeyIsRefused(bytes: [UInt8]) { #expect(Secp256k1.shared.key(bytes) == nil) }

    @Test func theOrderOfTheCurveIsNoKeyAndOneBelowItIs() throws {
        let order = try #require(
            Hex.decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"))
        #expect(Secp256k1.shared.key(order) == nil)
        #expect(Secp256k1.shared.key(order.dropLast() + [0x40]) != nil)
    }

    @Test func zeroAndOverlongSignaturesRecoverNobody() throws {
        let zero = try #require(Signature(r: Bytes32(0), s: Bytes32(0), recoveryID: 0))
        #expect(Secp256k1.recover(zero, Bytes32(1)) == nil)
        let full = try #require(Bytes32([UInt8](repeating: 255, count: 32)))
        let over = try #require(Signature(r: full, s: full, recoveryID: 1))
        #expect(Secp256k1.recover(over, Bytes32(1)) == nil)
    }

    @Test func twoNewKeysDiffer() throws {
        let first = try #require(Secp256k1.shared.makeKey())
        let second = try #require(Secp256k1.shared.makeKey())
        #expect(Secp256k1.shared.address(of: first) != Secp256k1.shared.address(of: second))
    }
}
