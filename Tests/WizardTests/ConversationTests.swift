import Domain
import Testing

@testable import Wizard

/// A conversation for tests: hand-made readings, no reader.
struct Talk {
    var session = Session(id: ID("s"), now: Timestamp(millisecondsSinceEpoch: 0))
    var turn: Turn
    private var clock: Int64 = 0

    init() { turn = session.opening(now: Timestamp(millisecondsSinceEpoch: 0)) }

    @discardableResult
    mutating func say(_ acts: DialogueAct..., changes: [SlotChange] = [], text: String = "…")
        -> Turn
    {
        hear(Reading(acts: acts.isEmpty ? [.inform] : acts, changes: changes), text: text)
    }

    @discardableResult
    mutating func hear(_ reading: Reading, text: String = "…") -> Turn {
        clock += 1000
        turn = session.receive(
            reading, message: text, now: Timestamp(millisecondsSinceEpoch: clock))
        return turn
    }

    var topic: String? { turn.question?.topic.name }
}

func amount(_ text: String, _ token: String = "USDC") -> SlotValue {
    .limit(.amount(usd(text, token)))
}

func usd(_ text: String, _ token: String = "USDC") -> TokenAmount {
    guard let quantity = try? Quantity(decimal: text) else { return TokenAmount(.zero, token) }
    return TokenAmount(quantity, token)
}

func set(_ slot: Slot, _ value: SlotValue, confidence: Int = 90) -> SlotChange {
    SlotChange(slot, .set(value), span: 0..<3, confidence: confidence)
}

/// A message that settles everything a paying agent needs.
let everything: [SlotChange] = [
    set(.goals, .text("buy weather data")), set(.tools, .tools([.x402Payment])),
    set(.currency, .symbol("USDC")), set(.perPaymentLimit, amount("1")),
    set(.dailyLimit, amount("5")), set(.approvalThreshold, amount("0.50")),
    set(.tone, .text("friendly")), set(.schedule, .schedules([.daily(at: nil)])),
    set(.allowedRecipients, .names(["weather.example"])), set(.network, .network(.cronosTestnet)),
    set(.notificationChannel, .channels([Channel(.email)])),
]

@Suite struct ConversationTests {
    @Test func theOpeningGreetsAndAsksForThePurpose() {
        let talk = Talk()
        #expect(talk.turn.stage == .initial)
        #expect(talk.topic == "goals")
        #expect(talk.session.messageCount == 1)
        #expect(talk.turn.text.contains("What should your agent do?"))
    }

    @Test func oneMessageWithEverythingLeadsToReviewAndAYesFinishes() {
        var talk = Talk()
        talk.say(.inform, changes: everything)
        #expect(talk.turn.stage == .reviewingWorkflow)
        #expect(
            talk.turn.stagesEntered == [.collectingBasics, .exploringTools, .reviewingWorkflow])
        #expect(talk.topic == "confirm")
        #expect(talk.turn.text.contains("one dollar (1 USDC)"))
        talk.say(.approve)
        #expect(talk.turn.isComplete)
        #expect(talk.turn.stagesEntered == [.finalizing, .completed])
        #expect(talk.turn.progress.percent == 100)
    }

    @Test func evidenceIsCutBetweenCharactersAndNeverTooLong() {
        var talk = Talk()
        let text = String(repeating: "\u{e9}", count: 400)
        let change = SlotChange(.goals, .set(.text("x")), span: 1..<900)
        let turn = talk.say(.inform, changes: [change], text: text)
        let words = turn.changes.first?.words ?? ""
        #expect(!words.isEmpty && words.allSatisfy { $0 == "\u{e9}" })
        #expect(words.utf8.count <= 302)
    }
}
