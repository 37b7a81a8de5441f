public import Domain
public import JSON

/// One payment that an agent wants to make, complete before anyone judges it. What is judged, shown
/// to an approver, reserved and signed is this value and nothing else.
public struct PaymentIntent: Sendable, Hashable {
    /// Made by the caller: a repeat of the same request names the same run.
    public let run: ID<PaymentRun>
    public var agent: AgentReference
    /// Of the policy that the agent's version was compiled to.
    public var policyHash: String
    public var payee: Payee
    /// The URL that is paid for; empty for a plain transfer.
    public var resource: String
    /// How the resource is asked for: `GET`, and then no body.
    public var method: String
    public var body: String?
    public var amount: Money
    public var tool: PaymentTool
    public var session: ID<AgentSession>?
    /// What was announced before: a higher price or another payee needs a person.
    public var quote: Quote?
    /// The most that the caller allowed for this one payment, beside the policy.
    public var ceiling: Money?
    /// The seller's offer as it was sent; what is signed is built from it.
    public var offer: JSONValue?
    /// Who asked, for four-eyes rules: a person, an API key's name, a schedule.
    public var requester: String
    /// For people: "weather for Paris".
    public var purpose: String
    /// Why a person has to say yes whatever the amount: a model proposed it, and nobody who may has
    /// named what it pays; nil: the rules decide.
    public var doubt: String?
    /// The team that the agent acts for: its budget is judged too.
    public var team: Team.Share?

    /// - Parameter team: has no default, so that no caller forgets whose budget is judged besides.
    public init(
        run: ID<PaymentRun>, agent: AgentReference, policyHash: String, payee: Payee,
        resource: String = "", method: String = "GET", body: String? = nil, amount: Money,
        tool: PaymentTool = .builtIn(.x402Payment),
        session: ID<AgentSession>? = nil, quote: Quote? = nil, ceiling: Money? = nil,
        offer: JSONValue? = nil, requester: String, purpose: String = "",
        doubt: String? = nil, team: Team.Share?
    ) {
        self.run = run
        self.agent = agent
        self.policyHash = policyHash
        self.payee = payee
        self.resource = resource
        self.method = method
        self.body = body
        self.amount = amount
        self.tool = tool
        self.session = session
        self.quote = quote
        self.ceiling = ceiling
        self.offer = offer
        self.requester = requester
        self.purpose = purpose
        self.doubt = doubt
        self.team = team
    }

    /// What it asks a venue for; nil for a payment to a seller, whatever its offer says, or to a
    /// person.
    public var order: VenueOrder? {
        guard resource.isEmpty, let offer, offer["venue"] != nil else { return nil }
        do { return try VenueOrder(json: offer) } catch { return nil }
    }

    /// What a registry or an earlier answer said that it would cost.
    public struct Quote: Sendable, Hashable {
        public var amount: Money
        public var address: Address?

        public init(amount: Money, address: Address? = nil) {
            self.amount = amount
            self.address = address
        }
    }
}

/// One immutable version of a registered agent.
public struct AgentReference: Sendable, Hashable {
    public var name: String
    /// Counted from 1.
    public var version: Int
    /// Whose agent it is; two tenants may use one name.
    public var tenant: String

    public init(name: String, version: Int, tenant: String = "local") {
        self.name = name
        self.version = version
        self.tenant = tenant
    }

    /// `local/weather-buyer`: what accounts, sums and the kill switch are kept by.
    public var key: String { "\(tenant)/\(name)" }
}

/// Who gets the money, as far as it is known.
public struct Payee: Sendable, Hashable, CustomStringConvertible {
    /// From the owner's list or our registry; never from the seller's own words.
    public var name: String?
    /// Lower case, without port: `api.example.com`.
    public var host: String?
    public var address: Address?

    public init(name: String? = nil, host: String? = nil, address: Address? = nil) {
        self.name = name
        self.host = host
        self.address = address
    }

    /// For people: the most telling part first.
    public var description: String {
        let parts = [name, host, address?.checksummed].compactMap(\.self)
        guard let first = parts.first else { return "an unknown payee" }
        return parts.count == 1 ? first : "\(first) (\(parts.dropFirst().joined(separator: ", ")))"
    }
}

/// The tool that asks for the payment.
public enum PaymentTool: Sendable, Hashable {
    case builtIn(BuiltInTool)
    case custom(String)

    public var name: String {
        switch self {
        case .builtIn(let tool): tool.rawValue
        case .custom(let name): name
        }
    }
}
