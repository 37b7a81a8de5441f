import Domain
import Paygent
import Testing

@Suite("Commands that point at the one before")
struct CommandReferenceTests {
    private let previous = CommandReader.read("send 10 USDC to Noor")

    @Test(
        "what is said replaces its part, and the rest stays",
        arguments: [
            ("again", "10", "USDC", "Noor"), ("pay it again", "10", "USDC", "Noor"),
            ("the same to Piet", "10", "USDC", "Piet"),
            ("half of that to Piet", "5", "USDC", "Piet"),
            ("double it", "20", "USDC", "Noor"), ("same again but 7 CRO", "7", "CRO", "Noor"),
            ("send her 3 USDC", "3", "USDC", "Noor"),
            ("send it to gus.cro", "10", "USDC", "gus.cro"),
        ])
    func references(text: String, amount: String, token: String, recipient: String) throws {
        guard case .transfer(let transfer) = CommandReader.read(text, after: previous) else {
            Issue.record("no transfer: \(CommandReader.read(text, after: previous))")
            return
        }
        #expect(transfer.portion == .amount(try Quantity(decimal: amount)))
        #expect(transfer.token == token)
        #expect(transfer.recipient == recipient)
    }

    @Test(
        "what points at nothing, asks or denies is read as it stands",
        arguments: ["not again", "did I pay that twice?", "thanks a lot", "never mind"])
    func nothing(text: String) {
        #expect(CommandReader.read(text, after: previous) == CommandReader.read(text))
        #expect(CommandReader.read("again", after: nil) == Command.none)
    }

    @Test(
        "a correction in the same message replaces what it corrects",
        arguments: [
            ("send 5 USDC to Ines, actually make it 7", "7", "Ines"),
            ("send 5 USDC to Ines, no wait, to Tomas", "5", "Tomas"),
            ("send 9 USDC to Piet... sorry, send 8 USDC to Tomas", "8", "Tomas"),
        ])
    func corrections(text: String, amount: String, recipient: String) throws {
        guard case .transfer(let transfer) = CommandReader.read(text) else {
            Issue.record("no transfer: \(CommandReader.read(text))")
            return
        }
        #expect(transfer.portion == .amount(try Quantity(decimal: amount)))
        #expect(transfer.recipient == recipient)
    }
}
