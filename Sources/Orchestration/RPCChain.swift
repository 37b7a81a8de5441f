public import Domain
public import Hashing
internal import JSON
internal import Synchronization
internal import X402

/// One EVM chain by JSON-RPC.
public final class RPCChain: Chain {
    public let network: Network
    private let chainID: UInt64
    private let rpc: JSONRPC
    private let gas: (any GasSigner)?
    private let clock: any Clock
    /// Transactions get their numbers and leave one after the other.
    private let sending = Turnstile()
    private let lastSent = Mutex<(nonce: UInt64, at: Timestamp)?>(nil)

    public var isSimulated: Bool { false }

    /// How long a settlement waits for its block before it is called pending.
    private static let waitMilliseconds: Int64 = 60_000
    private static let pollMilliseconds: Int64 = 250
    /// A node may not count a transaction of ours for this long after it took it.
    private static let countLagSeconds: Int64 = 30

    /// - Parameters:
    ///   - url: of the node; named by the operator.
    ///   - gas: nil for a chain that is only read.
    /// - Throws: `.unavailable` for a network that is not EVM.
    public init(
        _ network: Network, http: any HTTPClient, url: String, gas: (any GasSigner)?,
        clock: any Clock
    ) throws(ChainError) {
        guard let chainID = network.chainID else {
            throw .unavailable("\(network.title) is not an EVM chain")
        }
        self.network = network
        self.chainID = chainID
        rpc = JSONRPC(http: http, url: url)
        self.gas = gas
        self.clock = clock
    }

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

    public func authorizationState(
        from payer: Address, nonce: Bytes32, asset: Asset
    ) async throws(ChainError) -> AuthorizationState {
        try check(asset.network)
        guard let contract = asset.contract else { throw .refused(.unsupportedByToken) }
        let word = try await read(
            contract, CallData.authorizationState(of: payer, nonce: nonce))
        return word.isZero ? .unused : .used(transaction: nil)
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
            if case .refused = error { return false }
            throw ChainError(error)
        }
    }

    /// What the token hashes into its signatures: the only authority on its domain.
    public func domainSeparator(of asset: Asset) async throws(ChainError) -> Bytes32 {
        try check(asset.network)
        guard let contract = asset.contract else { throw .refused(.unsupportedByToken) }
        return try await read(contract, CallData.domainSeparator)
    }

    public func settle(
        _ payment: SignedAuthorization
    ) async throws(ChainError) -> SettlementReceipt {
        try check(payment.asset.network)
        guard let contract = payment.asset.contract else { throw .refused(.unsupportedByToken) }
        guard let gas else { throw .unavailable("there is no key for fees") }
        let data = CallData.transferWithAuthorization(
            payment.authorization, signature: payment.signature)
        try await rehearse(contract, data, from: gas.gasAddress)
        let hash = try await send(contract, data, gas)
        return try await receipt(of: hash, for: payment, contract)
    }

    private func check(_ network: Network) throws(ChainError) {
        guard network == self.network else {
            throw .unavailable("this node is of \(self.network.title)")
        }
    }

    private func read(_ contract: Address, _ data: [UInt8]) async throws(ChainError) -> Bytes32 {
        let bytes = try await asked { () async throws(JSONRPC.Failure) in
            try await self.rpc.read(contract.lowercased, data)
        }
        guard bytes.count >= 32, let word = Bytes32(Array(bytes[..<32])) else {
            throw .refused(.assetNotAContract)
        }
        return word
    }

    private func asked<Value>(
        _ question: () async throws(JSONRPC.Failure) -> Value
    ) async throws(ChainError) -> Value {
        do { return try await question() } catch { throw ChainError(error) }
    }
}

// Settling.
extension RPCChain {
    /// Runs the call without sending it, so that no gas is spent on what would fail.
    private func rehearse(
        _ contract: Address, _ data: [UInt8], from sender: Address
    ) async throws(ChainError) {
        do {
            _ = try await rpc.read(contract.lowercased, data, from: sender.lowercased)
        } catch {
            if case .refused(let words) = error { throw .refused(InvalidReason(revert: words)) }
            throw ChainError(error)
        }
    }

    private func send(
        _ contract: Address, _ data: [UInt8], _ gas: any GasSigner
    ) async throws(ChainError) -> Bytes32 {
        await sending.enter()
        do throws(ChainError) {
            let hash = try await sendInTurn(contract, data, gas)
            await sending.leave()
            return hash
        } catch {
            await sending.leave()
            throw error
        }
    }

    private func sendInTurn(
        _ contract: Address, _ data: [UInt8], _ gas: any GasSigner
    ) async throws(ChainError) -> Bytes32 {
        let transaction = try await transaction(contract, data, from: gas.gasAddress)
        let signature: Signature
        do { signature = try await gas.sign(transaction) } catch {
            throw .unavailable("the key for fees does not sign")
        }
        let raw = transaction.raw(signature)
        let hash = Bytes32.keccak(raw)
        do {
            _ = try await rpc.call(
                "eth_sendRawTransaction", [.string("0x" + Hex.encode(raw))])
        } catch {
            switch error {
            case .unreachable(let text): throw .unavailable(text)
            // Known to the node already: an earlier try of these very bytes.
            case .refused(let words) where words.contains("already known"): break
            case .refused(let words): throw .unavailable(words)
            case .lost: break
            }
        }
        lastSent.withLock { $0 = (transaction.nonce, clock.now()) }
        return hash
    }

    private func transaction(
        _ contract: Address, _ data: [UInt8], from sender: Address
    ) async throws(ChainError) -> ChainTransaction {
        let call: JSONValue = [
            "from": .string(sender.lowercased), "to": .string(contract.lowercased),
            "data": .string("0x" + Hex.encode(data)),
        ]
        let (count, gas, price) = try await asked { () async throws(JSONRPC.Failure) in
            (
                try await self.rpc.number(
                    "eth_getTransactionCount", [.string(sender.lowercased), "pending"]),
                try await self.rpc.number("eth_estimateGas", [call]),
                try await self.rpc.number("eth_gasPrice")
            )
        }
        guard gas < 10_000_000, price < UInt128(1) << 64 else {
            throw .unavailable("the node names an absurd fee")
        }
        return ChainTransaction(
            chainID: chainID, nonce: nextNonce(counted: UInt64(clamping: count)),
            // Twice the price of now lasts through six full blocks. Source: EIP-1559.
            maxPriorityFeePerGas: price / 10, maxFeePerGas: 2 * price,
            gas: UInt64(gas + gas / 4), to: contract, data: data)
    }

    private func nextNonce(counted: UInt64) -> UInt64 {
        guard let last = lastSent.withLock({ $0 }),
            clock.now() < last.at.adding(seconds: Self.countLagSeconds)
        else { return counted }
        return max(counted, last.nonce + 1)
    }

    /// Waits for the block, and believes it only when it shows the very transfer.
    private func receipt(
        of hash: Bytes32, for payment: SignedAuthorization, _ contract: Address
    ) async throws(ChainError) -> SettlementReceipt {
        let deadline = clock.now().adding(seconds: Self.waitMilliseconds / 1000)
        repeat {
            let found: JSONValue?
            do {
                found = try await rpc.call("eth_getTransactionReceipt", [.string(hash.hex)])
            } catch { found = nil }
            if let found, found.object != nil {
                return try judge(found, hash, payment.authorization, contract)
            }
            do {
                try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
            } catch { throw .pending(transaction: hash.hex) }
        } while clock.now() < deadline
        throw .pending(transaction: hash.hex)
    }

    private func judge(
        _ receipt: JSONValue, _ hash: Bytes32, _ authorization: Authorization,
        _ contract: Address
    ) throws(ChainError) -> SettlementReceipt {
        guard receipt["status"]?.quantity == 1 else { throw .refused(.transactionFailed) }
        let logs = receipt["logs"]?.array ?? []
        guard logs.contains(where: { $0.isTransfer(authorization, of: contract) }) else {
            throw .refused(.transferEventMismatch)
        }
        return SettlementReceipt(transaction: hash.hex, isSimulated: false)
    }
}

extension ChainError {
    fileprivate init(_ failure: JSONRPC.Failure) {
        switch failure {
        case .refused(let text), .lost(let text), .unreachable(let text):
            self = .unavailable(text)
        }
    }
}

extension InvalidReason {
    /// From what a token says when it reverts. Source: reference SDK.
    fileprivate init(revert words: String) {
        let words = words.lowercased()
        let table: [(String, InvalidReason)] = [
            ("authorization is expired", .validBefore), ("not yet valid", .validAfter),
            ("authorization is used", .nonceUsed), ("exceeds balance", .insufficientBalance),
            ("invalid signature", .badSignature),
        ]
        self = table.first { words.contains($0.0) }?.1 ?? .simulationFailed
    }
}

extension JSONValue {
    /// An ERC-20 `Transfer` of exactly what was authorized.
    fileprivate func isTransfer(_ authorization: Authorization, of contract: Address) -> Bool {
        let topics = self["topics"]?.array?.compactMap { $0.string?.lowercased() } ?? []
        func topic(_ address: Address) -> String {
            "0x" + String(repeating: "0", count: 24) + address.lowercased.dropFirst(2)
        }
        return self["address"]?.string?.lowercased() == contract.lowercased
            && topics == [transferTopic, topic(authorization.from), topic(authorization.to)]
            && self["data"]?.quantity == authorization.value
    }
}

/// keccak("Transfer(address,address,uint256)"). Source: ERC-20.
private let transferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
