import Testing
import Web
import WebVectors

/// Random damage to real requests. A run that fails prints its seed; the same seed repeats it.
@Suite("Random bytes") struct RandomBytesTests {
    private static let seeds = (0..<8).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 &+ 20_261_120 }

    @Test("never split differently into different requests", arguments: seeds)
    func damaged(_ seed: UInt64) {
        var random = Random(state: seed)
        for round in 0..<1_500 {
            let bytes = Self.damage(&random)
            let whole = Reading.of([bytes])
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let pieces = Reading.of([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(
                whole.requests == pieces.requests && whole.refusal == pieces.refusal,
                "seed \(seed), round \(round)")
        }
    }

    private static func damage(_ random: inout Random) -> [UInt8] {
        let whole = ValidRequest.all.map(\.bytes) + HostileRequest.all.map(\.bytes)
        var bytes = Array((whole.randomElement(using: &random) ?? []).prefix(2_000))
        if Bool.random(using: &random) { bytes += whole.randomElement(using: &random) ?? [] }
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert("\r\n :,;%\0\t0".utf8.randomElement(using: &random) ?? 0, at: at)
            default: bytes.insert(contentsOf: bytes[at...].prefix(8), at: at)
            }
        }
        return bytes
    }
}

/// SplitMix64. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
