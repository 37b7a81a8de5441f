public import Domain
public import JSON

/// One command carried out by an agent: its plan, step by step, and what each step called.
public struct AgentRun: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case running
        case awaitingApproval = "awaiting_approval"
        case completed, refused, failed, cancelled

        public var isFinal: Bool {
            switch self {
            case .running, .awaitingApproval: false
            case .completed, .refused, .failed, .cancelled: true
            }
        }
    }

    /// Who decides what is done next. Whoever it is, every step goes the same way.
    public enum Driver: String, Sendable, Hashable, CaseIterable {
        /// The plan that the command gives.
        case engine
        /// A language model that proposes one command after the other.
        case model
    }

    public let id: ID<AgentRun>
    public let agent: AgentReference
    public let session: ID<AgentSession>?
    /// As it was typed.
    public let text: String
    public let command: Command
    public let terms: Terms
    /// The team whose run it is, as it was at the start; nil in the run of one agent.
    public let team: Team.Share?
    public let startedAt: Timestamp
    public private(set) var driver: Driver
    /// What a model answered so far; empty in a run that the engine drives.
    public private(set) var turns: [ModelTurn] = []
    /// How the latest command that a model proposed came to nothing; nil when none has.
    public private(set) var setback: Status?
    public private(set) var plan: Plan
    public private(set) var status: Status
    public private(set) var output: String
    public private(set) var endedAt: Timestamp?

    public init(
        id: ID<AgentRun>, agent: AgentReference, session: ID<AgentSession>?, text: String,
        command: Command, terms: Terms = Terms(), plan: Plan, team: Team.Share? = nil,
        driver: Driver = .engine, startedAt: Timestamp
    ) {
        self.id = id
        self.agent = agent
        self.session = session
        self.text = text
        self.command = command
        self.terms = terms
        self.plan = plan
        self.team = team
        self.driver = driver
        self.startedAt = startedAt
        status = .running
        output = ""
    }

    public enum Event: Sendable, Hashable {
        case stepStarted(Int)
        case called(Int, ToolCall)
        case stepEnded(Int, PlanStep.Status)
        /// The call failed, and the step is tried again at that time.
        case postponed(Int, ToolCall, until: Timestamp)
        case retried(Int)
        case waits
        case goesOn
        /// A model's answer, with the steps that become of it; a person has to agree with a doubt.
        case answered(ModelTurn, Plan, doubt: String?)
        /// A command that a model proposed has failed or was refused; the run goes on.
        case setBack(group: Int, Status)
        /// No model answered: the engine carries out what it read itself.
        case fellBack(Plan)
        case ended(Status, output: String, at: Timestamp)
    }

    /// - Throws: `AgentRunError` if the event cannot happen now; the run is unchanged.
    public mutating func apply(_ event: Event) throws(AgentRunError) {
        switch (status, event) {
        case (.running, .stepStarted(let step)): try plan.start(step)
        case (.running, .called(let step, let call)): try plan.record(call, in: step)
        case (.running, .stepEnded(let step, let result)): try plan.end(step, result)
        case (.running, .postponed(let step, let call, let time)):
            try plan.postpone(step, call, until: time)
        case (.running, .retried(let step)): try plan.retry(step)
        case (.running, .waits): status = .awaitingApproval
        case (.awaitingApproval, .goesOn): status = .running
        case (.running, .answered(let turn, let plan, let doubt)):
            try drive(by: turn, plan, doubt)
        case (.running, .setBack(let group, let result)):
            plan.skipRest(of: group)
            setback = result
        case (.running, .fellBack(let read)):
            guard driver == .model, plan.steps.isEmpty else { throw .outOfOrder }
            (driver, plan) = (.engine, read)
        case (.running, .ended(let result, let text, let now)),
            (.awaitingApproval, .ended(let result, let text, let now)):
            try end(result, text, now)
        case (.running, .goesOn), (.awaitingApproval, _), (.completed, _), (.refused, _),
            (.failed, _), (.cancelled, _):
            throw .outOfOrder
        }
    }

    /// What the calls have cost so far, asset by asset.
    public var costs: [Money] { plan.costs }

    /// What all answers of models have used.
    public var modelUse: ModelUse { turns.map(\.use).reduce(ModelUse(), +) }

    private mutating func drive(
        by turn: ModelTurn, _ more: Plan, _ doubt: String?
    ) throws(AgentRunError) {
        guard driver == .model, plan.steps.allSatisfy(\.status.isFinal) else { throw .outOfOrder }
        turns.append(turn)
        plan.append(more, doubt: doubt)
    }

    /// Only for reading back what was stored.
    mutating func restore(
        status: Status, output: String, endedAt: Timestamp?, turns: [ModelTurn], setback: Status?
    ) {
        self.turns = turns
        self.setback = setback
        self.status = status
        self.output = output
        self.endedAt = endedAt
    }

    private mutating func end(_ result: Status, _ text: String, _ now: Timestamp)
        throws(AgentRunError)
    {
        switch result {
        case .running, .awaitingApproval: throw .outOfOrder
        case .completed, .refused, .failed, .cancelled:
            plan.close()
            status = result
            output = text
            endedAt = now
        }
    }
}

public enum AgentRunError: Error, Equatable {
    case outOfOrder
    case noSuchStep
}

/// One use of a tool within a step.
public struct ToolCall: Sendable, Hashable {
    /// `x402_payment`, `check_balance`, or the name of an owner's own tool.
    public var tool: String
    public var arguments: JSONValue
    public var result: JSONValue
    public var succeeded: Bool
    public var cost: Money?
    /// The payment that it made or tried to make.
    public var payment: ID<PaymentRun>?

    public init(
        tool: String, arguments: JSONValue, result: JSONValue, succeeded: Bool, cost: Money? = nil,
        payment: ID<PaymentRun>? = nil
    ) {
        self.tool = tool
        self.arguments = arguments
        self.result = result
        self.succeeded = succeeded
        self.cost = cost
        self.payment = payment
    }
}
