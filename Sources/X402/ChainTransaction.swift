public import Domain
public import Hashing

/// A transaction of type 2. Source: EIP-1559, EIP-2718.
public struct ChainTransaction: Sendable, Hashable {
    public let chainID: UInt64
    /// Counts the sender's transactions; nothing to do with an authorization's nonce.
    public let nonce: UInt64
    /// In wei of the network's coin for each unit of gas.
    public let maxPriorityFeePerGas: UInt128
    public let maxFeePerGas: UInt128
    public let gas: UInt64
    public let to: Address
    public let data: [UInt8]

    public init(
        chainID: UInt64, nonce: UInt64, maxPriorityFeePerGas: UInt128, maxFeePerGas: UInt128,
        gas: UInt64, to: Address, data: [UInt8]
    ) {
        self.chainID = chainID
        self.nonce = nonce
        self.maxPriorityFeePerGas = maxPriorityFeePerGas
        self.maxFeePerGas = maxFeePerGas
        self.gas = gas
        self.to = to
        self.data = data
    }

    /// What the sender signs.
    public var digest: Bytes32 { .keccak([2] + RLP.list(items).bytes) }

    /// What is sent. Its Keccak digest is the transaction's hash.
    public func raw(_ signature: Signature) -> [UInt8] {
        let signed: [RLP] = [
            .number(UInt128(signature.recoveryID)), .word(signature.r), .word(signature.s),
        ]
        return [2] + RLP.list(items + signed).bytes
    }

    /// No coin is ever sent along: `value` is zero.
    private var items: [RLP] {
        [
            .number(UInt128(chainID)), .number(UInt128(nonce)), .number(maxPriorityFeePerGas),
            .number(maxFeePerGas), .number(UInt128(gas)), .string(to.bytes), .number(0),
            .string(data), .list([]),
        ]
    }
}

/// Recursive length prefixes. Source: Ethereum yellow paper, appendix B.
indirect enum RLP {
    case string([UInt8])
    case list([RLP])

    static func number(_ number: UInt128) -> RLP { .word(Bytes32(number)) }

    /// A number without leading zeros.
    static func word(_ word: Bytes32) -> RLP { .string(Array(word.bytes.drop { $0 == 0 })) }

    var bytes: [UInt8] {
        switch self {
        case .string(let bytes):
            if bytes.count == 1, bytes[0] < 0x80 { return bytes }
            return Self.prefix(bytes.count, 0x80) + bytes
        case .list(let items):
            let payload = items.flatMap(\.bytes)
            return Self.prefix(payload.count, 0xC0) + payload
        }
    }

    private static func prefix(_ count: Int, _ base: UInt8) -> [UInt8] {
        guard count > 55 else { return [base + UInt8(count)] }
        let length = Array(Bytes32(UInt128(count)).bytes.drop { $0 == 0 })
        return [base + 55 + UInt8(length.count)] + length
    }
}
