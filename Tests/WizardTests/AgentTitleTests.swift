import Domain
import Testing
import Wizard

@Suite struct AgentTitleTests {
    @Test(arguments: [
        ("an agent that buys weather data from paid APIs", "Weather data agent"),
        ("pocket money agent", "Pocket money agent"), ("", "Payment agent"),
        ("I need a bot", "Payment agent"), ("VVS swap helper", "Vvs agent"),
    ])
    func aNamelessAgentIsCalledByWhatItDealsWith(kind: String, title: String) {
        var spec = AgentSpec()
        spec[.agentType] = .text(kind)
        #expect(AgentTitle.title(of: spec) == title)
    }

    @Test func theOwnersNameWins() {
        var spec = AgentSpec()
        spec[.agentType] = .text("weather buyer")
        spec[.agentName] = .name("Penny")
        #expect(AgentTitle.title(of: spec) == "Penny")
    }
}
