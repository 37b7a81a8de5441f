/// SHA-256. Source: FIPS 180-4. Ours because designs, exports and the ledger chain are hashed in
/// the pure ring, where no C library may be called; checked against the standard's vectors.
public enum SHA256 {
    /// The 32-byte digest of the bytes.
    public static func hash(_ message: [UInt8]) -> [UInt8] {
        var state = State()
        let tail = paddedTail(of: message)
        let wholeBytes = message.count / 64 * 64
        message.withUnsafeBytes { bytes in
            for block in stride(from: 0, to: wholeBytes, by: 64) { state.compress(bytes, block) }
        }
        tail.withUnsafeBytes { bytes in
            for block in stride(from: 0, to: bytes.count, by: 64) { state.compress(bytes, block) }
        }
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            for index in 0..<32 {
                let word = state.words[index / 4]
                buffer[index] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * (index % 4)))
            }
            count = 32
        }
    }

    /// The last, incomplete block with the bit 1, zeros and the length in bits.
    private static func paddedTail(of message: [UInt8]) -> [UInt8] {
        var tail = Array(message[(message.count / 64 * 64)...])
        tail.append(0x80)
        while tail.count % 64 != 56 { tail.append(0) }
        let bitCount = UInt64(message.count) * 8
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            tail.append(UInt8(truncatingIfNeeded: bitCount >> shift))
        }
        return tail
    }
}

private struct State {
    var words: InlineArray<8, UInt32> = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
        0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]

    mutating func compress(_ bytes: UnsafeRawBufferPointer, _ start: Int) {
        var w = InlineArray<64, UInt32>(repeating: 0)
        Self.schedule(bytes, start, &w)
        var (a, b, c, d) = (words[0], words[1], words[2], words[3])
        var (e, f, g, h) = (words[4], words[5], words[6], words[7])
        // Eight rounds bring every word back to its own name: none is moved.
        for i in stride(from: 0, to: 64, by: 8) {
            Self.round(a, b, c, &d, e, f, g, &h, w[i] &+ constants[i])
            Self.round(h, a, b, &c, d, e, f, &g, w[i + 1] &+ constants[i + 1])
            Self.round(g, h, a, &b, c, d, e, &f, w[i + 2] &+ constants[i + 2])
            Self.round(f, g, h, &a, b, c, d, &e, w[i + 3] &+ constants[i + 3])
            Self.round(e, f, g, &h, a, b, c, &d, w[i + 4] &+ constants[i + 4])
            Self.round(d, e, f, &g, h, a, b, &c, w[i + 5] &+ constants[i + 5])
            Self.round(c, d, e, &f, g, h, a, &b, w[i + 6] &+ constants[i + 6])
            Self.round(b, c, d, &e, f, g, h, &a, w[i + 7] &+ constants[i + 7])
        }
        words[0] &+= a
        words[1] &+= b
        words[2] &+= c
        words[3] &+= d
        words[4] &+= e
        words[5] &+= f
        words[6] &+= g
        words[7] &+= h
    }

    /// One round, with the words where they stand: `d` becomes the next `e`, `h` the next `a`.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32,
        _ g: UInt32, _ h: inout UInt32, _ input: UInt32
    ) {
        let s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
        let t1 = h &+ s1 &+ (g ^ e & (f ^ g)) &+ input
        let s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
        d &+= t1
        h = t1 &+ s0 &+ (a & b | c & (a | b))
    }

    private static func schedule(
        _ bytes: UnsafeRawBufferPointer, _ start: Int, _ w: inout InlineArray<64, UInt32>
    ) {
        for index in 0..<16 {
            w[index] = UInt32(
                bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self))
        }
        for index in 16..<64 {
            let (a, b) = (w[index - 15], w[index - 2])
            let s0 = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
            let s1 = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
            w[index] = w[index - 16] &+ s0 &+ w[index - 7] &+ s1
        }
    }
}

@inline(__always)
private func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    word &>> bits | word &<< (32 &- bits)
}

private let constants: InlineArray<64, UInt32> = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4,
    0xAB1C_5ED5, 0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE,
    0x9BDC_06A7, 0xC19B_F174, 0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F,
    0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA, 0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7,
    0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967, 0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC,
    0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85, 0xA2BF_E8A1, 0xA81A_664B,
    0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070, 0x19A4_C116,
    0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7,
    0xC671_78F2,
]
