import Domain
import Testing

@testable import Wizard

@Suite struct ConversationConflictTests {
    @Test func twentyEachAndTenADayIsNamedAndTheLooserWaits() {
        var talk = Talk()
        let turn = talk.say(
            .inform,
            changes: [
                set(.goals, .text("pocket money")), set(.perPaymentLimit, amount("20")),
                set(.dailyLimit, amount("10")),
            ])
        #expect(turn.problems.map(\.code) == ["contradiction"])
        #expect(turn.text.contains("20 USDC for one payment does not fit into 10 USDC a day."))
        #expect(talk.session.spec[.perPaymentLimit] == nil)
        #expect(talk.session.spec[.dailyLimit] == amount("10"))
        #expect(talk.topic == "per_payment_limit")
    }

    @Test func raisingTheDayTakesTheWaitingPaymentToo() {
        var talk = Talk()
        talk.say(
            .inform,
            changes: [set(.perPaymentLimit, amount("20")), set(.dailyLimit, amount("10"))])
        let turn = talk.say(.inform, changes: [set(.dailyLimit, amount("40"))])
        #expect(talk.session.spec[.perPaymentLimit] == amount("20"))
        #expect(talk.session.spec[.dailyLimit] == amount("40"))
        #expect(talk.session.held.isEmpty)
        #expect(turn.problems.isEmpty)
    }

    @Test func loweringThePaymentSettlesItAsWell() {
        var talk = Talk()
        talk.say(
            .inform,
            changes: [set(.perPaymentLimit, amount("20")), set(.dailyLimit, amount("10"))])
        talk.say(.inform, changes: [set(.perPaymentLimit, amount("5"))])
        #expect(talk.session.spec[.perPaymentLimit] == amount("5"))
        #expect(talk.session.held.isEmpty)
    }

    @Test func theNewValueOfTwoIsTheOneThatWaits() {
        var talk = talk(in: .reviewingWorkflow)
        talk.say(.inform, changes: [set(.dailyLimit, amount("0.5"))])
        #expect(talk.session.spec[.dailyLimit] == amount("5"))
        #expect(talk.session.held.map(\.slot) == [.dailyLimit])
    }

    @Test func anUnresolvedContradictionWaitsAndNeverLoosensByItself() {
        var talk = talk(in: .reviewingWorkflow)
        talk.say(.inform, changes: [set(.perPaymentLimit, amount("20"))])
        for _ in 0..<4 {
            #expect(talk.topic == "per_payment_limit")
            #expect(talk.session.spec[.perPaymentLimit] == amount("1"))
            talk.say(.inform)
        }
        #expect(talk.session.spec[.perPaymentLimit] == amount("1"))
        #expect(talk.topic == "confirm")
        #expect(talk.turn.text.contains("Then it stays as it was."))
    }

    @Test func ofTwoLimitsLeftToTheWizardTheSmallerCounts() {
        var talk = talk(in: .reviewingWorkflow)
        talk.say(.inform, changes: [set(.weeklyLimit, amount("3"))])
        #expect(talk.topic == "weekly_limit")
        talk.say(.youDecide, text: "you decide")
        #expect(talk.session.spec[.weeklyLimit] == amount("3"))
        #expect(talk.session.spec[.dailyLimit] == amount("3"))
        #expect(talk.topic == "confirm")
    }

    @Test func ofSeveralContradictionsTheOneNamedIsTheOneAskedAndNoneIsLost() {
        var talk = talk(in: .reviewingWorkflow)
        talk.say(.inform, changes: [set(.weeklyLimit, amount("4"))])
        let turn = talk.say(.inform, changes: [set(.monthlyLimit, amount("3"))])
        #expect(turn.text.contains("5 USDC a day does not fit into 3 USDC a month."))
        #expect(talk.topic == "monthly_limit")
        talk.say(.askOther, text: "why is that?")
        #expect(talk.topic == "monthly_limit")
        #expect(talk.session.held.map(\.slot) == [.monthlyLimit, .weeklyLimit])
        #expect(talk.say(.approve, text: "ok ship it").text.contains("you decide"))
        talk.say(.inform, changes: [set(.dailyLimit, amount("2"))])
        #expect(talk.session.spec[.monthlyLimit] == amount("3"))
        // The week still waits, and now it is the month that it does not fit into.
        #expect(talk.topic == "weekly_limit")
        #expect(talk.turn.question?.text.contains("3 USDC a month") == true)
        talk.say(.youDecide, text: "you decide")
        #expect(talk.session.spec[.weeklyLimit] == amount("3"))
        #expect(talk.session.held.isEmpty)
    }

    @Test func dollarsAndTheirStablecoinsAreComparedWithEachOther() {
        var talk = Talk()
        let turn = talk.say(
            .inform,
            changes: [set(.perPaymentLimit, amount("20", "USD")), set(.dailyLimit, amount("10"))])
        #expect(turn.problems.count == 1)
        let euros = talk.say(.inform, changes: [set(.perPaymentLimit, amount("20", "EUR"))])
        #expect(!euros.problems.contains { $0.code == "contradiction" })
    }

    @Test func anAllowedNameThatWasRuledOutWaitsForAYes() {
        var talk = talk(in: .reviewingWorkflow)
        talk.say(.inform, changes: [set(.blockedRecipients, .names(["Grabbit"]))])
        let turn = talk.say(
            .inform,
            changes: [SlotChange(.allowedRecipients, .add(.names(["grabbit"])), span: 0..<3)])
        #expect(turn.problems.map(\.code) == ["contradiction"])
        #expect(talk.session.spec.list(.allowedRecipients) == ["weather.example"])
        talk.say(.approve)
        #expect(talk.session.spec.list(.allowedRecipients) == ["weather.example", "grabbit"])
        #expect(talk.session.spec[.blockedRecipients] == nil)
    }

    @Test func rulingOutWhatWasAllowedTakesItOffTheList() {
        var talk = talk(in: .reviewingWorkflow)
        let turn = talk.say(
            .inform, changes: [set(.blockedRecipients, .names(["weather.example"]))])
        #expect(turn.problems.isEmpty)
        #expect(talk.session.spec[.allowedRecipients] == nil)
        #expect(turn.changes.map(\.slot) == [.allowedRecipients, .blockedRecipients])
    }

    @Test func aToolThatIsWantedAndRuledOutAtOnceIsNamed() {
        var talk = Talk()
        let turn = talk.say(
            .inform,
            changes: [
                set(.goals, .text("fill the gas wallet")),
                set(.blockedTools, .tools([.swapTokens])),
                set(.tools, .tools([.swapTokens, .checkBalance])),
            ])
        #expect(turn.problems.map(\.code) == ["contradiction"])
        #expect(talk.session.spec.tools(.blockedTools) == [.swapTokens])
        talk.say(.reject)
        #expect(talk.session.held.isEmpty)
    }

    @Test func whatWasReadWithDoubtIsAskedBackAndTakenOnAYes() {
        var talk = talk(in: .exploringTools)
        let change = set(.dailyLimit, amount("3"), confidence: 40)
        let turn = talk.say(.inform, changes: [change])
        #expect(turn.problems.map(\.code) == ["unsure"])
        #expect(talk.session.spec[.dailyLimit] == amount("5"))
        #expect(talk.topic == "daily_limit")
        #expect(turn.text.contains("three dollars (3 USDC)"))
        talk.say(.approve)
        #expect(talk.session.spec[.dailyLimit] == amount("3"))
        talk.say(.inform, changes: [set(.dailyLimit, amount("4"), confidence: 10)])
        talk.say(.reject)
        #expect(talk.session.spec[.dailyLimit] == amount("3"))
        #expect(talk.topic == "schedule")
    }

    @Test func aThresholdThatCanNeverBeReachedIsMentioned() {
        var talk = talk(in: .reviewingWorkflow)
        let turn = talk.say(.inform, changes: [set(.approvalThreshold, amount("30"))])
        #expect(turn.problems.isEmpty)
        #expect(turn.text.contains("approval would never be asked"))
    }

    @Test func aToolInAPrivateNetworkIsNamedAndNotStored() {
        var talk = talk(in: .exploringTools)
        let tool = HTTPTool(name: "router", endpoint: "http://192.168.1.1/reboot", method: "POST")
        let turn = talk.say(.inform, changes: [set(.customTools, .customTools([tool]))])
        #expect(turn.problems.map(\.code) == ["private_endpoint"])
        #expect(talk.session.spec[.customTools] == nil)
    }
}
