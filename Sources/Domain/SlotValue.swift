/// The value of one slot in its canonical form.
public enum SlotValue: Sendable, Hashable {
    case text(String)
    case texts([String])
    case name(String)
    case names([String])
    case flag(Bool)
    /// `concise`, `balanced`, `detailed`.
    case choice(String)
    /// `pay-per-call`, `metered`, `subscription`.
    case choices([String])
    case tools([BuiltInTool])
    case customTools([HTTPTool])
    /// In capitals.
    case symbol(String)
    case network(Network)
    case limit(Limit)
    case schedules([Schedule])
    /// An IANA name or `UTC`.
    case zone(String)
    /// In percent: 0.5 is half a percent.
    case percent(Quantity)
    case number(Quantity)
    case retry(RetryPolicy)
    case seconds(Quantity)
    case channels([Channel])
    /// ISO 639-1 codes.
    case languages([String])

    public var kind: Slot.Kind {
        switch self {
        case .text: .text
        case .texts: .texts
        case .name: .name
        case .names: .names
        case .flag: .flag
        case .choice: .choice
        case .choices: .choices
        case .tools: .tools
        case .customTools: .customTools
        case .symbol: .symbol
        case .network: .network
        case .limit: .limit
        case .schedules: .schedules
        case .zone: .zone
        case .percent: .percent
        case .number: .number
        case .retry: .retry
        case .seconds: .seconds
        case .channels: .channels
        case .languages: .languages
        }
    }

    /// Whether there is nothing in it: an empty text or list.
    public var isEmpty: Bool {
        switch self {
        case .text(let text), .name(let text), .choice(let text), .symbol(let text),
            .zone(let text):
            text.isEmpty
        case .texts(let items), .names(let items), .choices(let items), .languages(let items):
            items.isEmpty
        case .tools(let items): items.isEmpty
        case .customTools(let items): items.isEmpty
        case .schedules(let items): items.isEmpty
        case .channels(let items): items.isEmpty
        case .flag, .network, .limit, .percent, .number, .retry, .seconds: false
        }
    }
}

/// What happens after a failed payment or call; only the stated parts are there.
public struct RetryPolicy: Sendable, Hashable {
    public enum Backoff: String, Sendable, Hashable { case fixed, exponential }

    public var retriesMax: Int?
    public var backoff: Backoff?
    public var delaySeconds: Quantity?

    public init(retriesMax: Int? = nil, backoff: Backoff? = nil, delaySeconds: Quantity? = nil) {
        self.retriesMax = retriesMax
        self.backoff = backoff
        self.delaySeconds = delaySeconds
    }
}

/// Where an agent reports.
public struct Channel: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case email, slack, telegram, discord, sms, whatsapp, teams, push, webhook
    }

    public var kind: Kind
    /// `#payments`, `ops@example.com`; nil when only the kind was said.
    public var target: String?

    public init(_ kind: Kind, target: String? = nil) {
        self.kind = kind
        self.target = target
    }

    /// `slack:#payments`.
    public var description: String { target.map { "\(kind.rawValue):\($0)" } ?? kind.rawValue }

    public init?(canonical text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let first = parts.first, let kind = Kind(rawValue: first) else { return nil }
        self.init(kind, target: parts.count == 2 ? parts[1] : nil)
    }
}
