public import Hashing

/// A signature of a key on secp256k1, in the one form that tokens take.
public struct Signature: Sendable, Hashable {
    public let r: Bytes32
    public let s: Bytes32
    /// Which of the two possible keys signed: 0 or 1, written as v = 27 or 28.
    public let recoveryID: UInt8

    public init?(r: Bytes32, s: Bytes32, recoveryID: UInt8) {
        guard recoveryID < 2 else { return nil }
        self.r = r
        self.s = s
        self.recoveryID = recoveryID
    }

    /// Reads r‖s‖v; v may be 27, 28 or, as some wallets write it, 0 and 1.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 65, let r = Bytes32(Array(bytes[0..<32])),
            let s = Bytes32(Array(bytes[32..<64]))
        else { return nil }
        let v = bytes[64]
        self.init(r: r, s: s, recoveryID: v >= 27 ? v - 27 : v)
    }

    /// r‖s‖v with v = 27 or 28.
    public var bytes: [UInt8] { r.bytes + s.bytes + [recoveryID + 27] }

    /// False for the twin that anyone can make of a signature; tokens refuse it.
    public var hasLowS: Bool {
        !s.bytes.lexicographicallyPrecedes(Self.one)
            && !Self.halfOrder.lexicographicallyPrecedes(s.bytes)
    }

    private static let one = Bytes32(1).bytes
    /// Half the order of the curve. Source: SEC 2, secp256k1; EIP-2.
    private static let halfOrder: [UInt8] = [
        0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0x5D, 0x57, 0x6E, 0x73, 0x57, 0xA4, 0x50, 0x1D, 0xDF, 0xE9, 0x2F, 0x46, 0x68, 0x1B,
        0x20, 0xA0,
    ]
}
