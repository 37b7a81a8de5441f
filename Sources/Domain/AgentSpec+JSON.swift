public import JSON

// The canonical JSON of a design: what clients read, what files hold, what is hashed.

extension AgentSpec {
    /// One member a filled slot, in reading order.
    public var json: JSONValue {
        .object(JSONObject(entries.map { .init($0.slot.rawValue, $0.value.json) }))
    }

    /// The bytes of `json`.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for entry in entries {
            writer.name(entry.slot.rawValue)
            entry.value.write(to: &writer)
        }
        writer.endObject()
    }

    /// - Throws: `SpecError` naming the member that is not a slot or not of its kind.
    public init(json: JSONValue) throws(SpecError) {
        self.init()
        guard let object = json.object else { throw SpecError(field: "", problem: "not an object") }
        for member in object.members {
            guard let slot = Slot(rawValue: member.name) else {
                throw SpecError(field: member.name, problem: "no such field")
            }
            guard let value = SlotValue(json: member.value, of: slot.kind) else {
                throw SpecError(field: member.name, problem: "not a value of its kind")
            }
            self[slot] = value
        }
    }
}

/// Which field of a stored or sent design cannot be read.
public struct SpecError: Error, Equatable {
    public let field: String
    public let problem: String

    public init(field: String, problem: String) {
        self.field = field
        self.problem = problem
    }
}

extension SlotValue {
    public var json: JSONValue {
        switch self {
        case .text(let text), .name(let text), .choice(let text), .symbol(let text),
            .zone(let text):
            .string(text)
        case .texts(let items), .names(let items), .choices(let items), .languages(let items):
            .strings(items)
        case .flag(let flag): .bool(flag)
        case .tools(let tools): .strings(tools.map(\.rawValue))
        case .customTools(let tools): .array(tools.map(\.json))
        case .network(let network): .string(network.rawValue)
        case .limit(let limit): limit.json
        case .schedules(let schedules): .strings(schedules.map(\.description))
        case .percent(let value), .number(let value), .seconds(let value):
            .string(value.description)
        case .retry(let policy): policy.json
        case .channels(let channels): .strings(channels.map(\.description))
        }
    }

    /// The bytes of `json`.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .text(let text), .name(let text), .choice(let text), .symbol(let text),
            .zone(let text):
            writer.string(text)
        case .texts(let items), .names(let items), .choices(let items), .languages(let items):
            writer.strings(items)
        case .tools(let tools): writer.strings(tools.lazy.map(\.rawValue))
        case .limit(.amount(let amount)):
            writer.beginObject()
            writer.member("amount", amount.quantity.description)
            writer.member("token", amount.token)
            writer.endObject()
        case .flag, .customTools, .network, .limit(.none), .schedules, .percent, .number, .seconds,
            .retry, .channels:
            writer.write(json)
        }
    }

    public init?(json: JSONValue, of kind: Slot.Kind) {
        switch kind {
        case .text: self.init(json.string, SlotValue.text)
        case .name: self.init(json.string, SlotValue.name)
        case .choice: self.init(json.string, SlotValue.choice)
        case .symbol: self.init(json.string, SlotValue.symbol)
        case .zone: self.init(json.string, SlotValue.zone)
        case .texts: self.init(json.all(\.string), SlotValue.texts)
        case .names: self.init(json.all(\.string), SlotValue.names)
        case .choices: self.init(json.all(\.string), SlotValue.choices)
        case .languages: self.init(json.all(\.string), SlotValue.languages)
        case .flag: self.init(json.bool, SlotValue.flag)
        case .tools:
            self.init(json.all { $0.string.flatMap(BuiltInTool.init(rawValue:)) }, SlotValue.tools)
        case .customTools: self.init(json.all(HTTPTool.init(json:)), SlotValue.customTools)
        case .network: self.init(json.string.flatMap(Network.init(rawValue:)), SlotValue.network)
        case .limit: self.init(Limit(json: json), SlotValue.limit)
        case .schedules:
            self.init(
                json.all { $0.string.flatMap(Schedule.init(canonical:)) }, SlotValue.schedules)
        case .percent: self.init(json.quantity, SlotValue.percent)
        case .number: self.init(json.quantity, SlotValue.number)
        case .seconds: self.init(json.quantity, SlotValue.seconds)
        case .retry: self.init(RetryPolicy(json: json), SlotValue.retry)
        case .channels:
            self.init(json.all { $0.string.flatMap(Channel.init(canonical:)) }, SlotValue.channels)
        }
    }

    private init?<Value>(_ value: Value?, _ wrap: (Value) -> SlotValue) {
        guard let value else { return nil }
        self = wrap(value)
    }
}

extension Limit {
    /// `{"amount":"25","token":"USDC"}` or `"none"`.
    public var json: JSONValue {
        switch self {
        case .none: "none"
        case .amount(let amount): amount.json
        }
    }

    public init?(json: JSONValue) {
        if json == "none" {
            self = .none
        } else if let amount = TokenAmount(json: json) {
            self = .amount(amount)
        } else {
            return nil
        }
    }
}

extension TokenAmount {
    public var json: JSONValue {
        ["amount": .string(quantity.description), "token": .string(token)]
    }

    public init?(json: JSONValue) {
        guard let quantity = json["amount"]?.quantity, let token = json["token"]?.string else {
            return nil
        }
        self.init(quantity, token)
    }
}

extension RetryPolicy {
    public var json: JSONValue {
        var object = JSONObject()
        object["max_retries"] = retriesMax.map { .integer(Int64($0)) }
        object["backoff"] = backoff.map { .string($0.rawValue) }
        object["delay_seconds"] = delaySeconds.map(\.jsonNumber)
        return .object(object)
    }

    init?(json: JSONValue) {
        guard json.object != nil else { return nil }
        self.init(
            retriesMax: json["max_retries"]?.integer.map { Int($0) },
            backoff: json["backoff"]?.string.flatMap(Backoff.init(rawValue:)),
            delaySeconds: json["delay_seconds"]?.quantity)
    }
}

extension HTTPTool {
    public var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "endpoint": .string(endpoint)]
        object["method"] = method.map { .string($0) }
        object["params"] = .strings(parameters.map(\.name))
        if !summary.isEmpty { object["description"] = .string(summary) }
        object["input_schema"] = inputSchema
        if !headers.isEmpty {
            object["headers"] = .object(
                JSONObject(headers.map { .init($0.name, ["secret": .string($0.secretName)]) }))
        }
        object["mcp"] = mcp?.json
        return .object(object)
    }

    /// JSON Schema of the arguments, with only what every platform takes.
    public var inputSchema: JSONValue {
        let properties = parameters.map { parameter in
            JSONObject.Member(
                parameter.name,
                ["type": .string(parameter.type), "description": .string(parameter.summary)])
        }
        return [
            "type": "object", "properties": .object(JSONObject(properties)),
            "required": .strings(parameters.filter(\.isRequired).map(\.name)),
        ]
    }

    init?(json: JSONValue) {
        guard let name = json["name"]?.string, let endpoint = json["endpoint"]?.string else {
            return nil
        }
        let required = Set(json["input_schema"]?["required"]?.all(\.string) ?? [])
        let properties = json["input_schema"]?["properties"]?.object?.members ?? []
        self.init(
            name: name, endpoint: endpoint, method: json["method"]?.string,
            parameters: properties.map { property in
                Parameter(
                    name: property.name, type: property.value["type"]?.string ?? "string",
                    summary: property.value["description"]?.string ?? "",
                    isRequired: required.contains(property.name))
            },
            summary: json["description"]?.string ?? "",
            headers: (json["headers"]?.object?.members ?? []).compactMap { member in
                member.value["secret"]?.string.map { Header(name: member.name, secretName: $0) }
            })
        guard let origin = json["mcp"] else { return }
        guard let origin = MCPOrigin(json: origin) else { return nil }
        mcp = origin
    }
}

extension MCPOrigin {
    var json: JSONValue {
        var object: JSONObject = ["tool": .string(tool), "pin": .string(pin)]
        object["server"] = server.map { .string($0) }
        if isIdempotent { object["idempotent"] = true }
        return .object(object)
    }

    init?(json: JSONValue) {
        guard let tool = json["tool"]?.string, let pin = json["pin"]?.string else { return nil }
        self.init(
            server: json["server"]?.string, tool: tool, pin: pin,
            isIdempotent: json["idempotent"] == true)
    }
}

extension JSONValue {
    /// A decimal that was written as a string, or as a number without exponent.
    public var quantity: Quantity? {
        switch self {
        case .string(let text), .number(let text): try? Quantity(decimal: text)
        case .integer(let number): number >= 0 ? Quantity(UInt64(number)) : nil
        case .null, .bool, .array, .object: nil
        }
    }

    /// Every item of an array read the same way; nil when it is no array or one item cannot be.
    func all<Item>(_ read: (JSONValue) -> Item?) -> [Item]? {
        guard let array else { return nil }
        let items = array.compactMap(read)
        return items.count == array.count ? items : nil
    }
}

extension Quantity {
    /// A JSON number, exact.
    var jsonNumber: JSONValue {
        scale == 0 && digits <= UInt128(Int64.max) ? .integer(Int64(digits)) : .number(description)
    }
}
