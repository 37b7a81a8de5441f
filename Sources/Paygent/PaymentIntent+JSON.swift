internal import Domain
public import JSON

// The stored form, and, in canonical order, the form whose hash an approval is bound to.

extension PaymentIntent {
    public var json: JSONValue {
        var json = members
        if let team { json["team"] = team.json }
        if let doubt { json["doubt"] = .string(doubt) }
        return .object(json)
    }

    private var members: JSONObject {
        [
            "run": .string(run.rawValue),
            "agent": agent.json,
            "policy": .string(policyHash), "payee": payee.json, "resource": .string(resource),
            "method": .string(method), "body": .optional(body),
            "amount": amount.json, "tool": tool.json, "session": .optional(session?.rawValue),
            "quote": quote?.json ?? .null, "ceiling": ceiling?.json ?? .null,
            "offer": offer ?? .null, "requester": .string(requester), "purpose": .string(purpose),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        self.init(
            run: try ID(stored: json, "run"),
            agent: try AgentReference(json: json.member("agent")),
            policyHash: try json.text("policy"), payee: try Payee(json: json.member("payee")),
            resource: try json.text("resource"), method: try json.text("method"),
            body: json.present("body")?.string, amount: try Money(json: json.member("amount")),
            tool: try PaymentTool(json: json.member("tool")),
            session: json.present("session") == nil ? nil : try ID(stored: json, "session"),
            quote: try Quote(json: json.present("quote")),
            ceiling: try Money(optional: json.present("ceiling")), offer: json.present("offer"),
            requester: try json.text("requester"), purpose: try json.text("purpose"),
            doubt: json.present("doubt")?.string,
            team: try Team.Share(json: json.present("team")))
    }
}

extension AgentReference {
    public var json: JSONValue {
        [
            "name": .string(name), "version": .integer(Int64(version)), "tenant": .string(tenant),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        self.init(
            name: try json.text("name"), version: Int(try json.whole("version")),
            tenant: try json.text("tenant"))
    }
}

extension Payee {
    public var json: JSONValue {
        [
            "name": .optional(name), "host": .optional(host),
            "address": .optional(address?.lowercased),
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        self.init(
            name: json["name"]?.string, host: json["host"]?.string,
            address: json.present("address") == nil ? nil : try json.address("address"))
    }
}

extension PaymentTool {
    var json: JSONValue {
        switch self {
        case .builtIn(let tool): ["built_in": .string(tool.rawValue)]
        case .custom(let name): ["custom": .string(name)]
        }
    }

    init(json: JSONValue) throws(StoredValueError) {
        if let name = json["custom"]?.string {
            self = .custom(name)
        } else {
            self = .builtIn(try json.choice("built_in"))
        }
    }
}

extension PaymentIntent.Quote {
    var json: JSONValue {
        ["amount": amount.json, "address": .optional(address?.lowercased)]
    }

    init?(json: JSONValue?) throws(StoredValueError) {
        guard let json else { return nil }
        self.init(
            amount: try Money(json: json.member("amount")),
            address: json.address(optional: "address")
        )
    }
}

extension Money {
    fileprivate init?(optional json: JSONValue?) throws(StoredValueError) {
        guard let json else { return nil }
        try self.init(json: json)
    }
}

extension JSONValue {
    /// Nil for a missing member and for null.
    func present(_ name: String) -> JSONValue? {
        guard let value = self[name], !value.isNull else { return nil }
        return value
    }
}

extension ID {
    init(stored json: JSONValue, _ name: String) throws(StoredValueError) {
        let text = try json.text(name)
        guard !text.isEmpty else { throw StoredValueError(name) }
        self.init(text)
    }
}
