public import Domain
public import Hashing
public import X402

/// A chain for trying things out: it takes and refuses what the token's contract would, moves
/// balances of the sandbox ledger, and says that it is simulated.
public struct SandboxChain: Chain {
    private let ledger: any SandboxLedger
    private let clock: any Clock
    private let recover: RecoverSigner

    public func isSimulated(on network: Network) -> Bool { true }

    /// There is no contract that could say otherwise.
    public func standing(of asset: Asset) async -> TokenStanding {
        asset.contract != nil && asset.domain == nil ? .withoutDomain : .confirmed
    }

    public init(
        ledger: any SandboxLedger, clock: any Clock, recover: @escaping RecoverSigner
    ) {
        self.ledger = ledger
        self.clock = clock
        self.recover = recover
    }

    public func balance(of account: Address, asset: Asset) async throws(ChainError) -> UInt128 {
        do {
            return try await ledger.balance(of: account, assetID: asset.id)
        } catch { throw .unavailable("the sandbox cannot be read") }
    }

    /// The sandbox has one state, and our clock.
    public func head(of network: Network) async throws(ChainError) -> ChainHead {
        ChainHead(number: 0, time: clock.now())
    }

    public func authorizationState(
        from payer: Address, nonce: Bytes32, asset: Asset, in head: ChainHead?
    ) async throws(ChainError) -> AuthorizationState {
        let id = Self.transaction(from: payer, nonce: nonce, asset: asset)
        do {
            return try await ledger.transaction(id) == nil ? .unused : .used(transaction: id)
        } catch { throw .unavailable("the sandbox cannot be read") }
    }

    /// The sandbox has keys only.
    public func isContract(_ account: Address, on network: Network) async throws(ChainError) -> Bool
    { false }

    public func isValidSignature(
        _ signature: [UInt8], of digest: Bytes32, by wallet: Address, on network: Network
    ) async throws(ChainError) -> Bool { false }

    public func settle(_ payment: SignedAuthorization) async throws(ChainError) -> SettlementReceipt
    {
        let now = clock.now()
        do { try check(payment, at: now) } catch { throw .refused(error) }
        let authorization = payment.authorization
        let id = Self.transaction(
            from: authorization.from, nonce: authorization.nonce, asset: payment.asset)
        let move = SandboxTransaction.Move(
            from: authorization.from, to: authorization.to, assetID: payment.asset.id,
            atomicUnits: authorization.value)
        switch try await apply(move, as: id, at: now) {
        case .applied: return SettlementReceipt(transaction: id, isSimulated: true)
        case .repeated: throw .refused(.nonceUsed)
        case .refused: throw .refused(.insufficientBalance)
        }
    }

    private func apply(
        _ move: SandboxTransaction.Move, as id: String, at now: Timestamp
    ) async throws(ChainError) -> SandboxOutcome {
        do {
            return try await ledger.apply(
                SandboxTransaction(id: id, moves: [move], at: now, kind: "x402"))
        } catch .conflict {
            throw .unavailable("the sandbox is busy")
        } catch {
            // Whether the commit came through is not known.
            throw .pending(transaction: id)
        }
    }

    /// The sandbox keeps none: its tokens move by signature only.
    public func allowance(
        of owner: Address, for spender: Address, asset: Asset
    ) async throws(ChainError) -> UInt128 { 0 }

    public func settlement(
        of payment: SignedAuthorization
    ) async throws(ChainError) -> SettlementReceipt? {
        let state = try await authorizationState(
            from: payment.authorization.from, nonce: payment.authorization.nonce,
            asset: payment.asset)
        guard case .used(let transaction?) = state else { return nil }
        return SettlementReceipt(transaction: transaction, isSimulated: true)
    }

    /// As the contract does: strict on both ends of the window. Source: EIP-3009.
    private func check(
        _ payment: SignedAuthorization, at now: Timestamp
    ) throws(InvalidReason) {
        let authorization = payment.authorization
        let seconds = UInt64(clamping: now.secondsSinceEpoch)
        guard let domain = SigningDomain(payment.asset) else { throw .unsupportedByToken }
        guard seconds > authorization.validAfter else { throw .validAfter }
        guard seconds < authorization.validBefore else { throw .validBefore }
        guard let signature = Signature(bytes: payment.signature), signature.hasLowS,
            recover(signature, SignableMessage.transfer(authorization, of: domain).digest)
                == authorization.from
        else { throw .badSignature }
    }

    /// The same for the same payer and nonce at the same token, so that the ledger takes it once.
    static func transaction(from payer: Address, nonce: Bytes32, asset: Asset) -> String {
        let text = "paygent/sandbox/v1/\(asset.id)/\(payer.lowercased)/\(nonce.hex)"
        return Bytes32.keccak(Array(text.utf8)).hex
    }
}

// Permit2, as its contracts do it. The sandbox asks for no allowance beforehand.
extension SandboxChain {
    public func standing(
        of permit: SignedPermit
    ) async throws(ChainError) -> PermitStanding {
        PermitStanding(
            nonceIsUsed: try await use(of: permit).isUsed,
            balance: try await balance(of: permit.permit.from, asset: permit.asset),
            allowance: .max)
    }

    public func settle(_ permit: SignedPermit) async throws(ChainError) -> SettlementReceipt {
        let now = clock.now()
        do { try check(permit, at: now) } catch { throw .refused(error) }
        let id = Self.transaction(of: permit)
        let move = SandboxTransaction.Move(
            from: permit.permit.from, to: permit.permit.to, assetID: permit.asset.id,
            atomicUnits: permit.charge)
        switch try await apply(move, as: id, at: now) {
        case .applied: return SettlementReceipt(transaction: id, isSimulated: true)
        case .repeated: throw .refused(.permit2NonceUsed)
        case .refused: throw .refused(.permit2Balance)
        }
    }

    public func use(
        of permit: SignedPermit, in head: ChainHead?
    ) async throws(ChainError) -> PermitUse {
        let id = Self.transaction(of: permit)
        do {
            guard let found = try await ledger.transaction(id) else { return .unused }
            return PermitUse(
                isUsed: true, transaction: id, charged: found.moves.first?.atomicUnits)
        } catch { throw .unavailable("the sandbox cannot be read") }
    }

    private func check(_ permit: SignedPermit, at now: Timestamp) throws(InvalidReason) {
        let (terms, seconds) = (permit.permit, UInt64(clamping: now.secondsSinceEpoch))
        guard let chainID = permit.asset.network.chainID else { throw .unknownNetwork }
        guard permit.charge > 0, permit.charge <= terms.amount else { throw .upToExceedsPermitted }
        guard seconds >= terms.validAfter else { throw .permit2NotYetValid }
        guard seconds <= terms.deadline else { throw .permit2Deadline }
        guard let signature = Signature(bytes: permit.signature), signature.hasLowS,
            recover(signature, SignableMessage.permit2(terms, chainID: chainID).digest)
                == terms.from
        else { throw .permit2Signature }
    }

    /// Permit2 counts the nonces of an owner over all tokens.
    private static func transaction(of permit: SignedPermit) -> String {
        let text =
            "paygent/sandbox/permit2/v1/\(permit.asset.network.caip2)/"
            + "\(permit.permit.from.lowercased)/\(permit.permit.nonce.hex)"
        return Bytes32.keccak(Array(text.utf8)).hex
    }
}

extension SandboxChain {
    public func transfers(
        of account: Address, assets: [Asset], limit: Int
    ) async throws(ChainError) -> [ChainTransfer] {
        let found: [SandboxTransaction]
        do { found = try await ledger.transactions(of: account, limit: limit) } catch {
            throw .unavailable("the sandbox cannot be read")
        }
        return found.flatMap { transaction in
            transaction.moves.compactMap { move in
                assets.first { $0.id == move.assetID }.map { asset in
                    ChainTransfer(
                        transaction: transaction.id, from: move.from, to: move.to,
                        amount: Money(atomicUnits: move.atomicUnits, of: asset),
                        at: transaction.at, kind: transaction.kind)
                }
            }
        }
    }

    /// Puts play money on an account.
    ///
    /// - Parameter key: a repeat under the same key gives nothing more.
    /// - Returns: false when it was given before.
    public func fund(
        _ account: Address, with amount: Money, key: String
    ) async throws(StoreError) -> Bool {
        let id = Bytes32.keccak(Array("paygent/faucet/v1/\(key)".utf8)).hex
        let move = SandboxTransaction.Move(
            from: nil, to: account, assetID: amount.asset.id, atomicUnits: amount.atomicUnits)
        let outcome = try await ledger.apply(
            SandboxTransaction(id: id, moves: [move], at: clock.now(), kind: "faucet"))
        return outcome == .applied
    }
}
