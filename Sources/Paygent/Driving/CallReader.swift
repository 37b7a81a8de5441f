public import Domain
public import JSON

/// Reads a tool call that a model proposes as a command, as strictly as a sentence is read: an
/// argument of the wrong kind is refused, one that the tool does not have is not looked at. So
/// `"approved": true` says nothing to anybody.
public struct CallReader: Sendable {
    private let policy: Policy
    /// The owner's tools by the name that the export gave them.
    private let ownTools: [String: String]

    /// No argument that a tool takes is longer.
    static let textBytesMax = 4_000

    public init(_ policy: Policy, ownTools: [String: String]) {
        self.policy = policy
        self.ownTools = ownTools
    }

    /// - Throws: `CallRefusal` in words that help the model to call better.
    public func command(
        _ name: String, _ arguments: JSONObject
    ) throws(CallRefusal) -> Command {
        let given = Arguments(name, arguments)
        if let own = ownTools[name] { return .use(given.toolUse(own)) }
        guard let tool = BuiltInTool(rawValue: name) else {
            throw CallRefusal(
                "unknown_tool", "There is no tool called '\(name.prefix(64))'. Nothing was done.")
        }
        switch tool {
        case .x402Payment: return .payment(try payment(given))
        case .discoverServices: return .serviceDiscovery(try discovery(given))
        case .checkBalance: return .balanceCheck(token: try token(given), address: nil)
        case .transferTokens: return .transfer(try transfer(given))
        case .subscribeService:
            return .subscribe(Command.Subscribing(service: try given.text("service_id")))
        case .swapTokens, .perpetualTrade, .predictionMarket: return try order(given, tool)
        }
    }

    /// What it may cost at most; the price itself is asked of the seller.
    private func payment(_ given: Arguments) throws(CallRefusal) -> Command.Payment {
        let url = try given.text("url")
        guard WebAddress(url) != nil else {
            throw given.refusal("'url' is the address of what is bought, with https://.")
        }
        if let method = try given.optionalText("method"), method.uppercased() != "GET" {
            throw given.refusal("Only GET can be paid for like this.")
        }
        return Command.Payment(
            amount: try given.amount("max_amount"), token: policy.currency, recipient: url)
    }

    private func discovery(_ given: Arguments) throws(CallRefusal) -> Command.Discovery {
        let most = try given.optionalAmount("max_price")
        return Command.Discovery(
            query: try given.text("q"), maxPrice: most, token: most.map { _ in policy.currency })
    }

    /// Of several symbols none is picked: all are shown.
    private func token(_ given: Arguments) throws(CallRefusal) -> String? {
        guard let text = try given.optionalText("tokens") else { return nil }
        let symbols = text.split(separator: ",")
        guard symbols.count == 1 else { return nil }
        return symbols[0].uppercased()
    }

    private func transfer(_ given: Arguments) throws(CallRefusal) -> Command.Transfer {
        Command.Transfer(
            portion: .amount(try given.amount("amount")),
            token: try given.text("token").uppercased(), recipient: try given.text("recipient"))
    }

    /// A trade is one whole sentence, read as the owner's would be.
    private func order(
        _ given: Arguments, _ tool: BuiltInTool
    ) throws(CallRefusal) -> Command {
        let command = CommandReader.read(try given.text("command"))
        guard command.tradeTool == tool, command.confidence == Quantity(1) else {
            throw given.refusal(
                "'command' is one whole order, such as the tool's description shows.")
        }
        return command
    }
}

/// The arguments of one call, read one by one.
private struct Arguments {
    let tool: String
    let members: JSONObject

    init(_ tool: String, _ members: JSONObject) {
        self.tool = tool
        self.members = members
    }

    func refusal(_ sentence: String) -> CallRefusal {
        CallRefusal("bad_arguments", "\(tool): \(sentence) Nothing was done.")
    }

    func optionalText(_ name: String) throws(CallRefusal) -> String? {
        switch members[name] {
        case nil, .null: return nil
        case .string(let text):
            guard text.utf8.count <= CallReader.textBytesMax else {
                throw refusal("'\(name)' is too long.")
            }
            let isBlank = text.utf8.allSatisfy { $0 <= 0x20 }
            return isBlank ? nil : text
        case .bool, .integer, .number, .array, .object:
            throw refusal("'\(name)' is a text.")
        }
    }

    func text(_ name: String) throws(CallRefusal) -> String {
        guard let text = try optionalText(name) else { throw refusal("'\(name)' is missing.") }
        return text
    }

    func optionalAmount(_ name: String) throws(CallRefusal) -> Quantity? {
        guard let value = members[name], !value.isNull else { return nil }
        guard let amount = value.quantity, !amount.isZero else {
            throw refusal("'\(name)' is a decimal above zero, such as 0.10.")
        }
        return amount
    }

    func amount(_ name: String) throws(CallRefusal) -> Quantity {
        guard let amount = try optionalAmount(name) else { throw refusal("'\(name)' is missing.") }
        return amount
    }

    /// Null is what strict schemas make of an argument that is left out.
    func toolUse(_ name: String) -> Command.ToolUse {
        Command.ToolUse(
            tool: name, arguments: JSONObject(members.members.filter { !$0.value.isNull }))
    }
}
