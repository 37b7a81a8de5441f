/// Keccak-256 as Ethereum uses it: Keccak[c=512] with the original padding byte 0x01, not SHA-3's.
///
/// Source: the Keccak reference, version 3.0; permutation Keccak-f[1600], rate 136 bytes.
public struct Keccak256: Sendable {
    private static let rate = 136
    private var state = KeccakState()
    /// Bytes of the present block that are in the state already.
    private var position = 0

    public init() {}

    /// The 32-byte digest of the bytes.
    public static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var hasher = Keccak256()
        hasher.update(bytes)
        return hasher.finalize()
    }

    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            absorb(UnsafeRawBufferPointer(buffer))
        }
        guard isContiguous == nil else { return }
        for byte in bytes { absorb(byte) }
    }

    public consuming func finalize() -> [UInt8] {
        state.add(0x01, at: position)
        state.add(0x80, at: Self.rate - 1)
        state.permute()
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            for index in 0..<32 {
                buffer[index] = UInt8(
                    truncatingIfNeeded: state.lanes[index / 8] >> UInt64(8 * (index % 8)))
            }
            count = 32
        }
    }

    private mutating func absorb(_ byte: UInt8) {
        state.add(byte, at: position)
        position += 1
        guard position == Self.rate else { return }
        state.permute()
        position = 0
    }

    /// Whole blocks go in lane by lane, what is left byte by byte.
    private mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        var start = 0
        while position != 0, start < bytes.count {
            absorb(bytes[start])
            start += 1
        }
        while bytes.count - start >= Self.rate {
            for lane in 0..<(Self.rate / 8) {
                state.lanes[lane] ^= bytes.lane(at: start + 8 * lane)
            }
            state.permute()
            start += Self.rate
        }
        while bytes.count - start >= 8 {
            state.lanes[position / 8] ^= bytes.lane(at: start)
            position += 8
            start += 8
        }
        for byte in bytes[start...] { absorb(byte) }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func lane(at offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
