public import Domain
internal import Hashing
internal import JSON

extension Policy {
    /// SHA-256 of everything in the policy: a run keeps the hash of the rules it was judged by.
    public var hash: String { Hex.encode(SHA256.hash(json.canonical.bytes)) }

    private var json: JSONValue {
        [
            "caps": .array(
                caps.map {
                    [
                        "window": .string($0.window.rawValue),
                        "limit": .string($0.limit.description), "sentence": .string($0.sentence),
                    ]
                }),
            "approval": [
                "above": .optional(approval.above?.description),
                "approvers": .strings(approval.approvers), "sentence": .string(approval.sentence),
            ],
            "allowed": .strings(allowedRecipients), "blocked": .strings(blockedRecipients),
            "tools": .strings(tools.map(\.rawValue)), "custom_tools": .strings(customTools),
            "network": .string(network.rawValue), "currency": .string(currency),
            "velocity": velocity.map {
                [
                    "payments": .integer(Int64($0.paymentsMax)), "seconds": .integer($0.seconds),
                    "sentence": .string($0.sentence),
                ]
            } ?? .null,
        ]
    }
}
