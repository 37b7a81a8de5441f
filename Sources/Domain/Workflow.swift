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
        /// What the step needs to know, by name: `above` to `1 USDC`, `expires_in` to `24h`.
        public var config: [Setting]

        public init(
            id: String, kind: Kind, label: String, summary: String = "", tool: String? = nil,
            config: [Setting] = []
        ) {
            self.id = id
            self.kind = kind
            self.label = label
            self.summary = summary
            self.tool = tool
            self.config = config
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

    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case start, trigger, greet, understand, discover, quote, reserve, policy, approval, pay
        case verify, receipt, retry, void, escalate, call, report, check, respond, kill, end
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

    /// When an edge may be taken.
    public enum Guard: String, Sendable, Hashable, CaseIterable {
        case always, reserved, noBudget, allowed, askFirst, denied, approved, rejected, expired
        case paid, notPaid, unknown, verified, notVerified, retriesLeft, noRetriesLeft, found
        case notFound, more, done, stopConditionMet, killed, failed
    }
}
