import Domain
import Hashing
import JSON
import Orchestration
import Paygent
import Synchronization
import Testing
import X402

/// A node of Cronos testnet that knows one payment of one token, and goes wrong as it is told.
final class ScriptedNode: HTTPClient {
    enum Fault: Sendable, CaseIterable {
        /// An error of JSON-RPC.
        case error
        /// Status 503 without JSON.
        case status
        /// The answer is lost on its way.
        case lost
        /// Nothing is written to a socket.
        case unreachable
    }

    struct State {
        var head = ChainHead(number: 100, time: Timestamp(millisecondsSinceEpoch: 0))
        /// Whether the payment is collected by the chain's last block.
        var isUsed = false
        /// Whether answers for `latest` come from a node that is behind that block.
        var latestIsBehind = false
        /// What happens to every call of a method.
        var faults: [String: Fault] = [:]
        var methods: [String] = []
        /// Answers that are not the node's own.
        var results: [String: JSONValue] = [:]
    }

    private let state = Mutex(State())
    let asset: Asset
    private let separator: String

    init() throws {
        asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        separator = try #require(SigningDomain(asset)?.separator.hex)
    }

    var methods: [String] { state.withLock { $0.methods } }
    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let call: JSONValue
        do { call = try JSONValue(parsing: request.body) } catch { throw .broken("no JSON") }
        let method = call["method"]?.string ?? ""
        let fault = state.withLock { state in
            state.methods.append(method)
            return state.faults[method]
        }
        switch fault {
        case .unreachable: throw .notConnected("refused")
        case .lost: throw .timedOut
        case .status: return HTTPResponse(status: 503, body: Array("busy".utf8))
        case .error:
            return answer("error", ["code": -32000, "message": "the upstream node timed out"])
        case nil: return answer("result", result(method, call["params"]?.array ?? []))
        }
    }

    func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse { try await send(request) }

    private func answer(_ name: String, _ value: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            body: JSONValue.object(["jsonrpc": "2.0", "id": 1]).with(name, value).bytes)
    }

    private func result(_ method: String, _ params: [JSONValue]) -> JSONValue {
        let state = state.withLock { $0 }
        if let told = state.results[method] { return told }
        return switch method {
        case "eth_chainId": "0x152"
        case "eth_blockNumber": .string("0x" + String(state.head.number, radix: 16))
        case "eth_getCode": "0x60"
        case "eth_gasPrice", "eth_estimateGas": "0xffff"
        case "eth_getTransactionCount": "0x0"
        case "eth_getLogs": []
        case "eth_getBlockByNumber":
            [
                "number": .string("0x" + String(state.head.number, radix: 16)),
                "timestamp": .string("0x" + String(state.head.time.secondsSinceEpoch, radix: 16)),
            ]
        case "eth_call": read(params, state)
        default: .null
        }
    }

    /// By the selectors of EIP-3009, EIP-2612 and ERC-20.
    private func read(_ params: [JSONValue], _ state: State) -> JSONValue {
        let data = params.first?["data"]?.string ?? ""
        let isBehind = state.latestIsBehind && params.last?.string == "latest"
        return switch data.prefix(10) {
        case "0xe94a0102": Self.word(state.isUsed && !isBehind ? 1 : 0)
        case "0x313ce567": Self.word(UInt64(asset.decimals))
        case "0x3644e515": .string(separator)
        default: "0x"
        }
    }

    private static func word(_ number: UInt64) -> JSONValue {
        let digits = String(number, radix: 16)
        return .string("0x" + String(repeating: "0", count: 64 - digits.count) + digits)
    }
}

extension JSONValue {
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        var members = object ?? JSONObject()
        members[name] = value
        return .object(members)
    }
}

/// Signs anything, worthlessly: no contract looks at it here.
struct WorthlessSigner: Signer, GasSigner, TradeSigner {
    let address = Money.seller
    var gasAddress: Address { address }

    private var signature: Signature {
        Signature(r: Bytes32(1), s: Bytes32(1), recoveryID: 0)!
    }

    func sign(_ request: SigningRequest) async throws(SigningRefusal) -> Signature { signature }
    func sign(
        _ transaction: ChainTransaction, allowedBy decision: AllowDecision
    ) async throws(SigningRefusal) -> Signature { signature }
    func sign(_ transaction: ChainTransaction) async throws(SigningRefusal) -> Signature {
        signature
    }

    func prove(
        _ challenge: SignIn.Challenge, on chainID: UInt64, allowedBy decision: AllowDecision
    ) async throws(SigningRefusal) -> SignIn { throw .keyUnusable }
}

/// Payments to an account on a chain whose node goes wrong.
struct NodeBench {
    let node: ScriptedNode
    let clock = TestClock()
    let gateway: X402Gateway
    let intent: PaymentIntent

    init() throws {
        node = try ScriptedNode()
        let chain = try RPCChain(
            .cronosTestnet, http: node, url: "http://node.example", gas: WorthlessSigner(),
            numbers: MemoryTransactionNumbers(), clock: clock)
        gateway = X402Gateway(
            signer: WorthlessSigner(), chain: chain, http: node, assets: AssetTable(),
            ground: SigningGround(chain: chain, mainnets: []))
        intent = PaymentIntent(
            run: ID("r"), agent: AgentReference(name: "buyer", version: 1), policyHash: "p",
            payee: Payee(address: Address(bytes: Array(repeating: 9, count: 20))),
            amount: Money(atomicUnits: 1000, of: node.asset), requester: "owner", team: nil)
        let now = clock.now()
        node.change { $0.head = ChainHead(number: 100, time: now) }
    }

    func signed() async throws -> SignedPayment {
        let event = await gateway.sign(PaymentRun(intent), at: clock.now())
        guard case .signed(let payment) = event else {
            Issue.record("\(event)")
            throw StoreError.conflict
        }
        return payment
    }
}
