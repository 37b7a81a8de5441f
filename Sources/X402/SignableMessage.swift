public import Domain
public import Hashing

/// Everything that this service ever signs as typed data. There is no case for a bare digest, so
/// nobody can have one signed.
public enum SignableMessage: Sendable, Hashable {
    /// EIP-3009 `transferWithAuthorization`: anyone may present it.
    case transfer(Authorization, of: SigningDomain)
    /// EIP-3009 `receiveWithAuthorization`: only the payee may present it.
    case receive(Authorization, of: SigningDomain)
    /// EIP-3009: makes a nonce unusable before it was used.
    case cancel(nonce: Bytes32, authorizer: Address, of: SigningDomain)
    case permit2(Permit2Authorization, chainID: UInt64)
    /// EIP-2612 allowance.
    case permit(TokenPermit, of: SigningDomain)

    public var domain: SigningDomain {
        switch self {
        case .transfer(_, let domain), .receive(_, let domain), .cancel(_, _, let domain),
            .permit(_, let domain):
            domain
        case .permit2(_, let chainID): Permit2.domain(chainID: chainID)
        }
    }

    /// Whose signature it must carry.
    public var signer: Address {
        switch self {
        case .transfer(let authorization, _), .receive(let authorization, _): authorization.from
        case .cancel(_, let authorizer, _): authorizer
        case .permit2(let permit, _): permit.from
        case .permit(let permit, _): permit.owner
        }
    }

    public var structHash: Bytes32 {
        switch self {
        case .transfer(let authorization, _):
            authorization.structHash(type: Authorization.transferType)
        case .receive(let authorization, _):
            authorization.structHash(type: Authorization.receiveType)
        case .cancel(let nonce, let authorizer, _):
            EIP712.structHash(
                type: Authorization.cancelType, [.address(authorizer.bytes), .word(nonce)])
        case .permit2(let permit, _): permit.structHash
        case .permit(let permit, _): permit.structHash
        }
    }

    public var digest: Bytes32 {
        EIP712.digest(domainSeparator: domain.separator, structHash: structHash)
    }
}

extension Authorization {
    fileprivate func structHash(type: Bytes32) -> Bytes32 {
        EIP712.structHash(
            type: type,
            [
                .address(from.bytes), .address(to.bytes), .number(value),
                .number(UInt128(validAfter)), .number(UInt128(validBefore)), .word(nonce),
            ])
    }

    private static let members =
        "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    fileprivate static let transferType = EIP712.typeHash("TransferWithAuthorization" + members)
    fileprivate static let receiveType = EIP712.typeHash("ReceiveWithAuthorization" + members)
    fileprivate static let cancelType = EIP712.typeHash(
        "CancelAuthorization(address authorizer,bytes32 nonce)")
}
