import Screen
import Testing

@Suite struct LineTests {
    @Test(arguments: [
        ("abc", 3), ("", 0), ("北京天气", 8), ("Jürgen", 6), ("e\u{301}", 1), ("👩‍💻", 2), ("❤️", 2),
        ("한글", 4), ("ｆｕｌｌ", 8), ("→✓", 2), ("🇩🇪", 2),
    ])
    func aTextIsAsWideAsATerminalDrawsIt(text: String, width: Int) {
        #expect(columns(of: text) == width)
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("北京天气", 5, ["北京", "天气"]), ("a", 1, ["a"]), ("", 5, [""]),
        ("one    two", 5, ["one", "two"]), ("exactly", 7, ["exactly"]),
    ])
    func linesBreakAtSpacesAndInsideWordsOnlyWhenTheyMust(
        text: String, width: Int, lines: [String]
    ) {
        #expect(Line(text).wrapped(to: width).map(\.text) == lines)
    }

    @Test func aHangingIndentIsKeptAndInksStay() {
        let lines = (Line("a  ", .accent) + Line("one two three four", .strong)).wrapped(
            to: 12, indent: 3)
        #expect(lines.map(\.text) == ["a  one two", "   three", "   four"])
        #expect(lines[1].spans.last == Span("three", .strong))
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 4, "abc…"), ("北京天气", 4, "北…"), ("abc", 0, ""),
    ])
    func whatDoesNotFitIsCutWithAnEllipsis(text: String, width: Int, shown: String) {
        #expect(Line(text).clipped(to: width).text == shown)
    }
}

@Suite struct ChatCommandTests {
    @Test(arguments: [
        ("hello", ChatCommand.say("hello")), ("  ", .nothing), ("/undo", .undo), ("/SHOW", .show),
        ("/run", .run(nil)), ("/run buy it ", .run("buy it")), ("/export dify", .export("dify")),
        ("/diagram", .diagram(isSource: false)), ("/diagram mermaid", .diagram(isSource: true)),
        ("/sessions 2", .sessions("2")), ("/new", .new(nil)), ("/why", .why), ("/?", .help),
        ("/q", .quit), ("/dance", .unknown("dance")), ("/", .unknown("")),
        ("it costs 5/day", .say("it costs 5/day")),
    ])
    func aLineIsWordsOrACommand(line: String, command: ChatCommand) {
        #expect(ChatCommand(line) == command)
    }

    @Test func everyCommandOfTheTableIsUnderstood() {
        for (name, _) in ChatCommand.table {
            let word = name.split(separator: " ")[0]
            if case .unknown = ChatCommand(String(word)) { Issue.record("\(word)") }
        }
    }
}

@Suite struct SuggestionsTests {
    @Test func aNumberChoosesASuggestion() {
        let suggestions = Suggestions(["Every day", "Weekly"], topic: "schedule")
        #expect(suggestions.chosen(by: " 2 ") == "Weekly")
        #expect(suggestions.chosen(by: "3") == nil)
        #expect(suggestions.chosen(by: "0") == nil)
    }

    /// `5` is five dollars and never the fifth answer.
    @Test(arguments: ["daily_limit", "approval_threshold", "total_budget", "timeout"])
    func whereAnAmountIsAskedLettersChoose(topic: String) {
        let suggestions = Suggestions(["1 USD", "5 USD"], topic: topic)
        #expect(suggestions.chosen(by: "1") == nil)
        #expect(suggestions.chosen(by: "b") == "5 USD")
    }
}
