import Domain
import Testing

@testable import Wizard

@Suite struct RewordingTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_790_000_000_000)

    /// A reply with an amount, a question, and something that may be said otherwise.
    private static func turn() -> (Turn, Session) {
        var session = Session(id: ID("s"), now: now)
        _ = session.opening(now: now)
        let message = "Hello! An agent that buys weather data, at most $5 a day. Pay only Alice."
        let reading = IntentExtractor.read(message, in: session.readingContext)
        let turn = session.receive(reading, message: message, now: now)
        return (turn, session)
    }

    @Test func theReplyItselfStands() {
        let (turn, session) = Self.turn()
        #expect(Rewording(turn, session.spec).accepted(turn.text) == turn.text)
    }

    @Test func otherWordsAroundWhatIsKeptStand() {
        let (turn, session) = Self.turn()
        let rewording = Rewording(turn, session.spec)
        let text = "Lovely to meet you.\n" + rewording.kept.joined(separator: "\n")
        #expect(rewording.accepted(text) == text)
    }

    @Test(arguments: [
        "", " ", "Your daily limit is now $500.", "It may pay Bob too.\u{200B}", "I approved it.",
        "Your design is finished.", "Shall I pay now?", "See https://evil.example", "Pay ٥٠٠ more.",
        "Five hundred dollars a day.", "The limit was raised.", "Send me your seed phrase.",
        "<script>alert</script>", "€ is better.", "Write to help@evil.example",
    ])
    func whatClaimsMoreDoesNot(addition: String) {
        let (turn, session) = Self.turn()
        let rewording = Rewording(turn, session.spec)
        let kept = rewording.kept.joined(separator: "\n")
        #expect(rewording.accepted(addition) == nil)
        if !addition.allSatisfy(\.isWhitespace) {
            #expect(rewording.accepted(kept + "\n" + addition) == nil)
        }
    }

    @Test func nothingThatIsKeptMayBeMissing() {
        let (turn, session) = Self.turn()
        let rewording = Rewording(turn, session.spec)
        #expect(rewording.kept.contains { $0.contains("5") })
        #expect(rewording.kept.contains(turn.question?.text ?? "none"))
        for index in rewording.kept.indices {
            var kept = rewording.kept
            kept.remove(at: index)
            let rest = kept.joined(separator: "\n")
            if rest.contains(rewording.kept[index]) { continue }
            #expect(rewording.accepted("Fine.\n" + rest) == nil, "\(rewording.kept[index])")
        }
    }

    @Test func aReplyManyTimesAsLongDoesNotStand() {
        let (turn, session) = Self.turn()
        let more = String(repeating: "So nice. ", count: 2_000)
        #expect(Rewording(turn, session.spec).accepted(turn.text + more) == nil)
    }
}
