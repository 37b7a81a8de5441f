public import Domain
public import Hashing

/// Who signed a digest; nil when the signature is none of any key's. Passed in, because curve
/// arithmetic is not this target's.
public typealias RecoverSigner = @Sendable (Signature, Bytes32) -> Address?

/// A payment that has passed every check that needs no chain. What is left is to ask the chain
/// and to hand its answers to `check(account:recover:)`, `check(walletSays:)`, `asset(in:)` and
/// `check(nonceIsUsed:balance:)`, in this order, which decides which of two faults is reported.
///
/// Source: x402 v2 specification, `exact` and `upto` on EVM; the order is the reference
/// facilitator's.
public struct Verification: Sendable {
    /// A payment must stay valid at least this long. Source: reference SDK, six seconds.
    static let marginSeconds: UInt64 = 6

    public let payload: PaymentPayload
    public let requirements: PaymentRequirements
    public let network: Network
    public let payer: Address
    public let message: SignableMessage
    public let signature: WalletSignature
    private let token: Address

    /// Checks 1 to 9.
    ///
    /// - Parameters:
    ///   - requirements: the server's own, never the client's copy; of a metered payment with its
    ///     ceiling.
    ///   - facilitator: who would settle it; metered payments name one.
    ///   - now: unix seconds.
    public init(
        _ payload: PaymentPayload, against requirements: PaymentRequirements,
        facilitator: Address? = nil, now: UInt64
    ) throws(InvalidReason) {
        guard payload.version == requirements.version else { throw .unsupportedVersion }
        try Self.checkScheme(of: payload, against: requirements)
        guard payload.networkName == requirements.networkName else {
            throw requirements.isMetered ? .upToNetwork : .networkMismatch
        }
        guard let network = requirements.network, let chainID = network.chainID else {
            throw .unknownNetwork
        }
        guard let token = requirements.assetAddress else { throw .assetNotAContract }
        self.payload = payload
        self.requirements = requirements
        self.network = network
        self.token = token
        switch payload.method {
        case .transfer(let authorization):
            guard let claimed = requirements.claimedDomain else { throw .missingDomain }
            try Self.check(authorization, of: payload, against: requirements, now: now)
            payer = authorization.from
            message = .transfer(
                authorization,
                of: SigningDomain(
                    name: claimed.name, version: claimed.version, chainID: chainID,
                    verifyingContract: token))
        case .permit2(let permit):
            try Self.check(
                permit, against: requirements, token: token, facilitator: facilitator, now: now)
            payer = permit.from
            message = .permit2(permit, chainID: chainID)
        }
        guard !payload.signature.isEmpty else { throw .badSignature }
        signature = WalletSignature(payload.signature)
    }

    private static func checkScheme(
        of payload: PaymentPayload, against requirements: PaymentRequirements
    ) throws(InvalidReason) {
        switch requirements.scheme {
        case "exact": guard payload.scheme == "exact" else { throw .unsupportedScheme }
        case PaymentRequirements.upTo where requirements.version == .v2:
            guard case .permit2 = payload.method else { throw .unsupportedPayload }
            guard payload.scheme == PaymentRequirements.upTo else { throw .upToScheme }
        default: throw .unsupportedScheme
        }
    }

    private static func check(
        _ authorization: Authorization, of payload: PaymentPayload,
        against requirements: PaymentRequirements, now: UInt64
    ) throws(InvalidReason) {
        guard authorization.to == requirements.payToAddress else { throw .recipientMismatch }
        guard authorization.value == requirements.amount else { throw .valueMismatch }
        guard authorization.validBefore >= now + marginSeconds else { throw .validBefore }
        guard authorization.validAfter <= now else { throw .validAfter }
        if case .cronos(let asset) = payload.dialect,
            asset.lowercased() != requirements.asset.lowercased()
        {
            throw .assetMismatch
        }
    }

    private static func check(
        _ permit: Permit2Authorization, against requirements: PaymentRequirements,
        token: Address, facilitator: Address?, now: UInt64
    ) throws(InvalidReason) {
        let spender = requirements.isMetered ? Permit2.uptoProxy : Permit2.exactProxy
        guard permit.spender == spender else { throw .permit2Spender }
        guard requirements.isMetered || permit.facilitator == nil else { throw .permit2Format }
        guard permit.to == requirements.payToAddress else { throw .permit2Recipient }
        guard !requirements.isMetered || permit.facilitator != nil && permit.facilitator == facilitator
        else { throw .upToFacilitator }
        guard permit.deadline >= now + marginSeconds else { throw .permit2Deadline }
        guard permit.validAfter <= now else { throw .permit2NotYetValid }
        guard permit.amount == requirements.amount else { throw .permit2Amount }
        guard permit.token == token else { throw .permit2Token }
    }
}

extension Verification {
    /// What the payer's account is, by the code at its address.
    public enum Account: Sendable, Hashable {
        case key
        /// A contract, or an account that has given itself code (EIP-7702): only the code at the
        /// address says what its signature is, and a key's signature counts for nothing.
        case contract
    }

    /// What must still be asked after check 10.
    public enum Question: Sendable, Hashable {
        case nothing
        /// EIP-1271: whether the wallet takes this signature of this digest.
        case wallet(signature: [UInt8], digest: Bytes32)
    }

    /// Check 10, as far as it can be decided without the wallet's own word.
    public func check(
        account: Account, recover: RecoverSigner
    ) throws(InvalidReason) -> Question {
        switch account {
        case .contract: return .wallet(signature: signature.inner, digest: message.digest)
        case .key:
            guard signature.factory == nil else { throw .factoryNotAllowed }
            guard signature.inner.count == 65 else { throw .undeployedWallet }
            guard let key = Signature(bytes: signature.inner), key.hasLowS,
                recover(key, message.digest) == payer
            else { throw badSignature }
            return .nothing
        }
    }

    /// The rest of check 10 for a contract wallet.
    public func check(walletSays isValid: Bool) throws(InvalidReason) {
        guard isValid else { throw badSignature }
    }

    private var badSignature: InvalidReason {
        switch payload.method {
        case .transfer: .badSignature
        case .permit2: .permit2Signature
        }
    }

    /// Checks 11 and the tokens of 12: the asset is one of ours and its domain is as claimed.
    public func asset(in assets: AssetTable) throws(InvalidReason) -> Asset {
        guard let asset = assets.asset(contract: token, on: network) else {
            throw .assetNotAContract
        }
        guard case .transfer = payload.method else { return asset }
        guard asset.domain?.name == requirements.claimedDomain?.name else {
            throw .tokenNameMismatch
        }
        guard asset.domain?.version == requirements.claimedDomain?.version else {
            throw .tokenVersionMismatch
        }
        return asset
    }

    /// Check 12, what a trial of the transfer would find.
    ///
    /// - Parameters:
    ///   - balance: atomic units.
    ///   - allowance: what the Permit2 contract may move, in atomic units; not asked of transfers.
    ///   - needed: atomic units that are to be moved; nil for what the requirements ask.
    public func check(
        nonceIsUsed: Bool, balance: UInt128, allowance: UInt128 = .max, needed: UInt128? = nil
    ) throws(InvalidReason) {
        let needed = needed ?? requirements.amount
        guard !nonceIsUsed else {
            switch payload.method {
            case .transfer: throw .nonceUsed
            case .permit2: throw .permit2NonceUsed
            }
        }
        guard allowance >= needed else { throw .permit2Allowance }
        guard balance >= needed else {
            switch payload.method {
            case .transfer: throw .insufficientBalance
            case .permit2: throw .permit2Balance
            }
        }
    }
}
