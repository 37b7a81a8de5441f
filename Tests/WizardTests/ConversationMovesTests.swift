import Domain
import Testing

@testable import Wizard

/// A conversation that stands in each stage.
func talk(in stage: Stage) -> Talk {
    var talk = Talk()
    switch stage {
    case .initial: break
    case .collectingBasics: talk.say(.inform, changes: Array(everything.prefix(4)))
    case .exploringTools:
        talk.say(.inform, changes: everything.filter { $0.slot != .schedule })
    case .configuringTools:
        talk.say(
            .inform,
            changes: everything + [set(.tools, .tools([.swapTokens]))])
    case .reviewingWorkflow: talk.say(.inform, changes: everything)
    case .finalizing:
        let open: [SlotChange] = [
            set(.perPaymentLimit, .limit(.none)), set(.dailyLimit, .limit(.none)),
        ]
        talk.say(.inform, changes: everything + open)
        talk.say(.approve)
    case .completed:
        talk.say(.inform, changes: everything)
        talk.say(.approve)
    }
    return talk
}

let allActs: [DialogueAct] = [
    .inform, .approve, .reject, .skip, .youDecide, .askMeaning("gas"), .askWhy, .askOther, .show,
    .back, .undo, .startOver, .greeting, .thanks, .offTopic, .injection, .unreadable,
]

@Suite struct ConversationMovesTests {
    @Test(arguments: Stage.allCases)
    func theFixturesStandWhereTheyShould(stage: Stage) {
        #expect(talk(in: stage).session.stage == stage)
    }

    @Test(arguments: Stage.allCases, allActs)
    func noMoveIsADeadEnd(stage: Stage, act: DialogueAct) {
        var talk = talk(in: stage)
        let spec = talk.session.spec
        let turn = talk.say(act, text: "hm")
        #expect(!turn.text.isEmpty)
        if act == .startOver {
            #expect(talk.session.spec.isEmpty)
            #expect(turn.stage == .initial)
        } else {
            #expect(talk.session.spec == spec)
        }
        #expect(turn.isComplete == (turn.question == nil))
        #expect(turn.isComplete == (turn.progress.percent == 100))
        #expect((1...4).contains(turn.question?.suggestions.count ?? 1))
        // And from there an ordinary message and a yes still lead to the end.
        talk.say(.inform, changes: everything + [set(.slippageTolerance, .percent(Quantity(1)))])
        for _ in 0..<4 where !talk.turn.isComplete { talk.say(.approve) }
        #expect(talk.turn.isComplete)
    }

    @Test(arguments: Stage.allCases.filter { $0 < .finalizing }, [DialogueAct.skip, .youDecide])
    func skippingAlwaysLeadsToReviewWithoutTouchingTheSpec(stage: Stage, act: DialogueAct) {
        var talk = talk(in: stage)
        let spec = talk.session.spec
        for _ in 0..<6 where talk.topic != "confirm" { talk.say(act, text: "skip") }
        #expect(talk.topic == "confirm")
        #expect(talk.session.spec == spec)
        let effective = talk.session.design.effective
        #expect(effective.limit(.perPaymentLimit) != nil)
        #expect(MaximumLoss(talk.session.design.policy).isBounded)
        talk.say(.approve)
        #expect(talk.turn.isComplete)
    }

    @Test func noQuestionIsAskedAgainOnceAnsweredOrSkipped() {
        var talk = Talk()
        var settled: Set<String> = []
        for change in everything where talk.topic != "confirm" {
            let topic = talk.topic ?? ""
            #expect(!settled.contains(topic), "\(topic) came twice")
            settled.insert(topic)
            let asked = everything.first { $0.slot.rawValue == topic }
            let isSkipped = change.slot.order.isMultiple(of: 3)
            if isSkipped {
                talk.say(.skip)
            } else if let asked {
                talk.say(.inform, changes: [asked])
            }
        }
        #expect(talk.session.skipped.isDisjoint(with: talk.session.spec.filledSlots))
    }

    @Test func aQuestionWithoutAnAnswerIsAskedInOtherWordsAndThenOnlyItIsLeft() {
        var talk = talk(in: .exploringTools)
        #expect(talk.topic == "schedule")
        var texts: Set<String> = [talk.turn.question?.text ?? ""]
        for _ in 0..<2 {
            talk.say(.inform, text: "the weather is nice")
            #expect(talk.topic == "schedule")
            texts.insert(talk.turn.question?.text ?? "")
        }
        #expect(texts.count == 2)
        #expect(talk.session.skipped.isEmpty && talk.session.defaults.isEmpty)
        talk.say(.inform, text: "the weather is nice")
        #expect(talk.session.skipped == [.schedule])
        #expect(talk.turn.text.contains("I leave this question for now"))
    }

    @Test func shipItInTheMiddleShowsEverythingFirst() {
        var talk = talk(in: .collectingBasics)
        let turn = talk.say(.approve, text: "that's all, ship it")
        #expect(turn.stage == .reviewingWorkflow)
        #expect(turn.text.contains("I chose, and you can change:"))
        talk.say(.approve, text: "yes")
        #expect(talk.turn.isComplete)
    }

    @Test func aBareYesToAnOpenQuestionIsToldHowToGoOn() {
        var talk = talk(in: .collectingBasics)
        #expect(talk.say(.approve, text: "yes").text.contains("ship it"))
        #expect(talk.turn.stage == .collectingBasics)
        let asked = talk.topic
        talk.say(.approve, text: "yes")
        #expect(talk.topic == asked)
        #expect(talk.session.skipped.isEmpty)
    }

    @Test func noToAQuestionAboutMoneyChoosesNothing() {
        var talk = talk(in: .collectingBasics)
        let asked = talk.topic
        for _ in 0..<2 { talk.say(.reject, text: "no") }
        #expect(talk.topic == asked)
        #expect(talk.session.skipped.isEmpty)
    }

    @Test func undoAfterTheEndTakesBackTheEndAndNothingElse() {
        var talk = talk(in: .completed)
        let design = talk.session.design
        let turn = talk.say(.undo, text: "undo")
        #expect(turn.stage == .reviewingWorkflow && turn.effect == .none)
        #expect(talk.session.design == design)
        #expect(talk.topic == "confirm")
    }

    @Test func theEndSaysWhatComesNext() {
        let turn = talk(in: .completed).turn
        #expect(turn.text.contains("/api/v1/agents"))
        #expect(turn.suggestions.contains("How do I run it?"))
    }

    @Test func skippingAQuestionByNameLeavesOnlyThatOneOpen() {
        var talk = talk(in: .collectingBasics)
        let asked = talk.topic
        let turn = talk.say(.skip, text: "skip the schedule please")
        #expect(talk.session.skipped == [.schedule])
        #expect(talk.topic == asked)
        #expect(turn.text.contains("Then I choose: It runs when it is asked to."))
    }

    @Test(arguments: [
        "\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}, \u{43A}\u{430}\u{43A} \u{434}\u{435}\u{43B}\u{430}",
        "\u{BF}puedes hablar conmigo?", "\u{4F60}\u{597D}",
    ])
    func anotherLanguageIsAnsweredPolitely(text: String) {
        var talk = talk(in: .exploringTools)
        let turn = talk.say(.offTopic, text: text)
        #expect(turn.text.contains("I understand English best"))
        #expect(talk.topic == "schedule")
    }

    @Test func whatIsSaidTwiceIsAcknowledgedAndCostsNoTurn() {
        var talk = talk(in: .exploringTools)
        for _ in 0..<3 {
            let turn = talk.say(.inform, changes: [set(.dailyLimit, amount("5"))])
            #expect(turn.text.contains("I have noted that already."))
            #expect(turn.changes.isEmpty)
            #expect(talk.topic == "schedule")
        }
    }

    @Test func questionsBackRepeatTheOpenQuestionAsOftenAsTheyCome() {
        var talk = talk(in: .exploringTools)
        for act in [DialogueAct.askMeaning("slippage"), .askWhy, .askOther, .show, .injection] {
            talk.say(act)
            #expect(talk.topic == "schedule")
            talk.say(act)
            #expect(talk.topic == "schedule")
        }
    }

    @Test func whoNamesAToolWhenAskedForThePurposeHasNamedThePurpose() {
        var talk = Talk()
        let text = "Watch our balance and warn us"
        talk.say(.inform, changes: [set(.tools, .tools([.checkBalance]))], text: text)
        #expect(talk.session.spec.text(.goals) == text)
        #expect(talk.topic == "schedule")
        var early = Talk()
        early.say(.inform, changes: [set(.network, .network(.base))], text: "Base please")
        #expect(early.session.spec[.goals] == nil)
        #expect(early.topic == "goals")
    }

    @Test func aMeaningIsExplainedForPeople() {
        var talk = Talk()
        let turn = talk.say(.askMeaning("Approval threshold?"))
        #expect(turn.text.contains("until a person has said yes"))
        #expect(turn.text.contains("What should your agent do?"))
        #expect(talk.say(.askMeaning("flux capacitor")).text.contains("I do not know the word"))
    }

    @Test func aQuestionTakenForSmallTalkIsAnsweredAndCostsNoTurn() {
        var talk = talk(in: .exploringTools)
        for _ in 0..<3 {
            let turn = talk.say(.offTopic, text: "Is it safe?")
            #expect(turn.text.contains("plain rules"))
            #expect(talk.topic == "schedule")
        }
    }

    @Test func backOpensTheQuestionBeforeAndYesKeepsItsAnswer() {
        var talk = Talk()
        talk.say(.inform, changes: [set(.goals, .text("buy maps"))])
        #expect(talk.topic == "per_payment_limit")
        talk.say(.inform, changes: [set(.perPaymentLimit, amount("2"))])
        #expect(talk.topic == "daily_limit")
        let turn = talk.say(.back)
        #expect(turn.effect == .back)
        #expect(talk.topic == "per_payment_limit")
        talk.say(.approve)
        #expect(talk.topic == "daily_limit")
        #expect(talk.session.spec[.perPaymentLimit] == amount("2"))
    }

    @Test func aNewDesignAfterStartingOverTakesOnlyTheNewValues() {
        var talk = talk(in: .reviewingWorkflow)
        let turn = talk.say(
            .startOver, .inform, changes: [set(.goals, .text("pay library fines"))])
        #expect(turn.effect == .startOver)
        #expect(talk.session.spec.filledSlots == [.goals])
        #expect(turn.stage == .collectingBasics)
        #expect(turn.changes.first { $0.slot == .perPaymentLimit }?.after == nil)
    }

    @Test func aChangeAfterCompletionOpensTheReviewAgain() {
        var talk = talk(in: .completed)
        let turn = talk.say(.inform, changes: [set(.dailyLimit, amount("10"))])
        #expect(turn.stage == .reviewingWorkflow)
        #expect(talk.topic == "confirm")
        #expect(turn.text.contains("The daily limit goes from 5 USDC to 10 USDC."))
        #expect(turn.text.contains("can lose in 24 hours goes from 5 USDC to 10 USDC."))
        talk.say(.approve)
        #expect(talk.turn.isComplete)
    }

    @Test func approvalTogetherWithAChangeDoesNotFinish() {
        var talk = talk(in: .reviewingWorkflow)
        talk.say(.approve, .inform, changes: [set(.dailyLimit, amount("9"))])
        #expect(talk.turn.stage == .reviewingWorkflow)
        #expect(talk.session.spec[.dailyLimit] == amount("9"))
    }

    @Test func aDesignThatNothingBoundsIsAskedAboutTwice() {
        let talk = talk(in: .finalizing)
        #expect(talk.topic == "confirm")
        #expect(talk.turn.text.contains("No limit holds this agent back"))
    }
}
