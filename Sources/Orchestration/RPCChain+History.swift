public import Domain
public import Hashing
internal import JSON
internal import X402

// What happened on the chain, read from the tokens' own logs.
extension RPCChain {
    public func head(of network: Network) async throws(ChainError) -> ChainHead {
        try check(network)
        _ = try await height()
        return try await block("latest")
    }

    public func authorizationState(
        from payer: Address, nonce: Bytes32, asset: Asset, in head: ChainHead?
    ) async throws(ChainError) -> AuthorizationState {
        try check(asset.network)
        guard let contract = asset.contract else { throw .refused(.unsupportedByToken) }
        let word = try await read(
            contract, CallData.authorizationState(of: payer, nonce: nonce), in: head)
        guard !word.isZero else { return .unused }
        return .used(transaction: await use(of: nonce, by: payer, contract))
    }

    /// The transaction in which a nonce was used; nil when it is older than nodes remember. The
    /// state is known without it, so a node that does not answer here costs nothing.
    private func use(of nonce: Bytes32, by payer: Address, _ contract: Address) async -> String? {
        do throws(ChainError) {
            let logs = try await logs(
                of: [contract],
                topics: [.string(authorizationUsed), payer.topic, .string(nonce.hex)])
            return logs.last?["transactionHash"]?.string
        } catch { return nil }
    }

    public func transfers(
        of account: Address, assets: [Asset], limit: Int
    ) async throws(ChainError) -> [ChainTransfer] {
        let tokens = assets.filter { $0.network == network && $0.contract != nil }
        guard !tokens.isEmpty else { return [] }
        let contracts = tokens.compactMap(\.contract)
        let left = try await logs(
            of: contracts, topics: [.string(transferTopic), account.topic])
        let came = try await logs(
            of: contracts, topics: [.string(transferTopic), .null, account.topic])
        // What an account sends to itself is in both.
        let all = left + came.filter { $0["topics"]?.array?[1] != account.topic }
        let latest = all.sorted { $0.place > $1.place }.prefix(limit)
        var times: [UInt128: Timestamp] = [:]
        var transfers: [ChainTransfer] = []
        for log in latest {
            let (block, _) = log.place
            let at: Timestamp
            if let known = times[block] { at = known } else {
                at = try await self.block("0x" + String(block, radix: 16)).time
            }
            times[block] = at
            if let transfer = ChainTransfer(log, among: tokens, at: at) {
                transfers.append(transfer)
            }
        }
        return transfers
    }

    func logs(
        of contracts: [Address], topics: [JSONValue]
    ) async throws(ChainError) -> [JSONValue] {
        try await asked { () async throws(JSONRPC.Failure) in
            let head = try await self.rpc.number("eth_blockNumber")
            let first = head > Self.blocksBack ? head - Self.blocksBack : 0
            let query: JSONValue = [
                "fromBlock": .string("0x" + String(first, radix: 16)), "toBlock": "latest",
                "address": .array(contracts.map { .string($0.lowercased) }),
                "topics": .array(topics),
            ]
            let answer = try await self.rpc.call("eth_getLogs", [query])
            guard let logs = answer.array else { throw .lost("logs that are no list") }
            return logs
        }
    }

    /// The end of the year 9999: no block is later.
    private static let lastSecond: UInt128 = 253_402_300_799

    private func block(_ name: String) async throws(ChainError) -> ChainHead {
        let answer = try await asked { () async throws(JSONRPC.Failure) in
            try await self.rpc.call("eth_getBlockByNumber", [.string(name), false])
        }
        guard let number = answer["number"]?.hexNumber,
            let seconds = answer["timestamp"]?.hexNumber
        else { throw .unavailable("a block without a number or a time") }
        return ChainHead(
            number: UInt64(clamping: number),
            time: Timestamp(millisecondsSinceEpoch: Int64(min(seconds, Self.lastSecond)) * 1000))
    }
}

extension ChainTransfer {
    /// Nil for a log that is no movement of one of the tokens.
    fileprivate init?(_ log: JSONValue, among tokens: [Asset], at: Timestamp) {
        let topics = log["topics"]?.array ?? []
        guard topics.count == 3, let transaction = log["transactionHash"]?.string,
            let units = log["data"]?.hexNumber,
            let token = tokens.first(where: {
                $0.contract?.lowercased == log["address"]?.string?.lowercased()
            })
        else { return nil }
        let (from, to) = (Address(topic: topics[1]), Address(topic: topics[2]))
        self.init(
            transaction: transaction, from: from.flatMap { $0.isZero ? nil : $0 },
            to: to.flatMap { $0.isZero ? nil : $0 }, amount: Money(atomicUnits: units, of: token),
            at: at, kind: "transfer")
    }
}

extension JSONValue {
    /// Block and place within it: the order of things on a chain.
    fileprivate var place: (UInt128, UInt128) {
        (self["blockNumber"]?.hexNumber ?? 0, self["logIndex"]?.hexNumber ?? 0)
    }
}

extension Address {
    /// As logs index it: left-padded to a word.
    var topic: JSONValue {
        .string("0x" + String(repeating: "0", count: 24) + lowercased.dropFirst(2))
    }

    fileprivate init?(topic: JSONValue) {
        guard let word = topic.string.flatMap({ Bytes32(hex: $0) }) else { return nil }
        self.init(bytes: Array(word.bytes.suffix(20)))
    }
}

/// keccak("Transfer(address,address,uint256)"). Source: ERC-20.
let transferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
/// keccak("AuthorizationUsed(address,bytes32)"). Source: EIP-3009.
private let authorizationUsed = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5"
