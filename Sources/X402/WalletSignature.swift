public import Domain
internal import Hashing

/// A payer's signature as it came: from a key, from a wallet contract, or wrapped by a wallet
/// that is not deployed yet. Source: ERC-6492.
public struct WalletSignature: Sendable, Hashable {
    /// The contract that would deploy the wallet; nil when the signature is not wrapped.
    public let factory: Address?
    public let factoryCall: [UInt8]
    /// What the wallet or key itself signed.
    public let inner: [UInt8]

    public init(_ bytes: [UInt8]) {
        guard let wrapped = Self.unwrap(bytes) else {
            factory = nil
            factoryCall = []
            inner = bytes
            return
        }
        self = wrapped
    }

    private init(factory: Address, factoryCall: [UInt8], inner: [UInt8]) {
        self.factory = factory
        self.factoryCall = factoryCall
        self.inner = inner
    }

    private static let magic = (0..<32).map { $0.isMultiple(of: 2) ? UInt8(0x64) : 0x92 }

    /// abi.encode(address, bytes, bytes) followed by the magic word; nil for anything else.
    private static func unwrap(_ bytes: [UInt8]) -> WalletSignature? {
        guard bytes.count >= 32 * 6, Array(bytes.suffix(32)) == magic else { return nil }
        let body = Array(bytes.dropLast(32))
        guard let word = word(0, of: body), word.bytes.prefix(12).allSatisfy({ $0 == 0 }),
            let factory = Address(bytes: Array(word.bytes.suffix(20))),
            let call = dynamicBytes(head: 1, of: body), let inner = dynamicBytes(head: 2, of: body)
        else { return nil }
        return WalletSignature(factory: factory, factoryCall: call, inner: inner)
    }

    private static func word(_ index: Int, of body: [UInt8]) -> Bytes32? {
        guard body.count >= 32 * (index + 1) else { return nil }
        return Bytes32(Array(body[32 * index..<32 * (index + 1)]))
    }

    private static func dynamicBytes(head: Int, of body: [UInt8]) -> [UInt8]? {
        guard let start = word(head, of: body)?.number, start <= UInt128(body.count - 32),
            start.isMultiple(of: 32), let length = word(Int(start) / 32, of: body)?.number,
            length <= UInt128(body.count - 32 - Int(start))
        else { return nil }
        let first = Int(start) + 32
        return Array(body[first..<first + Int(length)])
    }
}
