public import Domain

/// Who of a team does what. Pure: the same message and members give the same answer.
public struct TeamRouter: Sendable {
    /// One agent as the team sees it.
    public struct Member: Sendable, Hashable {
        public let agent: AgentReference
        public let tools: [BuiltInTool]
        public let customTools: [String]
        /// Its type and goals.
        public let about: String

        public init(
            agent: AgentReference, tools: [BuiltInTool], customTools: [String], about: String
        ) {
            self.agent = agent
            self.tools = tools
            self.customTools = customTools
            self.about = about
        }
    }

    private let members: [Member]

    /// - Precondition: there is at least one.
    public init(_ members: [Member]) {
        precondition(!members.isEmpty, "a team has members")
        self.members = members
    }

    /// The plan with a member for each step.
    public func assigned(_ plan: Plan, text: String, mode: Team.Mode) -> Plan {
        switch mode {
        case .router:
            let member = best(for: plan.steps, text)
            return Plan(plan.steps.map { $0.given(to: member.agent) })
        case .sequential, .parallel:
            var byGroup: [Int: AgentReference] = [:]
            for group in Set(plan.steps.map(\.group)) {
                let steps = plan.steps.filter { $0.group == group }
                let said = steps.map(\.description).joined(separator: " ")
                byGroup[group] = best(for: steps, said).agent
            }
            return Plan(plan.steps.map { $0.given(to: byGroup[$0.group] ?? members[0].agent) })
        }
    }

    /// Who may do most of it; of those who is named, then whose purpose fits; then the first.
    private func best(for steps: [PlanStep], _ text: String) -> Member {
        let words = Self.words(text)
        func score(_ member: Member) -> (Int, Int, Int) {
            let able = steps.count { member.mayDo($0) }
            let name = Self.words(member.agent.name)
            let isNamed = !name.isEmpty && name.isSubset(of: words)
            let fit = words.intersection(Self.words(member.about)).count
            return (able, isNamed ? 1 : 0, fit)
        }
        var best = members[0]
        for member in members.dropFirst() where score(member) > score(best) { best = member }
        return best
    }

    private static func words(_ text: String) -> Set<String> {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return Set(words.filter { $0.utf8.count > 2 && !fillers.contains($0) })
    }

    private static let fillers: Set<String> = [
        "the", "and", "for", "agent", "that", "with", "from", "pay", "buy", "send", "find", "usdc",
    ]
}

extension TeamRouter.Member {
    fileprivate func mayDo(_ step: PlanStep) -> Bool {
        if case .use(let use) = step.command { return customTools.contains(use.tool) }
        guard let tool = step.tool else { return true }
        // Looking things up is free to every agent.
        return tools.contains(tool) || !tool.movesMoney
    }
}
