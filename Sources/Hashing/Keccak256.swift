/// Keccak-256 as Ethereum uses it: Keccak[c=512] with the original padding byte 0x01, not SHA-3's.
///
/// Source: the Keccak reference, version 3.0; permutation Keccak-f[1600], rate 136 bytes.
public struct Keccak256: Sendable {
    private static let rate = 136
    private var state = [UInt64](repeating: 0, count: 25)
    private var buffered: [UInt8] = []

    public init() { buffered.reserveCapacity(Self.rate) }

    /// The 32-byte digest of the bytes.
    public static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var hasher = Keccak256()
        hasher.update(bytes)
        return hasher.finalize()
    }

    public mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            buffered.append(byte)
            if buffered.count == Self.rate { absorb() }
        }
    }

    public consuming func finalize() -> [UInt8] {
        var padding = [UInt8](repeating: 0, count: Self.rate - buffered.count)
        padding[0] = 0x01
        padding[padding.count - 1] |= 0x80
        update(padding)
        return (0..<4).flatMap { lane in
            (0..<8).map { UInt8(truncatingIfNeeded: state[lane] >> (8 * UInt64($0))) }
        }
    }

    private mutating func absorb() {
        for lane in 0..<(Self.rate / 8) {
            var word: UInt64 = 0
            for byte in (0..<8).reversed() { word = word << 8 | UInt64(buffered[8 * lane + byte]) }
            state[lane] ^= word
        }
        buffered.removeAll(keepingCapacity: true)
        state.withUnsafeMutableBufferPointer { Self.permute($0) }
    }

    private static func permute(_ a: UnsafeMutableBufferPointer<UInt64>) {
        for round in roundConstants {
            theta(a)
            rhoAndPi(a)
            chi(a)
            a[0] ^= round
        }
    }

    private static func theta(_ a: UnsafeMutableBufferPointer<UInt64>) {
        let c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20]
        let c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21]
        let c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22]
        let c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23]
        let c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24]
        let d0 = c4 ^ rotated(c1, 1)
        let d1 = c0 ^ rotated(c2, 1)
        let d2 = c1 ^ rotated(c3, 1)
        let d3 = c2 ^ rotated(c4, 1)
        let d4 = c3 ^ rotated(c0, 1)
        for row in stride(from: 0, to: 25, by: 5) {
            a[row] ^= d0
            a[row + 1] ^= d1
            a[row + 2] ^= d2
            a[row + 3] ^= d3
            a[row + 4] ^= d4
        }
    }

    private static func rhoAndPi(_ a: UnsafeMutableBufferPointer<UInt64>) {
        var carried = a[1]
        for step in 0..<24 {
            let lane = piLanes[step]
            let saved = a[lane]
            a[lane] = rotated(carried, rhoOffsets[step])
            carried = saved
        }
    }

    private static func chi(_ a: UnsafeMutableBufferPointer<UInt64>) {
        for row in stride(from: 0, to: 25, by: 5) {
            let (r0, r1, r2, r3, r4) = (a[row], a[row + 1], a[row + 2], a[row + 3], a[row + 4])
            a[row] = r0 ^ (~r1 & r2)
            a[row + 1] = r1 ^ (~r2 & r3)
            a[row + 2] = r2 ^ (~r3 & r4)
            a[row + 3] = r3 ^ (~r4 & r0)
            a[row + 4] = r4 ^ (~r0 & r1)
        }
    }

    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word << bits | word >> (64 - bits)
    }
}

private let roundConstants: [UInt64] = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
    0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
]
private let rhoOffsets: [UInt64] = [
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
]
private let piLanes = [
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
]
