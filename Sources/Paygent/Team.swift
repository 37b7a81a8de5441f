public import Domain
public import JSON

/// Several agents behind one entrance. What each may do is its own design's; the team decides who
/// does what, and may bind them together with one budget.
public struct Team: Sendable, Hashable {
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// One member carries out the whole message: the one that fits it best.
        case router
        /// Each command of a message goes to the member that fits it, one after the other.
        case sequential
        /// Each command goes to the member that fits it, all at once.
        case parallel
    }

    public let name: String
    public var mode: Mode
    /// Names of agents, in the order in which they are preferred.
    public var members: [String]
    /// For all members together, beside each one's own limits.
    public var caps: [Policy.Cap]
    public let createdAt: Timestamp

    public static let membersMax = 16

    public init(
        name: String, mode: Mode, members: [String], caps: [Policy.Cap] = [],
        createdAt: Timestamp
    ) {
        self.name = name
        self.mode = mode
        self.members = members
        self.caps = caps
        self.createdAt = createdAt
    }

    /// As runs, journal and kill switch name it; no agent's name holds a colon.
    public static func agentName(_ name: String) -> String { "team:" + name }

    public func reference(of tenant: String) -> AgentReference {
        AgentReference(name: Self.agentName(name), version: 1, tenant: tenant)
    }

    /// What a payment of a member carries with it, so that it is judged by both.
    public func share(of tenant: String) -> Share {
        Share(agent: reference(of: tenant), mode: mode, caps: caps)
    }

    /// A team as it was when a run began.
    public struct Share: Sendable, Hashable {
        public let agent: AgentReference
        public let mode: Mode
        public let caps: [Policy.Cap]

        public init(agent: AgentReference, mode: Mode, caps: [Policy.Cap]) {
            self.agent = agent
            self.mode = mode
            self.caps = caps
        }
    }
}

extension Team.Share {
    /// The team's budget as a policy: it only limits, and leaves everything else to the member's.
    ///
    /// - Parameter member: what the member's own rules are.
    public func policy(beside member: Policy) -> Policy {
        var policy = member
        policy.caps = caps
        policy.approval = Policy.Approval(above: nil, approvers: [], sentence: "")
        policy.velocity = nil
        return policy
    }

    /// The same payment as one of the team.
    public func intent(_ intent: PaymentIntent) -> PaymentIntent {
        var shared = intent
        shared.agent = agent
        return shared
    }
}

extension Team {
    public var json: JSONValue {
        [
            "name": .string(name), "mode": .string(mode.rawValue), "members": .strings(members),
            "caps": .array(caps.map(\.stored)), "created_at": .time(createdAt),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        self.init(
            name: try json.text("name"), mode: try json.choice("mode"),
            members: json["members"]?.array?.compactMap(\.string) ?? [],
            caps: try Policy.Cap.all(json),
            createdAt: try json.time("created_at"))
    }
}

extension Team.Share {
    var json: JSONValue {
        [
            "agent": agent.json, "mode": .string(mode.rawValue),
            "caps": .array(caps.map(\.stored)),
        ]
    }

    init?(json: JSONValue?) throws(StoredValueError) {
        guard let json else { return nil }
        self.init(
            agent: try AgentReference(json: json.member("agent")), mode: try json.choice("mode"),
            caps: try Policy.Cap.all(json))
    }
}

extension Policy.Cap {
    fileprivate var stored: JSONValue {
        [
            "window": .string(window.rawValue), "amount": .string(limit.quantity.description),
            "token": .string(limit.token), "sentence": .string(sentence),
        ]
    }

    fileprivate static func all(_ json: JSONValue) throws(StoredValueError) -> [Policy.Cap] {
        var caps: [Policy.Cap] = []
        for cap in json["caps"]?.array ?? [] {
            guard let amount = cap["amount"]?.quantity else { throw StoredValueError("amount") }
            caps.append(
                Policy.Cap(
                    window: try cap.choice("window"),
                    limit: TokenAmount(amount, try cap.text("token")),
                    sentence: try cap.text("sentence")))
        }
        return caps
    }
}
