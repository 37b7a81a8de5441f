public import Domain
public import Hashing

/// An allowance given by signature. Source: EIP-2612.
public struct TokenPermit: Sendable, Hashable {
    public let owner: Address
    public let spender: Address
    /// Atomic units, a number below 2^256: allowances for ever are written as its largest.
    public let value: Bytes32
    public let nonce: Bytes32
    /// Unix seconds.
    public let deadline: UInt64

    public init(
        owner: Address, spender: Address, value: Bytes32, nonce: Bytes32, deadline: UInt64
    ) {
        self.owner = owner
        self.spender = spender
        self.value = value
        self.nonce = nonce
        self.deadline = deadline
    }

    var structHash: Bytes32 {
        EIP712.structHash(
            type: Self.type,
            [
                .address(owner.bytes), .address(spender.bytes), .word(value), .word(nonce),
                .number(UInt128(deadline)),
            ])
    }

    private static let type = EIP712.typeHash(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
}
