import Domain
import Hashing
import JSON
import Testing

@testable import X402

@Suite struct TypedDataTests {
    static let transfers = [
        "A_cronosTestnet338", "B_cronosMainnet25", "B2_cronosMainnet25_version2", "C_baseSepolia",
        "L_receive", "L_cancel", "D_permit2Exact", "E_permit2Upto", "F_eip2612",
    ]

    @Test(arguments: transfers)
    func separatorStructAndDigestEqualTheVectors(vector: String) throws {
        let message = try Self.message(vector)
        #expect(message.domain.separator == (try Vectors.bytes32(vector, "domainSeparator")))
        #expect(message.structHash == (try Vectors.bytes32(vector, "structHash")))
        #expect(message.digest == (try Vectors.bytes32(vector, "digest")))
    }

    @Test func theSampleOfTheSpecificationHashesAsStated() throws {
        let sample = try #require(Vectors.all["M_specSample"])
        let domain = try Self.domain(try #require(sample["domain"]))
        let message = SignableMessage.transfer(
            try Authorization(try #require(sample["message"])), of: domain)
        #expect(message.digest.hex == sample["digest"]?.string)
    }

    @Test func aDomainWithoutContractIsHashedWithoutIt() throws {
        for vector in ["J_offer", "J_receipt"] {
            let data = try #require(Vectors.all[vector]?["typedData"]?["domain"])
            #expect(
                try Self.domain(data).separator
                    == (try Vectors.bytes32(vector, "domainSeparator")))
        }
    }

    @Test func theSameRunAlwaysHasTheSameNonceAndNoOtherRunHasIt() {
        let nonces = (0..<1000).map { Authorization.nonce(runID: "run-\($0)") }
        #expect(Set(nonces).count == 1000)
        #expect(nonces[7] == Authorization.nonce(runID: "run-7"))
    }

    @Test func numbersOf256BitsAreReadAndWrittenInDecimal() {
        let largest =
            "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        #expect(Bytes32(decimal: largest)?.bytes == [UInt8](repeating: 255, count: 32))
        #expect(Bytes32(decimal: largest)?.decimal == largest)
        #expect(Bytes32(decimal: "0")?.decimal == "0")
        #expect(
            Bytes32(
                decimal:
                    "115792089237316195423570985008687907853269984665640564039457584007913129639936"
            )
                == nil)
        #expect(Bytes32(decimal: "") == nil)
        #expect(Bytes32(decimal: "1a") == nil)
    }

    static func domain(_ json: JSONValue) throws -> SigningDomain {
        SigningDomain(
            name: try json.text("name"), version: json["version"]?.string,
            chainID: try json.seconds("chainId"),
            verifyingContract: json["verifyingContract"] == nil
                ? nil : try json.address("verifyingContract"))
    }

    static func message(_ vector: String) throws -> SignableMessage {
        let data = try #require(Vectors.all[vector]?["typedData"])
        let domain = try domain(try #require(data["domain"]))
        let message = try #require(data["message"])
        switch data["primaryType"]?.string {
        case "TransferWithAuthorization":
            return .transfer(try Authorization(message), of: domain)
        case "ReceiveWithAuthorization": return .receive(try Authorization(message), of: domain)
        case "CancelAuthorization":
            return .cancel(
                nonce: try message.bytes32("nonce"), authorizer: try message.address("authorizer"),
                of: domain)
        case "Permit": return .permit(try permit(message), of: domain)
        default: return .permit2(try permit2(message), chainID: domain.chainID)
        }
    }

    private static func permit(_ json: JSONValue) throws -> TokenPermit {
        TokenPermit(
            owner: try json.address("owner"), spender: try json.address("spender"),
            value: try #require(Bytes32(decimal: json["value"]?.numberText ?? "")),
            nonce: Bytes32(try json.number("nonce")),
            deadline: try json.seconds("deadline"))
    }

    private static func permit2(_ json: JSONValue) throws -> Permit2Authorization {
        let permitted = try #require(json["permitted"])
        let witness = try #require(json["witness"])
        return Permit2Authorization(
            from: try Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            token: try permitted.address("token"), amount: try permitted.number("amount"),
            spender: try json.address("spender"), nonce: Bytes32(try json.number("nonce")),
            deadline: try json.seconds("deadline"), to: try witness.address("to"),
            facilitator: witness["facilitator"] == nil ? nil : try witness.address("facilitator"),
            validAfter: try witness.seconds("validAfter"))
    }
}

extension JSONValue {
    fileprivate var numberText: String? {
        if case .number(let text) = self { return text }
        return integer.map { String($0) }
    }
}
