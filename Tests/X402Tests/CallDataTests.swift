import Domain
import Hashing
import JSON
import Testing

@testable import X402

@Suite struct CallDataTests {
    @Test(arguments: [
        "A_cronosTestnet338", "B_cronosMainnet25", "B2_cronosMainnet25_version2", "C_baseSepolia",
    ])
    func settlementCallsEqualTheVectors(vector: String) throws {
        guard case .transfer(let authorization, _) = try TypedDataTests.message(vector) else {
            Issue.record("a transfer")
            return
        }
        let signature = try #require(Hex.decode(try Vectors.text(vector, "signature")))
        let data = CallData.transferWithAuthorization(authorization, signature: signature)
        #expect("0x" + Hex.encode(data) == (try Vectors.text(vector, "calldata_vrs")))
        #expect(CallData.isSettlement(data, at: authorization.from))
    }

    /// The form for wallets takes bytes of any length.
    @Test func aWalletsSignatureGoesInAsBytes() throws {
        guard case .transfer(let authorization, _) = try TypedDataTests.message("C_baseSepolia")
        else { return }
        let data = CallData.transferWithAuthorization(authorization, signature: [1, 2, 3])
        #expect(data.count == 4 + 9 * 32)
        #expect(Array(data[(4 + 6 * 32)..<(4 + 7 * 32)]) == Bytes32(7 * 32).bytes)
        #expect(Array(data[(4 + 7 * 32)..<(4 + 8 * 32)]) == Bytes32(3).bytes)
        #expect(CallData.isSettlement(data, at: authorization.from))
    }

    @Test func aWalletIsAskedAsTheVectorAsks() throws {
        let signature = try #require(
            Hex.decode(try Vectors.text("A_cronosTestnet338", "signature")))
        let digest = try Vectors.bytes32("A_cronosTestnet338", "digest")
        let data = CallData.isValidSignature(signature, of: digest)
        #expect("0x" + Hex.encode(data) == (try Vectors.text("H_erc1271_calldata")))
    }

    @Test func aTransactionOfTypeTwoEqualsTheVector() throws {
        let vector = try #require(Vectors.all["K_tx1559"])
        let tx = try #require(vector["tx"])
        let data = try #require(tx["data"]?.string)
        let transaction = ChainTransaction(
            chainID: try tx.seconds("chainId"), nonce: try tx.seconds("nonce"),
            maxPriorityFeePerGas: try tx.number("maxPriorityFeePerGas"),
            maxFeePerGas: try tx.number("maxFeePerGas"), gas: try tx.seconds("gas"),
            to: try tx.address("to"), data: try #require(Hex.decode(data)))
        let signature = try #require(
            Signature(
                r: try vector.bytes32("r"), s: try vector.bytes32("s"),
                recoveryID: UInt8(try vector.seconds("yParity"))))
        let raw = transaction.raw(signature)
        #expect("0x" + Hex.encode(raw) == vector["raw"]?.string)
        #expect(Bytes32.keccak(raw).hex == vector["hash"]?.string)
    }

    /// Source: Ethereum wiki, RLP examples.
    @Test func lengthPrefixesAreThoseOfTheYellowPaper() {
        #expect(RLP.string(Array("dog".utf8)).bytes == [0x83, 0x64, 0x6F, 0x67])
        #expect(RLP.string([]).bytes == [0x80])
        #expect(RLP.number(0).bytes == [0x80])
        #expect(RLP.number(15).bytes == [0x0F])
        #expect(RLP.number(1024).bytes == [0x82, 0x04, 0x00])
        #expect(RLP.list([.list([]), .list([.list([])])]).bytes == [0xC3, 0xC0, 0xC1, 0xC0])
        #expect(RLP.string([UInt8](repeating: 1, count: 56)).bytes.prefix(2) == [0xB8, 56])
        #expect(RLP.string([UInt8](repeating: 1, count: 1024)).bytes.prefix(3) == [0xB9, 4, 0])
    }
}
