public import Domain
public import JSON

/// What a session remembers of its earlier commands: typed, bounded, and only what its own people
/// said or a search of the registry showed. A seller's answer never gets in.
public struct SessionMemory: Sendable, Hashable {
    /// As they were given, the newest last; only what may be asked for again.
    public private(set) var commands: [Command] = []
    /// Lower-case addresses, in the order in which they were first named.
    public private(set) var accounts: [String] = []
    /// People and shops that were paid by name, in the order in which they were first named.
    public private(set) var names: [String] = []
    /// What the latest search found, in the order in which it was shown.
    public private(set) var found: [Finding] = []
    /// What "the second one" counts among: the kind of what was named last.
    private(set) var latest: Kind?

    /// What can be paid.
    enum Kind: Sendable, Hashable { case account, service, name }

    /// A service that a search found.
    public struct Finding: Sendable, Hashable {
        public let name: String
        public let url: String
        /// Nil when the listing does not tell.
        public let price: Quantity?
    }

    /// Of more the oldest are forgotten.
    public static let commandsMax = 8
    public static let partiesMax = 16

    public init() {}

    public var isEmpty: Bool { commands.isEmpty && accounts.isEmpty && found.isEmpty }

    /// Takes in a run of the session; the oldest comes first.
    public mutating func note(_ run: AgentRun) {
        for address in CommandReader.addresses(in: run.text) {
            Self.add(address, to: &accounts)
            latest = .account
        }
        for findings in run.plan.steps.flatMap(\.calls).compactMap(\.findings) {
            (found, latest) = (findings, .service)
        }
        for name in run.command.orders.compactMap(\.payee) where Self.isName(name) {
            Self.add(name, to: &names)
            latest = .name
        }
        guard !run.command.orders.isEmpty else { return }
        commands.append(Self.resolved(run.command, run.plan))
        if commands.count > Self.commandsMax { commands.removeFirst() }
    }

    /// A payment of what a search found is remembered with its address.
    private static func resolved(_ command: Command, _ plan: Plan) -> Command {
        switch command {
        case .payment(var payment) where payment.recipient.map { Pointer($0) != nil } ?? true:
            let calls = plan.steps.filter { $0.command == command }.flatMap(\.calls)
            let url = calls.compactMap { $0.arguments["url"]?.string }.last
            payment.recipient = url ?? payment.recipient
            return .payment(payment)
        case .multiStep(let commands): return .multiStep(commands.map { resolved($0, plan) })
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet,
            .claimWinnings, .addLiquidity, .removeLiquidity, .farm, .paymentHistory, .setBudget,
            .approve, .reject, .use,
            .refuse, .none:
            return command
        }
    }

    private static func isName(_ payee: String) -> Bool {
        !payee.hasPrefix("0x") && !payee.hasPrefix("http") && Pointer(payee) == nil
    }

    private static func add(_ party: String, to parties: inout [String]) {
        guard !parties.contains(party), party.utf8.count <= 200 else { return }
        parties.append(party)
        if parties.count > partiesMax { parties.removeFirst() }
    }
}

extension SessionMemory {
    /// For the people of the session, who may look at what is remembered.
    public var json: JSONValue {
        [
            "commands": .array(commands.map(\.json)), "accounts": .strings(accounts),
            "names": .strings(names),
            "services": .array(
                found.map {
                    [
                        "name": .string($0.name), "url": .string($0.url),
                        "price": .optional($0.price?.description),
                    ]
                }),
        ]
    }
}

extension ToolCall {
    /// What a search has shown; nil for any other call.
    fileprivate var findings: [SessionMemory.Finding]? {
        guard tool == BuiltInTool.discoverServices.rawValue, succeeded else { return nil }
        return result["services"]?.array?.compactMap { service in
            guard let name = service["name"]?.string, let url = service["url"]?.string else {
                return nil
            }
            return SessionMemory.Finding(
                name: name, url: url, price: service["price"]?["amount"]?.quantity)
        }
    }
}

extension Command {
    /// Its single commands that do something and may be asked for again, in their order.
    var orders: [Command] {
        switch self {
        case .multiStep(let commands): commands.flatMap(\.orders)
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .paymentHistory,
            .predictionBet, .perpetualOpen, .addLiquidity, .removeLiquidity, .farm, .use:
            [self]
        case .subscribe, .cancelSubscription, .perpetualClose, .setStopLoss, .claimWinnings,
            .setBudget, .approve, .reject, .refuse, .none:
            []
        }
    }

    /// Whom it pays, as the command names them.
    var payee: String? {
        switch self {
        case .payment(let payment): payment.recipient
        case .transfer(let transfer): transfer.recipient
        case .subscribe, .swap, .balanceCheck, .serviceDiscovery, .cancelSubscription,
            .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet, .claimWinnings,
            .addLiquidity, .removeLiquidity, .farm, .paymentHistory, .setBudget, .approve, .reject,
            .use, .multiStep,
            .refuse,
            .none:
            nil
        }
    }

    /// The same to somebody else; nil for what pays nobody.
    func paying(_ payee: String) -> Command? { revised(amount: nil, token: nil, recipient: payee) }
}
