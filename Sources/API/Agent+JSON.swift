internal import Domain
public import JSON
internal import Orchestration
public import Paygent
internal import Wizard

// What clients see of agents, their sessions and their runs.

extension AgentRegistry.Entry {
    var clientJSON: JSONValue {
        var object = agent.latest.clientMembers
        object["status"] = standing.isKilled ? "killed" : "active"
        return .object(object)
    }
}

extension AgentVersion {
    var clientJSON: JSONValue { .object(clientMembers) }

    fileprivate var clientMembers: JSONObject {
        let spec = design.effective
        return [
            "name": .string(name), "version": .integer(Int64(version)),
            "description": .optional(spec.text(.agentType)),
            "goals": .optional(spec.text(.goals)),
            "tools": .strings(design.policy.tools.map(\.rawValue)),
            "network": .string(design.policy.network.caip2),
            "max_loss_24h": MaximumLoss(design.policy).json,
            "sha256": .string(draft.sha256), "built_in": .bool(draft.isBuiltIn),
            "session_id": .optional(draft.session?.rawValue),
            "created_at": .string(draft.createdAt.rfc3339),
        ]
    }
}

extension AgentSession {
    var clientJSON: JSONValue {
        [
            "session_id": .string(id.rawValue), "agent": .string(agent),
            "agent_version": .integer(Int64(version)), "status": .string(status.rawValue),
            "payload": payload, "created_at": .string(createdAt.rfc3339),
        ]
    }
}

extension AgentRun {
    /// One line of a session's history.
    public var clientJSON: JSONValue {
        let calls = plan.steps.flatMap(\.calls)
        return [
            "run_id": .string(id.rawValue), "session_id": .optional(session?.rawValue),
            "agent": .string(agent.name), "agent_version": .integer(Int64(agent.version)),
            "message": .string(text), "intent": .string(command.intent),
            "status": .string(status.rawValue), "output": .string(output),
            "driver": .string(driver.rawValue), "model_use": modelUseJSON,
            "plan": plan.clientJSON, "events": .array(calls.map(\.clientJSON)),
            "payments": .array(
                calls.compactMap { call in
                    call.payment.map {
                        ["id": .string($0.rawValue), "cost": call.cost?.clientJSON ?? .null]
                    }
                }),
            "cost": .array(costs.map(\.clientJSON)), "simulated": .bool(isSimulated),
            "started_at": .string(startedAt.rfc3339), "ended_at": .optional(endedAt?.rfc3339),
        ]
    }

    /// What models have used; null for a run that none took part in.
    var modelUseJSON: JSONValue {
        guard !turns.isEmpty else { return .null }
        return modelUse.clientJSON(
            answers: Int64(turns.count), models: Set(turns.map(\.model)).sorted())
    }

    /// Whether anything it rests on was simulated.
    var isSimulated: Bool {
        plan.steps.flatMap(\.calls).contains { $0.result["simulated"] == true }
    }
}

extension ModelUse {
    /// - Parameter models: which answered; left out where that is not asked.
    func clientJSON(answers: Int64, models: [String]?) -> JSONValue {
        var json: JSONObject = ["answers": .integer(answers)]
        json["models"] = models.map { .strings($0) }
        json["input_tokens"] = .integer(Int64(inputTokens))
        json["output_tokens"] = .integer(Int64(outputTokens))
        json["cost_usd"] = .string(Quantity(digits: picodollars, scale: 12).description)
        json["milliseconds"] = .integer(Int64(milliseconds))
        return .object(json)
    }
}
