internal import Domain
public import JSON

// What others need of a plan: its next step, and its form for clients.

extension Plan {
    /// The first step that has not ended; nil when all have.
    public var next: PlanStep? { steps.first { !$0.status.isFinal } }

    /// `[{id, description, status, tool}]`.
    public var json: JSONValue {
        .array(
            steps.map { step in
                var json: JSONObject = [
                    "id": .integer(Int64(step.id)), "description": .string(step.description),
                    "status": .string(step.status.rawValue), "tool": .optional(step.toolName),
                ]
                if let member = step.member { json["member"] = .string(member.name) }
                return .object(json)
            })
    }
}

extension Command.Refusal {
    /// Why a command is not carried out, and what would be.
    public var sentence: String {
        switch self {
        case .invalidAmount:
            "The amount cannot be paid: it must be more than zero and a number that the token can hold. Nothing was done."
        case .invalidAddress:
            "The address is not valid: check each character, because a payment to a wrong address cannot be called back. Nothing was done."
        case .injection:
            "The text holds instructions that are not a payment command. Nothing was done."
        case .notNow:
            "That is for another time, and a command is carried out at once or not at all; nothing was "
                + "done. Say it without the time to do it now, or add a time: on the page under "
                + "Agents, or by PUT /api/v1/agents/{name}/triggers/{id}."
        case .severalTimes:
            "A command is carried out once, and nothing was done. Say it once for each time, or add "
                + "times for it: on the page under Agents, or by PUT "
                + "/api/v1/agents/{name}/triggers/{id}."
        case .unsafe:
            "This would take away a limit, hide a payment from approval or reveal a secret. Nothing was done; limits are changed in the design."
        }
    }
}
