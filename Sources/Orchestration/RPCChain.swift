public import Domain
public import Hashing
internal import JSON
internal import Synchronization
internal import X402

/// One EVM chain by JSON-RPC.
public final class RPCChain: Chain {
    public let network: Network
    let chainID: UInt64
    let rpc: JSONRPC
    let gas: (any GasSigner)?
    let clock: any Clock
    let numbers: any TransactionNumbers
    /// Transactions leave one after the other.
    let sending = Turnstile()
    private let confirmed = Mutex<[String: Timestamp]>([:])

    /// How long a token is believed after it was looked at. Source: reference SDK, fifteen minutes.
    private static let confirmedSeconds: Int64 = 900
    /// How far back movements are looked for; public nodes answer for no more at once.
    static let blocksBack: UInt128 = 2_000

    /// - Parameters:
    ///   - url: of the node; named by the operator.
    ///   - gas: nil for a chain that is only read.
    ///   - numbers: shared by all that send from the account of `gas`.
    /// - Throws: `.unavailable` for a network that is not EVM.
    public init(
        _ network: Network, http: any HTTPClient, url: String, gas: (any GasSigner)?,
        numbers: any TransactionNumbers, clock: any Clock
    ) throws(ChainError) {
        guard let chainID = network.chainID else {
            throw .unavailable("\(network.title) is not an EVM chain")
        }
        self.network = network
        self.chainID = chainID
        rpc = JSONRPC(http: http, url: url)
        self.gas = gas
        self.numbers = numbers
        self.clock = clock
    }

    public func isSimulated(on network: Network) -> Bool { false }

    public func balance(of account: Address, asset: Asset) async throws(ChainError) -> UInt128 {
        try check(asset.network)
        guard let contract = asset.contract else {
            return try await asked { () async throws(JSONRPC.Failure) in
                try await self.rpc.number(
                    "eth_getBalance", [.string(account.lowercased), "latest"])
            }
        }
        let word = try await read(contract, CallData.balance(of: account))
        // More than 128 bits hold is more than anything that is asked for.
        return word.number ?? .max
    }

    public func allowance(
        of owner: Address, for spender: Address, asset: Asset
    ) async throws(ChainError) -> UInt128 {
        try check(asset.network)
        guard let contract = asset.contract else { throw .refused(.assetNotAContract) }
        return try await read(contract, CallData.allowance(of: owner, for: spender)).number ?? .max
    }

    public func isContract(
        _ account: Address, on network: Network
    ) async throws(ChainError) -> Bool {
        try check(network)
        let code = try await asked { () async throws(JSONRPC.Failure) in
            try await self.rpc.call("eth_getCode", [.string(account.lowercased), "latest"])
        }
        guard let text = code.string else { throw .unavailable("no code was told") }
        return text != "0x" && !text.isEmpty
    }

    public func isValidSignature(
        _ signature: [UInt8], of digest: Bytes32, by wallet: Address, on network: Network
    ) async throws(ChainError) -> Bool {
        try check(network)
        do {
            let answer = try await rpc.read(
                wallet.lowercased, CallData.isValidSignature(signature, of: digest))
            return answer.starts(with: CallData.isValidSignatureMagic)
        } catch {
            // A wallet that reverts has said no.
            if case .reverted = error { return false }
            throw ChainError(error)
        }
    }

    /// What the token hashes into its signatures: the only authority on its domain.
    public func domainSeparator(of asset: Asset) async throws(ChainError) -> Bytes32 {
        try check(asset.network)
        guard let contract = asset.contract else { throw .refused(.unsupportedByToken) }
        return try await read(contract, CallData.domainSeparator)
    }

    /// The height of the chain, after making sure that it is the chain that was configured.
    public func height() async throws(ChainError) -> UInt128 {
        let (id, height) = try await asked { () async throws(JSONRPC.Failure) in
            (try await self.rpc.number("eth_chainId"), try await self.rpc.number("eth_blockNumber"))
        }
        guard id == UInt128(chainID) else {
            throw .unavailable("the node is of chain \(id), not of \(chainID)")
        }
        return height
    }
}

// What the reads share.
extension RPCChain {
    func check(_ network: Network) throws(ChainError) {
        guard network == self.network else {
            throw .unavailable("this node is of \(self.network.title)")
        }
    }

    func read(
        _ contract: Address, _ data: [UInt8], in head: ChainHead? = nil
    ) async throws(ChainError) -> Bytes32 {
        let bytes = try await asked { () async throws(JSONRPC.Failure) in
            try await self.rpc.read(contract.lowercased, data, in: head)
        }
        guard bytes.count >= 32, let word = Bytes32(Array(bytes[..<32])) else {
            throw .refused(.assetNotAContract)
        }
        return word
    }

    func asked<Value>(
        _ question: () async throws(JSONRPC.Failure) -> Value
    ) async throws(ChainError) -> Value {
        do { return try await question() } catch { throw ChainError(error) }
    }
}

// What a token is.
extension RPCChain {
    public func standing(of asset: Asset) async -> TokenStanding {
        let now = clock.now()
        let known = confirmed.withLock { $0[asset.id] }
        if let known, now < known.adding(seconds: Self.confirmedSeconds) { return .confirmed }
        let standing: TokenStanding
        do throws(ChainError) { standing = try await look(at: asset) } catch {
            return .unknown("\(error)")
        }
        if standing == .confirmed { confirmed.withLock { $0[asset.id] = now } }
        return standing
    }

    private func look(at asset: Asset) async throws(ChainError) -> TokenStanding {
        try check(asset.network)
        _ = try await height()
        guard let contract = asset.contract else { return .confirmed }
        guard try await isContract(contract, on: network) else {
            return .differs("there is no contract at \(contract)")
        }
        let decimals = try await answer(contract, CallData.decimals).flatMap { Bytes32($0)?.number }
        guard decimals == UInt128(asset.decimals) else {
            return .differs(
                "it counts \(decimals.map { "\($0)" } ?? "no") decimals, not \(asset.decimals)")
        }
        let separator = try await answer(contract, CallData.domainSeparator).flatMap { Bytes32($0) }
        guard let domain = asset.domain else {
            guard let separator else { return .withoutDomain }
            return try await domain(of: asset, giving: separator).map { .found($0) }
                ?? .withoutDomain
        }
        guard separator == Self.separator(asset, domain) else {
            return .differs(
                "its DOMAIN_SEPARATOR is \(separator?.hex ?? "missing"), which is not that of "
                    + "'\(domain.name)' version \(domain.version)")
        }
        return .confirmed
    }

    /// The token's own name and version, if they give its separator.
    private func domain(
        of asset: Asset, giving separator: Bytes32
    ) async throws(ChainError) -> Asset.SigningDomain? {
        guard let contract = asset.contract,
            let name = try await answer(contract, CallData.name).flatMap(CallData.text),
            let version = try await answer(contract, CallData.version).flatMap(CallData.text)
        else { return nil }
        let domain = Asset.SigningDomain(name: name, version: version)
        return separator == Self.separator(asset, domain) ? domain : nil
    }

    private static func separator(_ asset: Asset, _ domain: Asset.SigningDomain) -> Bytes32? {
        SigningDomain(
            Asset(
                symbol: asset.symbol, network: asset.network, contract: asset.contract,
                decimals: asset.decimals, domain: domain))?.separator
    }

    /// Nil when the contract has no such function.
    private func answer(
        _ contract: Address, _ data: [UInt8]
    ) async throws(ChainError) -> [UInt8]? {
        do {
            let bytes = try await rpc.read(contract.lowercased, data)
            return bytes.isEmpty ? nil : bytes
        } catch {
            if case .reverted = error { return nil }
            throw ChainError(error)
        }
    }
}

extension ChainError {
    init(_ failure: JSONRPC.Failure) {
        switch failure {
        case .reverted(let text), .refused(let text), .lost(let text), .unreachable(let text):
            self = .unavailable(text)
        }
    }
}
