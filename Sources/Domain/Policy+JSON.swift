public import JSON

extension Policy {
    /// The rules as data, each with the words that set it. Only written: a policy is compiled from
    /// its design, never read from outside.
    public var json: JSONValue {
        [
            "caps": .array(
                caps.map { cap in
                    [
                        "window": .string(cap.window.rawValue), "limit": cap.limit.json,
                        "sentence": .string(cap.sentence),
                    ]
                }),
            "approval": [
                "above": approval.above?.json ?? .null, "approvers": .strings(approval.approvers),
                "sentence": .string(approval.sentence),
            ],
            "allowed_recipients": .strings(allowedRecipients),
            "blocked_recipients": .strings(blockedRecipients),
            "tools": .strings(tools.map(\.rawValue)), "custom_tools": .strings(customTools),
            "network": .string(network.caip2), "currency": .string(currency),
        ]
    }
}
