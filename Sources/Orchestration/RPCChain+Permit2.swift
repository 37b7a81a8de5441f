internal import Domain
internal import Hashing
internal import JSON
internal import X402

// Payments over Permit2, for tokens without EIP-3009.
extension RPCChain {
    public func standing(
        of permit: SignedPermit
    ) async throws(ChainError) -> PermitStanding {
        try check(permit.asset.network)
        for contract in [Permit2.contract, Permit2.exactProxy] {
            guard try await isContract(contract, on: network) else {
                throw .refused(.permit2NotDeployed)
            }
        }
        let (owner, nonce) = (permit.permit.from, permit.permit.nonce)
        let used = try await read(
            Permit2.contract, CallData.permit2Nonces(of: owner, around: nonce))
        let allowance = try await read(
            permit.permit.token, CallData.allowance(of: owner, for: Permit2.contract))
        return PermitStanding(
            nonceIsUsed: used.isSet(nonce.bytes[31]),
            balance: try await balance(of: owner, asset: permit.asset),
            // More than 128 bits hold is more than anything that is asked for.
            allowance: allowance.number ?? .max)
    }

    public func settle(_ permit: SignedPermit) async throws(ChainError) -> SettlementReceipt {
        try check(permit.asset.network)
        let terms = permit.permit
        let transfer = TransferLog(
            token: terms.token, from: terms.from, to: terms.to, value: terms.amount)
        return try await carryOut(
            CallData.settle(terms, signature: permit.signature), at: Permit2.exactProxy,
            proving: transfer)
    }
}

extension Bytes32 {
    /// Bit 0 is the lowest of the number.
    fileprivate func isSet(_ bit: UInt8) -> Bool {
        bytes[31 - Int(bit) / 8] >> (bit % 8) & 1 == 1
    }
}
