import Domain
import Paygent
import Testing

/// What is for another time is not paid now.
@Suite struct PostponementTests {
    @Test(arguments: [
        "pay bob 5 usdc tomorrow",
        "Tomorrow, send 1 USDC to 0x52908400098527886E0F7030069857D2E4169EE7",
        "send 2 usdc to bob on friday", "on Friday send 2 usdc to bob",
        "pay the invoice next week pls",
        "send 1 usdc to bob in 3 days", "in two hours pay weather.example",
        "buy a weather quote at 5pm",
        "send 1 usdc to bob tonight and then check my balance", "pay bob 3 usdc tmrw",
        "pay weather.example later", "check my balance, and tomorrow pay bob 3 usdc",
        "buy the report by Monday", "send 5 usdc to bob on 2027-01-15",
        "at midnight swap 1 usdc for cro",
    ])
    func aLaterTimePostpones(message: String) {
        #expect(CommandReader.postpones(message))
    }

    private static let tools = [
        HTTPTool(
            name: "send_report", endpoint: "https://a.example", method: "POST",
            parameters: [.init(name: "to"), .init(name: "day", isRequired: false)])
    ]

    @Test(arguments: [
        ("call send_report to ana tomorrow", true), ("tomorrow call send_report to ana", false),
        ("call send_report to=ana tomorrow", true), ("use send_report next week", true),
        ("call send_report to ana, day tomorrow", false), ("call send_report to=ana", false),
        ("call send_report {\"to\": \"ana\", \"day\": \"tomorrow\"}", false),
        ("call send_report to=ana then call send_report to=bo tomorrow", true),
    ])
    func aToolIsCalledNowOrNotAtAll(message: String, isLater: Bool) throws {
        guard let command = ToolReader.read(message, tools: Self.tools, other: CommandReader.read)
        else {
            // Not read as an order to use the tool, so it is not used.
            #expect(CommandReader.postpones(message))
            return
        }
        #expect(command.changesSomething)
        #expect(CommandReader.postpones(message, read: command) == isLater)
    }

    @Test func whatEndsSomethingIsForNowToo() {
        for text in [
            "cancel the weather subscription next month", "close my ETH position tomorrow",
        ] {
            let command = CommandReader.read(text)
            #expect(command.changesSomething, "\(text): \(command)")
            #expect(CommandReader.postpones(text, read: command), "\(text)")
        }
    }

    @Test(arguments: [
        "buy today's weather quote", "buy the forecast for tomorrow", "buy tomorrow's forecast",
        "get me the fixtures of next week", "pay bob 5 usdc", "pay bob 5 usdc now",
        "buy 'the day after tomorrow' on dvd", "send 3 usdc to friday@example.com",
        "pay the Friday Times 2 usdc", "find the cheapest weather service and buy it",
        "buy tomorrow weather report", "pay for next week's meals",
    ])
    func aTimeOfTheThingPostponesNothing(message: String) {
        #expect(!CommandReader.postpones(message))
    }
}
