import Domain
import Paygent
import Testing

@Suite("Who of a team does what")
struct TeamTests {
    private static let buyer = TeamRouter.Member(
        agent: AgentReference(name: "weather_buyer", version: 2),
        tools: [.x402Payment, .discoverServices, .checkBalance], customTools: [],
        about: "buys weather data")
    private static let sender = TeamRouter.Member(
        agent: AgentReference(name: "payroll", version: 1),
        tools: [.transferTokens, .checkBalance],
        customTools: ["get_rates"], about: "sends salaries")
    private let router = TeamRouter([buyer, sender])
    private static let account = "0x52908400098527886e0f7030069857d2e4169ee7"

    private func members(_ text: String, _ mode: Team.Mode) -> [String?] {
        let plan = Planner.plan(CommandReader.read(text))
        return router.assigned(plan, text: text, mode: mode).steps.map(\.member?.name)
    }

    @Test(arguments: [Team.Mode.sequential, .parallel])
    func eachCommandGoesToWhoMayDoIt(mode: Team.Mode) {
        let text = "send 1 USDC to \(Self.account), then buy a weather quote"
        #expect(members(text, mode) == ["payroll", "payroll", "weather_buyer", "weather_buyer"])
    }

    @Test func aRouterGivesAllToOne() {
        let text = "find the cheapest weather service and pay it, then check my balance"
        #expect(Set(members(text, .router)) == ["weather_buyer"])
        #expect(members("check the balance for payroll", .router) == ["payroll"])
    }

    @Test func whatPaysAFindBelongsToTheSearch() {
        let plan = Planner.plan(
            CommandReader.read("find weather services and pay the cheapest, then check my balance"))
        #expect(plan.steps.map(\.group) == [0, 0, 1])
    }

    @Test func aTeamAndAPaymentOfItReadBackAsTheyWere() throws {
        let caps = [
            Policy.Cap(window: .day, limit: TokenAmount(Quantity(5), "USDC"), sentence: "said")
        ]
        let team = Team(
            name: "t", mode: .parallel, members: ["a", "b"], caps: caps,
            createdAt: Timestamp(millisecondsSinceEpoch: 5))
        #expect(try Team(json: team.json) == team)
        let plan = router.assigned(
            Planner.plan(.balanceCheck(token: nil, address: nil)), text: "", mode: .router)
        let run = AgentRun(
            id: ID("r"), agent: team.share(of: "local").agent, session: nil, text: "x",
            command: .balanceCheck(token: nil, address: nil), plan: plan,
            team: team.share(of: "local"), startedAt: Timestamp(millisecondsSinceEpoch: 5))
        #expect(try AgentRun(json: run.json) == run)
    }

    @Test(arguments: [
        (0, 0, 0), (0, 1, 1), (1, 0, 1), (2, 0, 2), (0, 2, 2), (1, 2, 2), (2, 1, 2), (1, 1, 1),
    ])
    func theStricterVerdictHolds(left: Int, right: Int, both: Int) {
        let reason = Reason(.withinRules, "x")
        let verdicts: [Verdict] = [
            .allow(reason), .askFirst(reason, approvers: []), .deny(reason),
        ]
        #expect(verdicts[left].and(verdicts[right]) == verdicts[both])
    }
}
