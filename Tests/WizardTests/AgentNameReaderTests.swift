import Domain
import Testing
import Wizard

/// A name is taken whole, and its words mean nothing else in the message.
@Suite struct AgentNameReaderTests {
    @Test(arguments: [
        ("Call it Weather Buyer", "Weather Buyer"),
        ("Name it the Weather Buyer, and only pay openmeteo.com", "Weather Buyer"),
        ("rename it to Storm Watch. Ask me above 5 dollars", "Storm Watch"),
        ("the agent is called Invoice Helper Pro. It pays invoices", "Invoice Helper Pro"),
        ("CALL IT PIXIE AND ASK ME ABOVE 3 DOLLARS", "PIXIE"),
        ("name it pixie please", "pixie"),
    ])
    func theNameIsWhole(message: String, name: String) {
        #expect(value(.agentName, message) == .name(name))
    }

    @Test(arguments: ["Call it Weather Buyer", "rename it to Payment Scout"])
    func aNameAloneIsNoPurpose(message: String) {
        #expect(value(.goals, message) == nil)
        #expect(value(.agentType, message) == nil)
    }

    @Test func theAgentItselfIsNeitherPayeeNorApprover() {
        #expect(
            value(.allowedRecipients, "Name it the Weather Buyer, and only pay openmeteo.com")
                == .names(["openmeteo.com"]))
        #expect(
            value(.approvers, "CALL IT PIXIE AND ASK ME ABOVE 3 DOLLARS") == .names(["owner"]))
    }

    private func value(_ slot: Slot, _ message: String) -> SlotValue? {
        for change in IntentExtractor.read(message, in: ReadingContext()).changes {
            if change.slot == slot, case .set(let value) = change.operation { return value }
        }
        return nil
    }
}
