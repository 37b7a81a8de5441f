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
    public private(set) var plan: Plan
    public private(set) var status: Status
    public private(set) var output: String
    public private(set) var endedAt: Timestamp?

    public init(
        id: ID<AgentRun>, agent: AgentReference, session: ID<AgentSession>?, text: String,
        command: Command, terms: Terms = Terms(), plan: Plan, team: Team.Share? = nil,
        startedAt: Timestamp
    ) {
        self.id = id
        self.agent = agent
        self.session = session
        self.text = text
        self.command = command
        self.terms = terms
        self.plan = plan
        self.team = team
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

    /// Only for reading back what was stored.
    mutating func restore(status: Status, output: String, endedAt: Timestamp?) {
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
