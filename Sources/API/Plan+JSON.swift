internal import Domain
internal import JSON
internal import Paygent

extension Plan {
    /// The steps as people see them, each with what it cost and the tools that it called.
    var clientJSON: JSONValue {
        [
            "steps": .array(
                zip(json.array ?? [], steps).map { json, step in
                    var object = json.object ?? JSONObject()
                    object["cost"] = step.cost?.clientJSON ?? .null
                    object["tool_calls"] = .array(step.calls.map(\.stepJSON))
                    return .object(object)
                })
        ]
    }
}

extension PlanStep {
    /// A step pays at most once; what was tried before cost nothing.
    fileprivate var cost: Money? { calls.compactMap(\.cost).last }
}

extension ToolCall {
    /// In short: arguments and result stand under the run's own calls.
    fileprivate var stepJSON: JSONValue {
        [
            "tool": .string(tool), "succeeded": .bool(succeeded),
            "payment_id": .optional(payment?.rawValue),
        ]
    }
}
