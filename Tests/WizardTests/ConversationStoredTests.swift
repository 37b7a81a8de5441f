import Domain
import JSON
import Testing

@testable import Wizard

/// A small generator whose seed a failure prints.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Changes that a random message may make, contradictions and doubts among them.
private let deck: [SlotChange] =
    everything + [
        set(.perPaymentLimit, amount("20")), set(.dailyLimit, amount("0.5")),
        set(.weeklyLimit, .limit(.none)), set(.monthlyLimit, amount("3", "EUR")),
        set(.approvalThreshold, amount("0")), set(.useTools, .flag(false)),
        set(.blockedTools, .tools([.x402Payment])), set(.tools, .tools([.swapTokens])),
        set(.retryPolicy, .retry(RetryPolicy(retriesMax: 2, delaySeconds: Quantity(5)))),
        set(.timeout, .seconds(Quantity(20))), set(.verbosityLevel, .choice("concise")),
        set(.slippageTolerance, .percent(Quantity(digits: 5, scale: 1))),
        set(.pricingModel, .choices(["metered"])), set(.timezone, .zone("Europe/Oslo")),
        set(.languages, .languages(["es", "pl"])), set(.agentName, .name("M\u{f6}hrchen")),
        set(.constraints, .texts(["never on \u{201C}gala\u{201D} evenings\n"])),
        set(.customTools, .customTools([HTTPTool(name: "quote", endpoint: "https://a.example/q")])),
        SlotChange(.dailyLimit, .clear, span: 0..<1),
        SlotChange(.allowedRecipients, .add(.names(["b.example"])), span: 0..<1, confidence: 30),
        SlotChange(.allowedRecipients, .remove(.names(["weather.example"])), span: 2..<900),
        SlotChange(.blockedRecipients, .add(.names(["weather.example"])), span: -5..<1),
    ]

@Suite struct ConversationStoredTests {
    @Test(arguments: 1...60)
    func aSessionReadsBackFromItsStoredFormAfterAnyTalk(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        var talk = Talk()
        for _ in 0..<20 {
            let changes = (0..<Int.random(in: 0..<4, using: &dice)).compactMap { _ in
                deck.randomElement(using: &dice)
            }
            let act = allActs.randomElement(using: &dice) ?? .inform
            let before = talk.session
            talk.hear(Reading(acts: [act], changes: changes), text: "\u{e9}t\u{e9} 🐉 of seed")
            let stored = try JSONValue(parsing: talk.session.bytes)
            #expect(try Session(json: stored) == talk.session, "seed \(seed)")
            #expect(talk.session.bytes == talk.session.json.bytes, "seed \(seed)")
            var design = JSONWriter()
            talk.session.design.write(to: &design)
            #expect(design.bytes == talk.session.design.json.bytes, "seed \(seed)")
            let loss = MaximumLoss(talk.session.design.policy)
            var written = JSONWriter()
            loss.write(to: &written)
            #expect(written.bytes == loss.json.bytes, "seed \(seed)")
            let (old, new) = (before.spec, talk.session.spec)
            #expect(
                new.differences(from: old) == Slot.allCases.filter { new[$0] != old[$0] },
                "seed \(seed)")
            #expect(Contradiction.all(in: talk.session.spec).isEmpty, "seed \(seed)")
            let overlap = Set(talk.session.spec.filledSlots)
                .intersection(talk.session.defaults.filledSlots)
            #expect(overlap.isEmpty, "seed \(seed)")
            #expect(
                (talk.turn.progress.percent == 100) == talk.turn.isComplete, "seed \(seed)")
            // Only a currency may follow from amounts instead of words of its own.
            let unsaid = Set(talk.session.spec.filledSlots).symmetricDifference(
                talk.session.evidence.keys)
            #expect(unsaid.isSubset(of: [.currency]), "seed \(seed)")
        }
    }

    @Test(arguments: [
        "id", "created_at", "stage", "spec", "evidence", "held", "asked", "message_count",
    ])
    func aStoredSessionWithoutAFieldNamesIt(field: String) throws {
        let talk = talk(in: .exploringTools)
        guard var object = talk.session.json.object else { return }
        object[field] = nil
        #expect(throws: SpecError.self) { try Session(json: .object(object)) }
    }

    @Test func whatIsStoredDoesNotGrowWithTheTalk() {
        var talk = talk(in: .exploringTools)
        for _ in 0..<50 { talk.say(.askWhy) }
        let size = talk.session.json.bytes.count
        for _ in 0..<500 { talk.say(.askWhy) }
        #expect(talk.session.json.bytes.count <= size + 2)
    }

    @Test func undoRestoresTheDesignBeforeAndSaysWhatWentBack() {
        var talk = talk(in: .reviewingWorkflow)
        let earlier = talk.session
        talk.say(.inform, changes: [set(.dailyLimit, amount("9"))])
        #expect(talk.session.designVersion == earlier.designVersion + 1)
        #expect(talk.say(.undo).effect == .undo)
        let turn = talk.session.restore(
            earlier.design, undoTarget: earlier.undoTarget,
            now: Timestamp(millisecondsSinceEpoch: 9))
        #expect(talk.session.spec == earlier.spec)
        // A version of its own, from which the way back goes on where the earlier one came from.
        #expect(talk.session.designVersion == earlier.designVersion + 2)
        #expect(talk.session.undoTarget == earlier.undoTarget)
        #expect(turn.text.contains("The daily limit goes from 9 USDC to 5 USDC."))
        #expect(turn.changes.map(\.slot) == [.dailyLimit])
        #expect(turn.question?.topic == .confirm)
    }

    @Test func undoOfASkipAsksAgainAndUndoOfStartingOverBringsAllBack() {
        var talk = Talk()
        talk.say(.inform, changes: [set(.goals, .text("buy maps"))])
        let asked = talk.session
        talk.say(.skip)
        #expect(talk.topic == "daily_limit")
        let now = Timestamp(millisecondsSinceEpoch: 9)
        _ = talk.session.restore(asked.design, undoTarget: asked.undoTarget, now: now)
        #expect(talk.session.question?.topic == .slot(.perPaymentLimit))
        var finished = completedTalk()
        let design = finished.session.design
        let target = finished.session.undoTarget
        finished.say(.startOver)
        let turn = finished.session.restore(design, undoTarget: target, now: now)
        #expect(turn.stage == .reviewingWorkflow)
        #expect(finished.session.spec == design.spec)
    }

    @Test func resumingLosesNothingAndCountsNoMessage() {
        var talk = talk(in: .exploringTools)
        let before = talk.session
        let turn = talk.session.resume(now: Timestamp(millisecondsSinceEpoch: 1 << 40))
        #expect(talk.session.spec == before.spec)
        #expect(talk.session.messageCount == before.messageCount)
        #expect(turn.question == before.question)
        #expect(talk.session.status(at: Timestamp(millisecondsSinceEpoch: 1 << 40)) == .active)
    }

    @Test(arguments: Starter.all)
    func aStarterIsWholeAndFinishesWithOneYes(starter: Starter) {
        var session = Session(id: ID("s"), now: Timestamp(millisecondsSinceEpoch: 0))
        let now = Timestamp(millisecondsSinceEpoch: 1)
        let opening = session.opening(with: starter, now: now)
        #expect(opening.stage == .reviewingWorkflow)
        #expect(opening.question?.topic == .confirm)
        #expect(Contradiction.all(in: starter.spec).isEmpty)
        #expect(session.defaults.isEmpty, "\(starter.id): \(session.defaults.filledSlots)")
        #expect(MaximumLoss(session.design.policy).isBounded)
        let turn = session.receive(Reading(acts: [.approve]), message: "ship it", now: now)
        #expect(turn.isComplete)
    }

    @Test func thereAreEightStartersEachWithItsOwnName() {
        #expect(Starter.all.count == 8)
        #expect(Set(Starter.all.map(\.id)).count == 8)
        #expect(Starter.starter("api-buyer")?.title == "API data buyer")
    }
}

private func completedTalk() -> Talk { talk(in: .completed) }
