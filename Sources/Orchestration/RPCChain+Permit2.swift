internal import Domain
internal import Hashing
internal import JSON
internal import X402

// Payments over Permit2: for tokens without EIP-3009, and for metered prices.
extension RPCChain {
    public func standing(
        of permit: SignedPermit
    ) async throws(ChainError) -> PermitStanding {
        try check(permit.asset.network)
        for contract in [Permit2.contract, permit.permit.spender] {
            guard try await isContract(contract, on: network) else {
                throw .refused(.permit2NotDeployed)
            }
        }
        let owner = permit.permit.from
        let isUsed = try await isUsed(permit.permit)
        let allowance = try await read(
            permit.permit.token, CallData.allowance(of: owner, for: Permit2.contract))
        return PermitStanding(
            nonceIsUsed: isUsed, balance: try await balance(of: owner, asset: permit.asset),
            // More than 128 bits hold is more than anything that is asked for.
            allowance: allowance.number ?? .max)
    }

    public func settle(_ permit: SignedPermit) async throws(ChainError) -> SettlementReceipt {
        try check(permit.asset.network)
        let terms = permit.permit
        let transfer = TransferLog(
            token: terms.token, from: terms.from, to: terms.to, value: permit.charge)
        return try await carryOut(
            CallData.settle(terms, charging: permit.charge, signature: permit.signature),
            at: terms.spender, proving: transfer)
    }

    /// Permit2 logs nothing that names a nonce: the movement is found among the token's own logs,
    /// by the call that made it.
    public func use(
        of permit: SignedPermit, in head: ChainHead?
    ) async throws(ChainError) -> PermitUse {
        try check(permit.asset.network)
        guard try await isUsed(permit.permit, in: head) else { return .unused }
        return await movement(by: permit.permit) ?? PermitUse(isUsed: true)
    }

    private func isUsed(
        _ permit: Permit2Authorization, in head: ChainHead? = nil
    ) async throws(ChainError) -> Bool {
        let used = try await read(
            Permit2.contract, CallData.permit2Nonces(of: permit.from, around: permit.nonce),
            in: head)
        return used.isSet(permit.nonce.bytes[31])
    }

    /// Nil when it is older than nodes remember, or while the node does not answer: that the
    /// nonce is spent is known without it.
    private func movement(by permit: Permit2Authorization) async -> PermitUse? {
        do {
            let found = try await logs(
                of: [permit.token],
                topics: [.string(transferTopic), permit.from.topic, permit.to.topic])
            for log in found.reversed() {
                guard let hash = log["transactionHash"]?.string,
                    // Anybody may log a transfer of nothing beside the nonce: it hides no real one.
                    let units = log["data"]?.hexNumber, units > 0, units <= permit.amount
                else { continue }
                let sent = try await rpc.call("eth_getTransactionByHash", [.string(hash)])
                // The nonce is a hash of ours: no other call holds the same 32 bytes.
                guard sent["input"]?.string?.contains(permit.nonce.hex.dropFirst(2)) ?? false
                else { continue }
                return PermitUse(isUsed: true, transaction: hash, charged: units)
            }
        } catch { return nil }
        return nil
    }
}

extension Bytes32 {
    /// Bit 0 is the lowest of the number.
    fileprivate func isSet(_ bit: UInt8) -> Bool {
        bytes[31 - Int(bit) / 8] >> (bit % 8) & 1 == 1
    }
}
