/// The state machine of one design: what its agent does, in which order, under which guards.
public struct Workflow: Sendable, Hashable {
    public var nodes: [Node]
    public var edges: [Edge]

    public init(nodes: [Node] = [], edges: [Edge] = []) {
        self.nodes = nodes
        self.edges = edges
    }

    public struct Node: Sendable, Hashable {
        /// Made by us (`n1`, `n2`), never from what people wrote.
        public var id: String
        public var kind: Kind
        /// For people; may hold any text.
        public var label: String
        public var summary: String
        /// The built-in or HTTP tool that the node calls.
        public var tool: String?
        /// The tool whose branch the node belongs to; empty for the steps that all branches share.
        public var branch: String
        /// What the step needs to know, by name: `above` to `1 USDC`, `expires_in` to `24h`. A name
        /// may occur more than once: its values are a list.
        public var config: [Setting]

        public init(
            id: String, kind: Kind, label: String, summary: String = "", tool: String? = nil,
            branch: String = "", config: [Setting] = []
        ) {
            self.id = id
            self.kind = kind
            self.label = label
            self.summary = summary
            self.tool = tool
            self.branch = branch
            self.config = config
        }

        public func settings(_ name: String) -> [String] {
            config.filter { $0.name == name }.map(\.value)
        }
    }

    public struct Setting: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public struct Edge: Sendable, Hashable {
        public var source: String
        public var target: String
        /// For people; empty when the step simply follows.
        public var label: String
        public var guarding: Guard

        public init(
            from source: String, to target: String, label: String = "", _ guarding: Guard = .always
        ) {
            self.source = source
            self.target = target
            self.label = label
            self.guarding = guarding
        }
    }
}

extension Workflow {
    /// What a step does.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        // How a run begins
        case start
        /// A person asks.
        case request
        /// A time or an event.
        case trigger
        case reportTrigger = "report_trigger"
        case greet, understand
        /// Asks back, a limited number of times.
        case ask
        /// Looks at the stop conditions.
        case check
        case stop
        /// Picks the branch that fits the task.
        case choose

        // What a branch does
        case discover, quote
        /// Slippage, leverage: limits that are not sums of money.
        case limits
        /// Sets the money aside.
        case reserve
        case policy, approval, pay, verify
        /// Asks the chain what became of a payment.
        case reconcile
        /// Sends the same payment again, a limited number of times.
        case retry
        /// Books the reservation and keeps the proof.
        case receipt
        /// Gives the reservation back.
        case void
        /// Renewal, open position, open bet.
        case followUp = "follow_up"
        case call
        /// Calls the same tool again, a limited number of times.
        case retryCall = "retry_call"

        // How a run goes on and ends
        /// Writes down and tells what did not work.
        case note
        case escalate
        /// Goes round again when there is more to do, a limited number of times.
        case next
        case respond
        /// Keeps the result for the next report.
        case collect
        case report, kill, end
    }

    /// The answer of the source on which an edge is taken.
    public enum Guard: String, Sendable, Hashable, CaseIterable {
        case always, found
        case notFound = "not_found"
        case failed, done, chosen, allowed, denied
        case askFirst = "ask_first"
        case reserved
        case noBudget = "no_budget"
        case approved, rejected, expired, paid
        case notPaid = "not_paid"
        case unknown, verified
        case notVerified = "not_verified"
        case notDelivered = "not_delivered"
        case retriesLeft = "retries_left"
        case noRetriesLeft = "no_retries_left"
        case paymentAsked = "payment_asked"
        case more
        case stopConditionMet = "stop_condition_met"
        case killed
        // What was open when the agent was stopped
        case nothingOpen = "nothing_open"
        case reservationOpen = "reservation_open"
        case paymentSent = "payment_sent"
        case paymentSettled = "payment_settled"
    }
}
