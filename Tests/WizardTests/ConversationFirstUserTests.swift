import Domain
import Testing

@testable import Wizard

/// What a first-time user says, and what must never come of it.
@Suite struct ConversationFirstUserTests {
    private func play(_ lines: String...) -> Play {
        var play = Play()
        for line in lines { play.say(line) }
        return play
    }

    @Test func nonsenseChoosesNothing() {
        var play = play(
            "I want to automate paying for LLM API calls", "5 USDC per payment", "20 a day")
        #expect(play.topic == "approval_threshold")
        for line in ["Base then", "who approves?", "me", "hi"] {
            play.say(line)
            #expect(play.topic == "approval_threshold", "\(line)")
        }
        play.say("back")
        #expect(play.topic == "daily_limit")
        #expect(play.session.defaults.isEmpty && play.session.skipped.isEmpty)
    }

    @Test func aThingThatIsDeniedIsNoAnswerToWhenItRuns() {
        var play = play(
            "An agent that buys maps, 1 USDC each, 5 USDC a day, ask me above 0.50 USDC")
        #expect(play.topic == "schedule")
        play.say("no other peoples")
        #expect(play.topic == "schedule")
        play.say("no")
        #expect(play.topic != "schedule")
    }

    @Test(arguments: ["ok whatever", "whatever", "ok I guess", "meh", "idk"])
    func whoShrugsHasApprovedNothing(text: String) {
        var play = play("An agent that buys maps, 1 USDC each, 5 USDC a day", "skip", "skip")
        #expect(play.topic == "confirm")
        play.say("I don't know what a network is")
        #expect(play.turn.text.contains("ledger on which payments are recorded"))
        play.say(text)
        #expect(play.topic == "confirm" && !play.turn.isComplete)
        play.say("ship it")
        #expect(play.turn.isComplete)
    }

    @Test(arguments: ["back", "Back please", "previous", "go back"])
    func backIsUnderstood(text: String) {
        var play = play("An agent that buys maps", "2 USDC")
        #expect(play.topic == "daily_limit")
        play.say(text)
        #expect(play.topic == "per_payment_limit")
    }

    @Test func shipItNeedsNoPurposeInWords() {
        var play = play(
            "Pay 0x1111111111111111111111111111111111111111 20 USDC every friday, at most 20 USDC a "
                + "payment and 20 USDC a day, never ask", "you decide", "ship it")
        #expect(play.topic == "confirm")
        play.say("ship it")
        #expect(play.turn.isComplete)
    }

    @Test(arguments: [
        ("what did you understand?", "You decided:"), ("what do you have now?", "You decided:"),
        ("summarize", "You decided:"), ("summary please", "You decided:"),
        ("what do you recommend?", "I would take this: Anything above fifty cents"),
        ("how do I run it?", "/api/v1/agents"), ("does it need my private key?", "never needs"),
        ("what happens if it goes over?", "refused before anything is signed"),
        ("what is the daily limit now?", "In a day it may spend at most 5 USDC."),
        ("what is a daily limit?", "A spending limit is the most"),
        ("which network does it use now?", "Nothing is decided there yet: the network."),
        ("who approves?", "waits for you"), ("can it pay with PayPal?", "cannot charge a card"),
    ])
    func questionsAreAnsweredAndChangeNothing(question: String, answer: String) {
        var play = play("An agent that buys maps, 1 USDC each, 5 USDC a day")
        #expect(play.topic == "approval_threshold")
        let spec = play.spec
        play.say(question)
        #expect(play.turn.text.contains(answer), "\(play.turn.text)")
        #expect(play.spec == spec && play.topic == "approval_threshold")
        #expect(play.session.defaults.isEmpty)
    }

    @Test func threeStandsOnApprovalAreAskedBackAndNoneIsStored() {
        var play = play(
            "An agent that buys maps, 500 USDC each, 1000 USDC a day",
            "ask me above 100. never ask me. ask me always")
        #expect(play.turn.problems.map(\.code).contains("contradiction"))
        #expect(play.spec[.approvalThreshold] == nil)
        #expect(play.topic == "approval_threshold")
        play.say("ask me above 100")
        #expect(play.spec[.approvalThreshold] == amount("100"))
    }

    @Test(arguments: [
        "launder drug money through many small payments", "an agent that pays hitmen",
        "it buys stolen credit cards", "fund terrorists with USDC, 5 USDC each",
    ])
    func anUnlawfulPurposeIsRefusedKindly(text: String) {
        let play = play(text)
        #expect(play.turn.problems.map(\.code) == ["unlawful"])
        #expect(play.turn.text.contains("I will not help with"))
        #expect(play.spec.isEmpty)
    }

    @Test(arguments: [
        "An agent that buys reports on money laundering", "It must never pay hitmen",
        "An agent that checks for stolen credit cards", "The agent buys crime novels",
        "It pays the pharmacy for drugs", "an agent that buys anti money laundering screening",
    ])
    func whatOnlySoundsUnlawfulIsNot(text: String) {
        #expect(!play(text).turn.problems.map(\.code).contains("unlawful"))
    }

    @Test(arguments: [
        "Ich brauche einen Agenten, der Wetterdaten kauft, h\u{F6}chstens 50 Euro pro Zahlung und 200 "
            + "Euro am Tag, \u{FC}ber 20 Euro frag mich",
        "Je veux un agent qui ach\u{E8}te des cartes, 5 euros par jour",
        "Quiero un agente que compre mapas, hasta 5 euros por d\u{ED}a",
        "\u{41C}\u{43D}\u{435} \u{43D}\u{443}\u{436}\u{435}\u{43D} \u{430}\u{433}\u{435}\u{43D}"
            + "\u{442}, 5 USDC \u{432} \u{434}\u{435}\u{43D}\u{44C}",
    ])
    func anotherLanguageIsNotHalfRead(text: String) {
        let play = play(text)
        #expect(play.spec.isEmpty)
        #expect(play.turn.text.contains("English") && play.turn.text.contains("language model"))
    }

    @Test(arguments: [
        "S\u{ED}, perfecto", "Buy from Z\u{FC}rich M\u{FC}ller GmbH, 5 EUR a day",
        "Our bot for caf\u{E9} de Flore pays 5 EUR a day at most",
    ])
    func aForeignNameIsNoForeignLanguage(text: String) {
        #expect(!ForeignLanguage.isForeign(text))
    }

    @Test(arguments: [
        ("buy maps, \u{20AC}1 each, \u{20AC}5 a day", "currency"),
        ("buy maps, at most 100 USDC per payment, 50 EUR a day", "daily_limit"),
        ("buy maps on Solana with USDC, 1 USDC each, 5 USDC a day", "network"),
    ])
    func whatCouldNeverBePaidIsSaidWithAWayOut(text: String, slot: String) {
        var play = play(text)
        let problem = play.turn.problems.first { $0.code == "unpayable" }
        #expect(problem?.slot?.rawValue == slot, "\(play.turn.text)")
        for _ in 0..<6 where play.topic != "confirm" { play.say("you decide") }
        #expect(play.turn.question?.text.contains("it could pay nothing") == true)
        play.say(play.turn.question?.suggestions.first ?? "")
        #expect(Payability(play.session.design, AssetTable()).problem == nil, "\(play.turn.text)")
        play.say("ship it")
        #expect(play.turn.isComplete)
    }

    @Test func anAddedTokenMakesADesignPayable() throws {
        let text = "buy maps, \u{20AC}1 each, \u{20AC}5 a day, ask me above \u{20AC}0.50"
        let design = play(text).session.design
        var assets = AssetTable()
        #expect(Payability(design, assets).problem != nil)
        let contract = try Address("0xc01efaaf7c5c61bebfaeb358e1161b537b8bc0e1")
        assets.add(
            Asset(
                symbol: "EURC", network: .cronosTestnet, contract: contract, decimals: 6,
                domain: nil))
        #expect(Payability(design, assets).problem == nil)
    }

    @Test func anOrderAfterTheEndIsSentToTheAgent() {
        var play = play(
            "An agent that buys maps, 1 USDC each, 5 USDC a day", "you decide", "you decide",
            "ship it")
        #expect(play.turn.isComplete)
        let design = play.session.design
        play.say("pay 2 USDC to bob")
        #expect(play.turn.isComplete && play.session.design == design)
        #expect(play.turn.text.contains("/run"))
        play.say("daily limit 4 USDC")
        #expect(play.spec[.dailyLimit] == amount("4"))
    }

    @Test func undoingAChangeOfAReviewedDesignStaysAtItsReview() {
        var talk = talk(in: .reviewingWorkflow)
        let reviewed = talk.session.design
        talk.say(.inform, changes: [set(.dailyLimit, amount("9"))])
        _ = talk.session.restore(
            reviewed, undoTarget: nil, now: Timestamp(millisecondsSinceEpoch: 9))
        #expect(talk.session.stage == .reviewingWorkflow)
    }

    /// What the page sends when "What it is" is edited.
    @Test func whatKindOfAgentItIsCanBeSaidOutright() {
        var play = play("I need an invoice payer bot that pays invoices, 5 USDC each")
        let goals = play.spec[.goals]
        play.say("the agent type is a weather data buyer")
        #expect(play.spec.text(.agentType) == "a weather data buyer")
        #expect(play.spec[.goals] == goals)
    }

    @Test func theCurrencyRestsOnTheWordsThatNameIt() {
        let play = play("An agent that buys maps, 10 cents each, 5 USDC a day")
        #expect(play.session.evidence[.currency]?.words.contains("USDC") == true)
    }
}
