import Domain
import Testing
import Wizard

/// What strangers write first: a purpose in whatever form, and what is bought with it.
@Suite("A purpose in strangers' words")
struct StrangersPurposeTests {
    private func read(_ text: String, topic: Slot? = .goals) -> AgentSpec {
        let context = ReadingContext(topic: topic.map { .slot($0) })
        return IntentExtractor.read(text, in: context)
            .applied(to: AgentSpec(), words: [:], message: text).spec
    }

    @Test(
        "a purpose needs no agent",
        arguments: [
            ("Our lab needs gene sequencing lookups from seqdb.example.org only.", "lookups"),
            ("Pay freelancers each Friday at 17:00 Berlin time.", "freelancers"),
            ("translate api calls, half a cent each, 2 dollars a day", "translate"),
            ("Spend as little as possible. Weather every hour.", "Weather"),
            ("I run a newsletter & want satellite images weekly", "satellite"),
            ("kids' allowance: 5 USDC to emma and 7 USDC to noah every saturday", "allowance"),
            ("buy ETH with my USDC when it drops below 3000", "ETH"),
            ("receipt ocr calls, 2 cents a page, for the slips our drivers send", "receipt"),
            ("an agent for our hotel. Every morning it should get room prices.", "room prices"),
            ("Could an agent buy me raffle tickets for charity? 2 dollars each", "raffle"),
            ("my mum needs her insulin reordered every 3 weeks", "insulin"),
            ("No more than a fiver a day please, buys news articles for my research", "articles"),
        ])
    func purpose(text: String, word: String) {
        #expect(read(text).text(.goals)?.contains(word) == true)
    }

    @Test(
        "what says no task is no purpose",
        arguments: [
            "We need it by friday.", "hello", "I want to know more",
            "make an agent called keeper", "max 5 dollars per photo", "cro 250 per test max",
            "my name is Lou.", "never more than 5 euros in one go", "I run a small bakery.",
            "please never let it spend more than 5 euros in one go or 50 in a month",
        ])
    func noPurpose(text: String) { #expect(read(text)[.goals] == nil) }

    @Test(
        "a coin as the thing bought or sold is a swap",
        arguments: [
            "an agent that buys CRO when it is cheap", "it buys bitcoin every monday",
            "a bot that buys $20 of bitcoin", "buy a little CRO every payday",
            "dca 10 usdc into cro every day at noon", "an agent that sells half of my ETH for USDC",
            "puts 50 dollars into bitcoin each friday", "a bitcoin buyer, 20 dollars a week",
            "stack sats: 25 USDC a week into BTC",
        ])
    func swaps(text: String) { #expect(read(text).tools(.tools) == [.swapTokens]) }

    @Test(
        "what a coin pays for is a payment",
        arguments: [
            "an agent that buys concert tickets with CRO", "it buys 5 USDC of weather data a day",
            "a bot that buys maps for 2 USDC each", "an agent that pays for my kids' school meals",
            "weather every hour, at most a dollar a day",
        ])
    func payments(text: String) { #expect(read(text).tools(.tools) == [.x402Payment]) }

    @Test(
        "people and wallets get a transfer",
        arguments: [
            "an agent for the payment of visiting faculty after their lectures",
            "tops up the relayer wallet 0x3333333333333333333333333333333333333333",
            "an agent that sends the pickers their pay on payday",
        ])
    func transfers(text: String) { #expect(read(text).tools(.tools) == [.transferTokens]) }

    @Test(
        "a tool that is spoken of is not always ruled out",
        arguments: [
            "Nothing with guns or gambling in the pictures, ever.",
            "When one puts its price up, ask me and do not renew the subscription.",
        ])
    func notBlocked(text: String) { #expect(read(text)[.blockedTools] == nil) }

    @Test(
        "the agent's name may be in lower case, or in marks",
        arguments: [
            ("an agent called keeper that buys lookups", "keeper"),
            ("make an agent called keeper", "keeper"),
            ("call the bot beaver. it buys maps", "beaver"),
            ("DCA bot, call her Slowpoke. swaps usdc into cro", "Slowpoke"),
            ("Create agent 'AdWhiz' to book podcast slots", "AdWhiz"),
            ("name=PinDropper\nwhat: buys lookups", "PinDropper"),
            ("my name is Lou. make agent name LouBot, english, funny.", "LouBot"),
        ])
    func name(text: String, name: String) { #expect(read(text).text(.agentName) == name) }

    @Test(
        "a verb or a remark is no name",
        arguments: [
            "agent: pay & renew certs for 40 domains", "the heating goes by spot power",
            "an agent called every day", "an agent called to pay bills",
        ])
    func noName(text: String) { #expect(read(text)[.agentName] == nil) }

    @Test("a name is no tone, and a language beside it is one")
    func besideName() {
        let spec = read("my name is Lou. make agent name LouBot, english, funny.")
        #expect(spec.text(.tone) == "funny")
        #expect(spec[.languages] == .languages(["en"]))
    }

    @Test(
        "what something is called grants no tool", arguments: ["Scout", "scout", "Payer", "Hunter"])
    func nameGrantsNothing(name: String) {
        let spec = read("an agent called \(name) that only checks my balance every day")
        #expect(spec.tools(.tools) == [.checkBalance])
    }

    @Test("whose meals they are is not who uses the agent")
    func possessive() {
        #expect(read("an agent that pays for my kids' school meals")[.targetUsers] == nil)
        #expect(read("My late wife handled the papers. A bot renews them.")[.targetUsers] == nil)
    }
}
