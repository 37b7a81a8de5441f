internal import Domain
internal import Hashing
internal import JSON
internal import X402

// Settling: rehearse, number, sign, send, and wait for the block; sent again when it is lost, and
// with a higher fee when it hangs.
extension RPCChain {
    /// How long a settlement waits for its block before it is called pending.
    private static let waitSeconds: Int64 = 60
    private static let pollMilliseconds: Int64 = 250
    /// After this long without a block the transaction is sent again.
    private static let nudgeSeconds: Int64 = 10
    /// How often another user of the same account may take the number away.
    private static let numbersMax = 3

    public func settle(
        _ payment: SignedAuthorization
    ) async throws(ChainError) -> SettlementReceipt {
        try check(payment.asset.network)
        guard let contract = payment.asset.contract else { throw .refused(.unsupportedByToken) }
        let data = CallData.transferWithAuthorization(
            payment.authorization, signature: payment.signature, ofWallet: payment.isOfWallet)
        let transfer = TransferLog(
            token: contract, from: payment.authorization.from, to: payment.authorization.to,
            value: payment.authorization.value)
        return try await carryOut(data, at: contract, proving: transfer)
    }

    public func settlement(
        of payment: SignedAuthorization
    ) async throws(ChainError) -> SettlementReceipt? {
        let authorization = payment.authorization
        let state = try await authorizationState(
            from: authorization.from, nonce: authorization.nonce, asset: payment.asset)
        guard case .used(let transaction?) = state, let hash = Bytes32(hex: transaction),
            let contract = payment.asset.contract, let receipt = await receipt(of: hash)
        else { return nil }
        return try TransferLog(
            token: contract, from: authorization.from, to: authorization.to,
            value: authorization.value
        ).judge(receipt, hash)
    }

    /// Sends a call of a contract and waits until its block shows the very transfer.
    func carryOut(
        _ data: [UInt8], at contract: Address, proving transfer: TransferLog
    ) async throws(ChainError) -> SettlementReceipt {
        guard let gas else {
            throw .unavailable("this service pays no fees on \(network.title)")
        }
        try await rehearse(contract, data, from: gas.gasAddress)
        let sent: SentTransaction
        do throws(ChainError) { sent = try await send(contract, data, gas) } catch {
            // Nothing may have been sent now, but the rehearsal has shown the signature.
            if case .unavailable = error { throw .pending(transaction: "") }
            throw error
        }
        return try await receipt(of: sent, gas, proving: transfer)
    }

    /// Runs the call without sending it, so that no gas is spent on what would fail. The node sees
    /// the signature here for the first time.
    private func rehearse(
        _ contract: Address, _ data: [UInt8], from sender: Address
    ) async throws(ChainError) {
        do {
            _ = try await rpc.read(contract.lowercased, data, from: sender.lowercased)
        } catch {
            switch error {
            case .reverted(let words): throw .refused(InvalidReason(revert: words))
            case .unreachable(let text): throw .unavailable(text)
            case .refused, .lost: throw .pending(transaction: "")
            }
        }
    }

    private func send(
        _ contract: Address, _ data: [UInt8], _ gas: any GasSigner
    ) async throws(ChainError) -> SentTransaction {
        await sending.enter()
        do throws(ChainError) {
            let sent = try await sendInTurn(contract, data, gas)
            await sending.leave()
            return sent
        } catch {
            await sending.leave()
            throw error
        }
    }

    private func sendInTurn(
        _ contract: Address, _ data: [UInt8], _ gas: any GasSigner
    ) async throws(ChainError) -> SentTransaction {
        for _ in 0..<Self.numbersMax {
            let transaction = try await transaction(contract, data, from: gas.gasAddress)
            let sent: SentTransaction
            do throws(ChainError) {
                sent = try await SentTransaction(transaction, signedBy: gas)
                // A number that another program has used stays taken: the next is tried.
                guard try await submit(sent) == .taken else { continue }
            } catch {
                try await giveBack(transaction.nonce, of: gas.gasAddress)
                throw error
            }
            return sent
        }
        throw .unavailable("another program uses the account \(gas.gasAddress) at the same time")
    }

    private enum Submission { case taken, numberTaken }

    private func submit(_ sent: SentTransaction) async throws(ChainError) -> Submission {
        do {
            _ = try await rpc.call(
                "eth_sendRawTransaction", [.string("0x" + Hex.encode(sent.raw))])
            return .taken
        } catch {
            switch error {
            case .unreachable(let text): throw .unavailable(text)
            // The node may have it: the hash is known, so the block will tell.
            case .lost: return .taken
            case .refused(let words), .reverted(let words):
                // Known to the node already: an earlier try of these very bytes.
                if words.contains("already known") { return .taken }
                if words.contains("nonce too low") || words.contains("underpriced") {
                    return .numberTaken
                }
                // Also of a node that has passed it on before it failed.
                throw .pending(transaction: sent.hash.hex)
            }
        }
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
        let fee = min(price, .max / 2) * 2
        let limit = UInt64(clamping: gas + gas / 4)
        guard ChainTransaction.costs(fee, limit, atMost: network.feeMax) else {
            throw .unavailable("the node names an absurd fee")
        }
        return ChainTransaction(
            chainID: chainID,
            nonce: try await number(after: UInt64(clamping: count), of: sender),
            // Twice the price of now lasts through six full blocks. Source: EIP-1559.
            maxPriorityFeePerGas: price / 10, maxFeePerGas: fee,
            gas: limit, to: contract, data: data)
    }

    private func number(
        after counted: UInt64, of sender: Address
    ) async throws(ChainError) -> UInt64 {
        let account = NumberedAccount(sender, on: network)
        do {
            return try await numbers.take(1, of: account, counted: counted, at: clock.now())
        } catch { throw .unavailable("the number of the transaction cannot be kept") }
    }

    private func giveBack(_ number: UInt64, of sender: Address) async throws(ChainError) {
        do {
            try await numbers.giveBack(number, of: NumberedAccount(sender, on: network))
        } catch { throw .unavailable("the number of the transaction cannot be kept") }
    }
}

// Waiting.
extension RPCChain {
    /// Waits for the block, and believes it only when it shows the very transfer.
    private func receipt(
        of first: SentTransaction, _ gas: any GasSigner, proving transfer: TransferLog
    ) async throws(ChainError) -> SettlementReceipt {
        var sent = [first]
        let deadline = clock.now().adding(seconds: Self.waitSeconds)
        var nudge = clock.now().adding(seconds: Self.nudgeSeconds)
        repeat {
            for transaction in sent {
                if let receipt = await receipt(of: transaction.hash) {
                    return try transfer.judge(receipt, transaction.hash)
                }
            }
            if clock.now() >= nudge {
                nudge = clock.now().adding(seconds: Self.nudgeSeconds)
                sent += await again(sent, gas)
            }
            do {
                try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
            } catch { break }
        } while clock.now() < deadline
        throw .pending(transaction: sent[sent.count - 1].hash.hex)
    }

    /// Nil while there is none, or while the node does not say.
    private func receipt(of hash: Bytes32) async -> JSONValue? {
        do {
            let found = try await rpc.call("eth_getTransactionReceipt", [.string(hash.hex)])
            guard found.object != nil else { return nil }
            return found
        } catch { return nil }
    }

    /// The same bytes once more, for a node that lost them; then the same call under the same
    /// number with a higher fee. Whatever the node says to it, the wait goes on.
    private func again(
        _ sent: [SentTransaction], _ gas: any GasSigner
    ) async -> [SentTransaction] {
        let last = sent[sent.count - 1]
        do throws(ChainError) {
            _ = try await submit(last)
            let dearer = last.transaction.dearer
            guard dearer.costsAtMost(network.feeMax) else { return [] }
            let replacement = try await SentTransaction(dearer, signedBy: gas)
            return try await submit(replacement) == .taken ? [replacement] : []
        } catch { return [] }
    }
}

/// What was given to a node.
private struct SentTransaction {
    let transaction: ChainTransaction
    let raw: [UInt8]
    let hash: Bytes32

    init(
        _ transaction: ChainTransaction, signedBy gas: any GasSigner
    ) async throws(ChainError) {
        let signature: Signature
        do { signature = try await gas.sign(transaction) } catch {
            throw .unavailable("the key for fees does not sign")
        }
        self.transaction = transaction
        raw = transaction.raw(signature)
        hash = Bytes32.keccak(raw)
    }
}

extension ChainTransaction {
    /// Under the same number for a quarter more: nodes replace for a tenth. Source: go-ethereum.
    fileprivate var dearer: ChainTransaction {
        ChainTransaction(
            chainID: chainID, nonce: nonce,
            maxPriorityFeePerGas: maxPriorityFeePerGas + maxPriorityFeePerGas / 4 + 1,
            maxFeePerGas: maxFeePerGas + maxFeePerGas / 4 + 1, gas: gas, to: to, data: data)
    }
}

extension InvalidReason {
    /// From what a token says when it reverts. Source: reference SDK.
    fileprivate init(revert words: String) {
        let words = words.lowercased()
        let table: [(String, InvalidReason)] = [
            ("authorization is expired", .validBefore), ("not yet valid", .validAfter),
            ("authorization is used", .nonceUsed), ("exceeds balance", .insufficientBalance),
            ("invalid signature", .badSignature), ("invalidnonce", .permit2NonceUsed),
            ("invalidsigner", .permit2Signature), ("signatureexpired", .permit2Deadline),
            ("paymenttooearly", .permit2NotYetValid),
            ("invaliddestination", .permit2Destination), ("invalidowner", .permit2Owner),
            ("amountexceedspermitted", .upToExceedsPermitted),
            ("unauthorizedfacilitator", .upToUnauthorized),
        ]
        self = table.first { words.contains($0.0) }?.1 ?? .simulationFailed
    }
}

/// The ERC-20 `Transfer` that proves a payment.
struct TransferLog {
    let token: Address
    let from: Address
    let to: Address
    let value: UInt128

    /// - Throws: `.refused` when the block shows that the money did not move as it was signed.
    func judge(
        _ receipt: JSONValue, _ hash: Bytes32
    ) throws(ChainError) -> SettlementReceipt {
        guard receipt["status"]?.hexNumber == 1 else { throw .refused(.transactionFailed) }
        let logs = receipt["logs"]?.array ?? []
        guard logs.contains(where: isShown) else { throw .refused(.transferEventMismatch) }
        return SettlementReceipt(transaction: hash.hex, isSimulated: false)
    }

    private func isShown(by log: JSONValue) -> Bool {
        let topics = log["topics"]?.array?.compactMap { $0.string?.lowercased() } ?? []
        return log["address"]?.string?.lowercased() == token.lowercased
            && topics == [transferTopic, from.topic.string, to.topic.string]
            && log["data"]?.hexNumber == value
    }
}
