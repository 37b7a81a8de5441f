import Domain
import Testing

@testable import Wizard

@Suite struct DesignDiffTests {
    private func design(_ changes: [SlotChange]) -> Design {
        var talk = Talk()
        talk.say(.inform, changes: everything + changes)
        return talk.session.design
    }

    @Test(arguments: [
        (
            set(.dailyLimit, amount("10")), "The daily limit goes from 5 USDC to 10 USDC."
        ),
        (
            set(.network, .network(.base)), "The network goes from Cronos testnet to Base."
        ),
        (
            set(.allowedRecipients, .names(["weather.example", "rain.example"])),
            "Who may be paid: added rain.example."
        ),
        (
            set(.allowedRecipients, .names(["rain.example"])),
            "Who may be paid: added rain.example, removed weather.example."
        ),
        (set(.tone, .text("formal")), "How it sounds: now formal, before friendly."),
        (set(.agentName, .name("Pixie")), "Its name is Pixie."),
        (set(.approvalThreshold, .limit(.none)), "goes from 0.50 USDC to no limit."),
    ])
    func aDifferenceIsOnePlainSentence(change: SlotChange, sentence: String) {
        let diff = DesignDiff(from: design([]), to: design([change]))
        #expect(diff.sentences.count == 1)
        #expect(diff.sentences.first?.contains(sentence) == true, "\(diff.sentences)")
    }

    @Test func theLossIsComparedToo() {
        let diff = DesignDiff(
            from: design([]), to: design([set(.dailyLimit, amount("10"))]))
        #expect(diff.maximumLoss == "The most it can lose in 24 hours goes from 5 USDC to 10 USDC.")
        let open = DesignDiff(
            from: design([]), to: design([set(.dailyLimit, .limit(.none))]))
        #expect(open.maximumLoss?.contains("It can lose everything") == true)
    }

    @Test func equalDesignsDifferInNothing() {
        #expect(DesignDiff(from: design([]), to: design([])).isEmpty)
    }

    @Test func noSentenceShowsAFieldName() {
        let summary = Summary(design([set(.escalationContact, .name("Ada"))]))
        for sentence in summary.stated + summary.chosen {
            #expect(!sentence.contains("_"), "\(sentence)")
        }
        for slot in Slot.allCases where slot.rawValue.contains("_") {
            #expect(!summary.text.contains(slot.rawValue))
            #expect(!slot.title.contains("_"))
        }
    }

    @Test func everyQuestionHasAReasonAndOneToFourAnswersInPlainWords() {
        for slot in Slot.allCases {
            let question = QuestionBook.question(for: slot, AgentSpec())
            #expect(!question.reason.isEmpty)
            #expect((1...4).contains(question.suggestions.count))
            #expect(!question.text.contains("_"))
        }
    }

    @Test func aGlossaryNameLeadsToOneMeaning() {
        let names = Glossary.entries.flatMap(\.names)
        #expect(Set(names).count == names.count)
        for term in [
            "approval threshold", "budget", "slippage", "x402", "network", "gas", "stablecoin",
            "USDC", "escrow", "escalation", "webhook", "kill switch", "per-payment limit",
            "leverage", "subscription", "metered",
        ] {
            #expect(!Glossary.answer(term).hasPrefix("I do not know"), "\(term)")
        }
    }
}

@Suite struct SlotBoundsTests {
    @Test func whatIsTooLargeIsNamedAndNotStored() {
        var talk = talk(in: .reviewingWorkflow)
        let long = String(repeating: "x", count: 161)
        let turn = talk.say(.inform, changes: [set(.tone, .text(long))])
        #expect(turn.problems.map(\.code) == ["too_long"])
        #expect(talk.session.spec.text(.tone) == "friendly")
        let names = (0..<101).map { "shop\($0).example" }
        talk.say(.inform, changes: [set(.blockedRecipients, .names(names))])
        #expect(talk.turn.problems.map(\.code) == ["too_many"])
        #expect(talk.session.spec[.blockedRecipients] == nil)
    }

    @Test func charactersCountAndNotBytes() {
        var talk = talk(in: .reviewingWorkflow)
        talk.say(.inform, changes: [set(.tone, .text(String(repeating: "ü", count: 160)))])
        #expect(talk.turn.problems.isEmpty)
    }
}
