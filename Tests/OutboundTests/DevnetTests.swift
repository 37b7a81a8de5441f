import Domain
import Foundation
import Hashing
import JSON
import Orchestration
import Outbound
import Signing
import Synchronization
import Testing
import X402

/// On a real EVM: run when `PAYGENT_DEVNET` names the file that the devnet wrote at its start.
@Suite(.enabled(if: Devnet.isThere), .serialized) struct DevnetTests {
    @Test func aPaymentMovesTheMoneyOnTheChainExactlyOnce() async throws {
        let net = try Devnet()
        let payTo = try net.address("merchant")
        let request = try net.request(payer: "payer0", amount: 12_345)
        let before = try await net.chain.balance(of: payTo, asset: net.asset)
        #expect(try await net.facilitator.verify(request).isValid)
        let answer = try await net.facilitator.settle(request)
        #expect(answer.success && !answer.isSimulated, "\(answer)")
        #expect(
            try await net.chain.balance(of: payTo, asset: net.asset) == before + 12_345)
        let again = try await net.facilitator.settle(request)
        #expect(again.errorReason == "invalid_exact_evm_nonce_already_used")
        #expect(
            try await net.chain.balance(of: payTo, asset: net.asset) == before + 12_345)
    }

    @Test func manyPaymentsAtOnceAllSettle() async throws {
        let net = try Devnet()
        let payTo = try net.address("merchant2")
        let before = try await net.chain.balance(of: payTo, asset: net.asset)
        let requests = try (0..<30).map { index in
            try net.request(payer: "payer\(index % 10)", amount: 100, payTo: "merchant2")
        }
        let settled = await withTaskGroup(of: Bool.self) { group in
            for request in requests {
                group.addTask {
                    do {
                        let answer = try await net.facilitator.settle(request)
                        if !answer.success { Issue.record("\(answer)") }
                        return answer.success
                    } catch {
                        Issue.record("\(error)")
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(settled == 30)
        #expect(try await net.chain.balance(of: payTo, asset: net.asset) == before + 3_000)
    }

    /// The answer to the sending is lost after the node took it; the hash is known all the same.
    @Test func aLostAnswerDoesNotLoseTheSettlement() async throws {
        let net = try Devnet()
        _ = try await net.fault([
            "drop_next": 1, "drop_methods": ["eth_sendRawTransaction"],
        ])
        let answer = try await net.facilitator.settle(
            try net.request(payer: "payer1", amount: 5))
        _ = try await net.fault(["reset": true])
        #expect(answer.success, "\(answer)")
    }

    @Test func theTokensOwnDomainIsTheOneInOurTable() async throws {
        let net = try Devnet()
        let separator = try await net.chain.domainSeparator(of: net.asset)
        #expect(separator == (try #require(SigningDomain(net.asset))).separator)
    }

    @Test func aContractWalletSaysItselfWhatItsSignatureIs() async throws {
        let net = try Devnet()
        let wallet = try Address(try #require(net.facts["contracts"]?["contract_wallet"]?.string))
        let owner = try #require(KeyPair(try net.key("wallet_owner")))
        let digest = Bytes32.keccak([1, 2, 3])
        let signature = try #require(Secp256k1.shared.sign(digest, with: owner))
        #expect(try await net.chain.isContract(wallet, on: .cronosTestnet))
        #expect(try await net.chain.isContract(owner.address, on: .cronosTestnet) == false)
        #expect(
            try await net.chain.isValidSignature(
                signature.bytes, of: digest, by: wallet, on: .cronosTestnet))
        #expect(
            try await net.chain.isValidSignature(
                signature.bytes, of: Bytes32(1), by: wallet, on: .cronosTestnet) == false)
    }

    @Test func whoHasNothingIsRefusedBeforeAnyGasIsSpent() async throws {
        let net = try Devnet()
        let answer = try await net.facilitator.settle(try net.request(payer: "empty", amount: 1))
        #expect(answer.errorReason == "invalid_exact_evm_insufficient_balance")
    }
}

/// The node, and a facilitator of ours that settles on it.
struct Devnet {
    struct WallClock: Clock {
        func now() -> Timestamp {
            Timestamp(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000))
        }
    }

    static var path: String? { ProcessInfo.processInfo.environment["PAYGENT_DEVNET"] }
    static var isThere: Bool { path != nil }

    let facts: JSONValue
    let asset: Asset
    let chain: RPCChain
    let facilitator: Facilitator
    let client: CurlClient
    let url: String

    init() throws {
        let path = try #require(Self.path)
        facts = try JSONValue(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        url = try #require(facts["rpc"]?.string)
        client = try CurlClient(reach: .configured)
        let gas = try LocalGasSigner(try Self.key("facilitator", in: facts))
        chain = try RPCChain(
            .cronosTestnet, http: client, url: url, gas: gas,
            numbers: MemoryTransactionNumbers(), clock: WallClock())
        facilitator = Facilitator(
            chain: chain, assets: AssetTable(), networks: [.cronosTestnet], clock: WallClock(),
            recover: Secp256k1.recover)
    }

    func key(_ name: String) throws -> SecretKey { try Self.key(name, in: facts) }

    private static func key(_ name: String, in facts: JSONValue) throws -> SecretKey {
        let text = try #require(facts["accounts"]?[name]?["key"]?.string)
        let bytes = try #require(Hex.decode(text))
        return try #require(Secp256k1.shared.key(bytes))
    }

    func address(_ name: String) throws -> Address {
        try Address(try #require(facts["accounts"]?[name]?["address"]?.string))
    }

    func request(
        payer: String, amount: UInt128, payTo: String = "merchant"
    ) throws -> FacilitatorRequest {
        let pair = try #require(KeyPair(try key(payer)))
        let receiver = try address(payTo)
        let offer = try #require(
            PaymentRequirements(
                .v2, price: Money(atomicUnits: amount, of: asset), payTo: receiver,
                maxTimeoutSeconds: 120,
                resource: .init(url: "https://a.example/", description: "", mimeType: "")))
        let now = UInt64(WallClock().now().secondsSinceEpoch)
        let authorization = Authorization(
            from: pair.address, to: receiver, value: amount, validAfter: 0, validBefore: now + 120,
            nonce: try #require(Bytes32(Entropy.bytes(32))))
        let domain = try #require(SigningDomain(asset))
        let digest = SignableMessage.transfer(authorization, of: domain).digest
        let signature = try #require(Secp256k1.shared.sign(digest, with: pair))
        return FacilitatorRequest(
            payload: PaymentPayload(
                for: offer, of: PaymentRequired(version: .v2, error: nil, offers: [offer]),
                method: .transfer(authorization), signature: signature.bytes),
            requirements: offer)
    }

    func fault(_ faults: JSONValue) async throws -> Int {
        let body: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": "dev_faults", "params": [faults],
        ]
        let request = HTTPRequest(
            "POST", url, headers: [HTTPHeader("Content-Type", "application/json")],
            body: body.bytes)
        return try await client.send(request).status
    }
}
