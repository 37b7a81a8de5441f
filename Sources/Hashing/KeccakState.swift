/// The 1600 bits of Keccak: 25 lanes, five planes of five.
///
/// Source: the Keccak reference, version 3.0, sections 1.2 and 2.3.
struct KeccakState: Sendable {
    var lanes = InlineArray<25, UInt64>(repeating: 0)

    /// Adds a byte of the message; bytes stand in lanes little-endian.
    mutating func add(_ byte: UInt8, at index: Int) {
        lanes[index / 8] ^= UInt64(byte) &<< UInt64(8 * (index % 8))
    }

    /// Keccak-f[1600].
    mutating func permute() {
        var (p, q, r, s, t) = (plane(0), plane(1), plane(2), plane(3), plane(4))
        for round in 0..<24 {
            theta(&p, &q, &r, &s, &t)
            let moved = Self.rhoAndPi(p, q, r, s, t)
            p = moved.0.chi
            q = moved.1.chi
            r = moved.2.chi
            s = moved.3.chi
            t = moved.4.chi
            p.a ^= roundConstants[round]
        }
        set(0, p)
        set(1, q)
        set(2, r)
        set(3, s)
        set(4, t)
    }

    @inline(__always)
    private func theta(
        _ p: inout Plane, _ q: inout Plane, _ r: inout Plane, _ s: inout Plane, _ t: inout Plane
    ) {
        let sum = p ^ q ^ r ^ s ^ t
        let d = Plane(
            a: sum.e ^ rotated(sum.b, 1), b: sum.a ^ rotated(sum.c, 1),
            c: sum.b ^ rotated(sum.d, 1), d: sum.c ^ rotated(sum.e, 1),
            e: sum.d ^ rotated(sum.a, 1))
        (p, q, r, s, t) = (p ^ d, q ^ d, r ^ d, s ^ d, t ^ d)
    }

    @inline(__always)
    private static func rhoAndPi(
        _ p: Plane, _ q: Plane, _ r: Plane, _ s: Plane, _ t: Plane
    ) -> (Plane, Plane, Plane, Plane, Plane) {
        (
            Plane(
                a: p.a, b: rotated(q.b, 44), c: rotated(r.c, 43), d: rotated(s.d, 21),
                e: rotated(t.e, 14)),
            Plane(
                a: rotated(p.d, 28), b: rotated(q.e, 20), c: rotated(r.a, 3),
                d: rotated(s.b, 45), e: rotated(t.c, 61)),
            Plane(
                a: rotated(p.b, 1), b: rotated(q.c, 6), c: rotated(r.d, 25), d: rotated(s.e, 8),
                e: rotated(t.a, 18)),
            Plane(
                a: rotated(p.e, 27), b: rotated(q.a, 36), c: rotated(r.b, 10),
                d: rotated(s.c, 15), e: rotated(t.d, 56)),
            Plane(
                a: rotated(p.c, 62), b: rotated(q.d, 55), c: rotated(r.e, 39),
                d: rotated(s.a, 41), e: rotated(t.b, 2))
        )
    }

    @inline(__always)
    private func plane(_ index: Int) -> Plane {
        let first = 5 * index
        return Plane(
            a: lanes[first], b: lanes[first + 1], c: lanes[first + 2], d: lanes[first + 3],
            e: lanes[first + 4])
    }

    @inline(__always)
    private mutating func set(_ index: Int, _ plane: Plane) {
        let first = 5 * index
        lanes[first] = plane.a
        lanes[first + 1] = plane.b
        lanes[first + 2] = plane.c
        lanes[first + 3] = plane.d
        lanes[first + 4] = plane.e
    }
}

/// Five lanes with the same y.
private struct Plane {
    var a: UInt64
    var b: UInt64
    var c: UInt64
    var d: UInt64
    var e: UInt64

    @inline(__always)
    var chi: Plane {
        Plane(
            a: a ^ (~b & c), b: b ^ (~c & d), c: c ^ (~d & e), d: d ^ (~e & a), e: e ^ (~a & b))
    }

    @inline(__always)
    static func ^ (lhs: Plane, rhs: Plane) -> Plane {
        Plane(
            a: lhs.a ^ rhs.a, b: lhs.b ^ rhs.b, c: lhs.c ^ rhs.c, d: lhs.d ^ rhs.d,
            e: lhs.e ^ rhs.e)
    }
}

@inline(__always)
private func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word &<< bits | word &>> (64 &- bits)
}

private let roundConstants: InlineArray<24, UInt64> = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
    0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
]
