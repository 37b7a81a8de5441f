internal import Domain
public import JSON

// What the store holds of a run. Its plan is stored with its steps, so that a run begun by an older
// program goes on with the plan it had.

extension AgentRun {
    public var json: JSONValue {
        var json = members
        if driver == .model || !turns.isEmpty {
            json["driver"] = .string(driver.rawValue)
            json["turns"] = .array(turns.map(\.json))
            json["setback"] = .optional(setback?.rawValue)
        }
        return .object(json)
    }

    private var members: JSONObject {
        [
            "id": .string(id.rawValue), "agent": .string(agent.name),
            "version": .integer(Int64(agent.version)), "session": .optional(session?.rawValue),
            "text": .string(text), "command": command.json, "terms": terms.json,
            "started_at": .time(startedAt),
            "plan": .array(plan.steps.map(\.json)), "status": .string(status.rawValue),
            "team": team?.json ?? .null,
            "output": .string(output), "ended_at": endedAt.map { .time($0) } ?? .null,
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        var steps: [PlanStep] = []
        for step in json["plan"]?.array ?? [] { steps.append(try PlanStep(json: step)) }
        var turns: [ModelTurn] = []
        for turn in json["turns"]?.array ?? [] { turns.append(try ModelTurn(json: turn)) }
        self.init(
            id: try ID(stored: json, "id"),
            agent: AgentReference(
                name: try json.text("agent"), version: Int(try json.whole("version"))),
            session: json.present("session") == nil ? nil : try ID(stored: json, "session"),
            text: try json.text("text"), command: try Command(json: try json.member("command")),
            terms: try Terms(json: json.present("terms")), plan: Plan(steps),
            team: try Team.Share(json: json.present("team")),
            driver: json.present("driver") == nil ? .engine : try json.choice("driver"),
            startedAt: try json.time("started_at"))
        restore(
            status: try json.choice("status"), output: try json.text("output"),
            endedAt: json.present("ended_at") == nil ? nil : try json.time("ended_at"),
            turns: turns,
            setback: json.present("setback") == nil ? nil : try json.choice("setback"))
    }
}

extension PlanStep {
    var json: JSONValue {
        var json = members
        if let doubt { json["doubt"] = .string(doubt) }
        return .object(json)
    }

    private var members: JSONObject {
        [
            "id": .integer(Int64(id)), "description": .string(description),
            "command": command.json, "tool": .optional(tool?.rawValue),
            "part": .optional(part?.rawValue), "status": .string(status.rawValue),
            "calls": .array(calls.map(\.json)),
            "group": .integer(Int64(group)), "member": member?.json ?? .null,
            "retries_at": retriesAt.map { .time($0) } ?? .null,
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        var tool: BuiltInTool?
        if json.present("tool") != nil { tool = try json.choice("tool") }
        let group = json.present("group") == nil ? 0 : Int(try json.whole("group"))
        let member = json.present("member")
        self.init(
            id: Int(try json.whole("id")), description: try json.text("description"),
            command: try Command(json: try json.member("command")), tool: tool,
            part: json.present("part") == nil ? nil : try json.choice("part"), group: group,
            member: try member.map { json throws(StoredValueError) in
                try AgentReference(json: json)
            })
        status = try json.choice("status")
        doubt = json.present("doubt")?.string
        if json.present("retries_at") != nil { retriesAt = try json.time("retries_at") }
        for call in json["calls"]?.array ?? [] { calls.append(try ToolCall(json: call)) }
    }
}

extension ToolCall {
    public var json: JSONValue {
        [
            "tool": .string(tool), "arguments": arguments, "result": result,
            "succeeded": .bool(succeeded), "cost": cost?.json ?? .null,
            "payment": .optional(payment?.rawValue),
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        var cost: Money?
        if let stored = json.present("cost") { cost = try Money(json: stored) }
        self.init(
            tool: try json.text("tool"), arguments: try json.member("arguments"),
            result: try json.member("result"), succeeded: try json.flag("succeeded"), cost: cost,
            payment: json.present("payment") == nil ? nil : try ID(stored: json, "payment"))
    }
}
