import Domain
import Testing
import Wizard

@Suite("Reading survives any text")
struct IntentExtractorFuzzTests {
    /// Source: SplitMix64, so that a printed seed repeats a run.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let pieces = [
        "per", "day", "0.5", "$", "\u{20AC}", "\"", "\u{201C}", "ask", "me", "above", "never",
        "USDC",
        "every", "monday", "at", "6", ":", "30", ",", ".", "\n", "half", "that", "double", "%",
        "+3",
        "0xFe0a6095df17AA723BdeA468A13BeCB9733ba43b", "https://a.example/b", "@x", "#", "1e40",
        "\u{1F600}",
        "hundred", "and", "a", "GET", "params", "(", ")", "no", "only", "-", "1.300", "stop",
        "when", "tone",
    ]

    @Test("random words and random bytes never trap", arguments: [11, 23, 37, 59])
    func random(seed: UInt64) {
        var generator = Seeded(state: seed)
        for round in 0..<5000 {
            let text: String
            if round.isMultiple(of: 2) {
                let count = Int.random(in: 1...24, using: &generator)
                text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator)! }
                    .joined(separator: Bool.random(using: &generator) ? " " : "")
            } else {
                let count = Int.random(in: 1...80, using: &generator)
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                text = String(decoding: bytes, as: UTF8.self)
            }
            let topic = Slot.allCases.randomElement(using: &generator)!
            let reading = IntentExtractor.read(text, in: ReadingContext(topic: .slot(topic)))
            #expect(!reading.acts.isEmpty, "seed \(seed), round \(round)")
            for change in reading.changes {
                #expect(change.span.upperBound <= text.utf8.count, "seed \(seed), round \(round)")
            }
        }
    }

    @Test(
        "twenty thousand characters are read in time",
        arguments: [
            "a,", "((( ", "1 ", "0.5 usdc per day and ", "\"", "one hundred and ", "@a#b", "a.b.",
        ])
    func long(piece: String) {
        let text = String(repeating: piece, count: 20_000 / piece.utf8.count)
        let duration = ContinuousClock().measure {
            _ = IntentExtractor.read(text, in: ReadingContext())
        }
        #expect(duration < .seconds(20), "\(piece): \(duration)")
    }
}
