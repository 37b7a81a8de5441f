public import Domain

/// The todo list that people see: each step does one thing with one tool.
public struct Plan: Sendable, Hashable {
    public private(set) var steps: [PlanStep]

    public init(_ steps: [PlanStep]) { self.steps = steps }

    mutating func start(_ id: Int) throws(AgentRunError) {
        let index = try index(of: id)
        guard steps[index].status == .pending else { throw .outOfOrder }
        steps[index].status = .running
    }

    mutating func record(_ call: ToolCall, in id: Int) throws(AgentRunError) {
        let index = try index(of: id)
        guard steps[index].status == .running else { throw .outOfOrder }
        steps[index].calls.append(call)
    }

    /// What failed now is tried again at that time.
    mutating func postpone(_ id: Int, _ call: ToolCall, until time: Timestamp)
        throws(AgentRunError)
    {
        try record(call, in: id)
        steps[try index(of: id)].retriesAt = time
    }

    mutating func retry(_ id: Int) throws(AgentRunError) {
        let index = try index(of: id)
        guard steps[index].retriesAt != nil else { throw .outOfOrder }
        steps[index].retriesAt = nil
    }

    mutating func end(_ id: Int, _ status: PlanStep.Status) throws(AgentRunError) {
        let index = try index(of: id)
        guard steps[index].status == .running, status.isFinal else { throw .outOfOrder }
        steps[index].status = status
    }

    /// Steps for what was proposed after the plan began; their ids and groups go on counting.
    mutating func append(_ more: Plan, doubt: String?) {
        let (lastID, group) = (steps.last?.id ?? 0, nextGroup)
        steps += more.steps.map { step in
            var next = PlanStep(
                id: lastID + step.id, description: step.description, command: step.command,
                tool: step.tool, part: step.part, group: group, member: step.member)
            next.doubt = doubt
            return next
        }
    }

    /// That of the steps which are appended next.
    public var nextGroup: Int { steps.last.map { $0.group + 1 } ?? 0 }

    /// The rest of a command whose step has failed is not begun.
    mutating func skipRest(of group: Int) {
        for index in steps.indices where steps[index].group == group {
            if steps[index].status == .pending { steps[index].status = .skipped }
        }
    }

    /// What was not begun is skipped, what was under way has failed.
    mutating func close() {
        for index in steps.indices {
            switch steps[index].status {
            case .pending: steps[index].status = .skipped
            case .running: steps[index].status = .failed
            case .done, .failed, .skipped: break
            }
        }
    }

    /// Asset by asset; a sum too large to count is left as its parts.
    var costs: [Money] {
        var sums: [Money] = []
        for cost in steps.flatMap(\.calls).compactMap(\.cost) {
            do {
                guard let index = sums.firstIndex(where: { $0.asset == cost.asset }) else {
                    sums.append(cost)
                    continue
                }
                sums[index] = try sums[index].adding(cost)
            } catch { sums.append(cost) }
        }
        return sums
    }

    private func index(of id: Int) throws(AgentRunError) -> Int {
        guard let index = steps.firstIndex(where: { $0.id == id }) else { throw .noSuchStep }
        return index
    }
}

/// One line of a plan.
public struct PlanStep: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case pending, running, done, failed, skipped

        public var isFinal: Bool {
            switch self {
            case .pending, .running: false
            case .done, .failed, .skipped: true
            }
        }
    }

    /// Counted from 1.
    public let id: Int
    /// For people: "Pay 0.10 USDC to api.example.com".
    public let description: String
    /// The part of the command that it carries out.
    public let command: Command
    /// Nil for a step that calls nothing.
    public let tool: BuiltInTool?
    /// Which part of a trade it is; nil for a step that is no part of one.
    public let part: TradePart?
    /// Steps of one command, which follow each other; counted from 0.
    public let group: Int
    /// The member of a team whose step it is; nil in the run of one agent.
    public private(set) var member: AgentReference?
    public internal(set) var status: Status
    public internal(set) var calls: [ToolCall]
    /// When it is tried again after a failure that may pass; nil while it is not waiting for that.
    public internal(set) var retriesAt: Timestamp?
    /// Why a person has to say yes before it pays, whatever the amount: a model proposed it, and
    /// what it pays was not named by those who may; nil: the rules decide.
    public internal(set) var doubt: String?

    public init(
        id: Int, description: String, command: Command, tool: BuiltInTool?,
        part: TradePart? = nil, group: Int = 0, member: AgentReference? = nil
    ) {
        self.id = id
        self.description = description
        self.command = command
        self.tool = tool
        self.part = part
        self.group = group
        self.member = member
        status = .pending
        calls = []
    }

    /// What it calls, built in or the owner's own; nil when it calls nothing.
    public var toolName: String? {
        if case .use(let use) = command { use.tool } else { tool?.rawValue }
    }

    func given(to member: AgentReference) -> PlanStep {
        var step = self
        step.member = member
        return step
    }

    /// Whether it can make money leave: an owner's tool may ask to be paid.
    public var mayPay: Bool {
        if case .use = command { true } else { tool?.movesMoney ?? false }
    }
}

/// What a step does for a trade.
public enum TradePart: String, Sendable, Hashable, CaseIterable {
    /// Asks for the price and fixes the order.
    case quote
    /// Whether the wallet holds what the order gives.
    case funds
    case trade
    case stopLoss = "stop_loss"
    case takeProfit = "take_profit"
    /// Whether it happened, asked of the venue and the wallet.
    case verify
}
