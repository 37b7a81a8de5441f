internal import Domain

/// Which steps a design asks for, read from it once.
struct WorkflowPlan {
    let spec: AgentSpec
    let policy: Policy
    let requests: [Schedule]
    let triggers: [Schedule]
    let isConversational: Bool
    let hasEscalation: Bool
    /// Nil when the work is done once a run.
    let roundsMax: Int?
    /// Nil when a failure is not tried again.
    let retriesMax: Int?

    /// Rounds of a run whose design asks for repetition without a number.
    static let roundsDefault = 100
    /// Retries of a design that asks for them without a number.
    static let retriesDefault = 3
    static let retriesLimit = 1000
    /// How often a conversation asks back before it gives up.
    static let asksMax = 3

    init(_ design: Design) {
        let spec = design.effective
        self.spec = spec
        policy = design.policy
        let schedules = spec.schedules(.schedule)
        requests = schedules.filter { $0 == .onRequest }
        triggers = schedules.filter { $0 != .onRequest }
        let talks: [Slot] = [.greetingStyle, .conversationFlow, .exampleInteractions]
        isConversational =
            triggers.isEmpty || !requests.isEmpty || talks.contains { spec[$0] != nil }
        hasEscalation = spec[.escalationRules] != nil || spec[.escalationContact] != nil
        roundsMax = Self.rounds(spec, policy)
        retriesMax = Self.retries(spec)
    }

    /// The tools that have a branch of their own, in order; searching belongs to paying when the
    /// agent may do both. An HTTP tool cannot take the place of a built-in one by its name.
    var branches: [String] {
        let isSearchOwn = !policy.tools.contains(.x402Payment)
        return policy.tools.sorted().filter { $0 != .discoverServices || isSearchOwn }
            .map(\.rawValue)
            + policy.customTools.filter { BuiltInTool(rawValue: $0) == nil }
    }

    /// Whether the work is done in rounds; without a tool there is nothing to repeat.
    var repeats: Bool { roundsMax != nil && !branches.isEmpty }

    func customTool(_ name: String) -> HTTPTool? { spec.customTools.first { $0.name == name } }

    private static func retries(_ spec: AgentSpec) -> Int? {
        guard let retry = spec.retryPolicy else { return nil }
        let count = retry.retriesMax ?? retriesDefault
        return count > 0 ? min(count, retriesLimit) : nil
    }

    /// Several people to be paid, metered use, or words that ask for repetition.
    private static func rounds(_ spec: AgentSpec, _ policy: Policy) -> Int? {
        let payees = policy.allowedRecipients.count
        if policy.tools.contains(.transferTokens), payees > 1 {
            return min(payees, roundsDefault)
        }
        if spec.list(.pricingModel).contains("metered") { return roundsDefault }
        let words = Set(
            ([spec.text(.goals), spec.text(.conversationFlow)].compactMap(\.self))
                .flatMap { $0.lowercased().split { !$0.isLetter }.map(String.init) })
        return words.isDisjoint(with: repetition) ? nil : roundsDefault
    }

    private static let repetition: Set = [
        "each", "several", "multiple", "batch", "batches", "repeat", "repeatedly", "until",
    ]
}
