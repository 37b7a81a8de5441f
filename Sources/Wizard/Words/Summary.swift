public import Domain

/// A whole design in plain words: what the owner said, what the service chose, what it can lose.
public struct Summary: Sendable, Hashable {
    /// One sentence a decision of the owner's.
    public let stated: [String]
    /// One sentence a value that the service chose.
    public let chosen: [String]
    /// One sentence for what is open and matters.
    public let open: [String]
    public let maximumLoss: String

    public init(_ design: Design) {
        self.init(design, maximumLoss: MaximumLoss(design.policy))
    }

    init(_ design: Design, maximumLoss: MaximumLoss) {
        stated = Self.sentences(design.spec)
        chosen = Self.sentences(design.defaults)
        open = Self.openSentences(design.effective, design.policy)
        self.maximumLoss = maximumLoss.sentence
    }

    private static func openSentences(_ spec: AgentSpec, _ policy: Policy) -> [String] {
        guard spec.mayMoveMoney else { return [] }
        var open: [String] = []
        if let above = policy.approval.above, let single = policy.cap(.payment)?.limit,
            !policy.hasReachableThreshold
        {
            open.append(
                "Nobody is asked because of an amount: one payment is at most \(single), and only "
                    + "above \(above) a person would be.")
        }
        if spec[.allowedRecipients] == nil {
            let ruledOut = spec[.blockedRecipients] == nil ? "" : " whom you did not rule out"
            open.append("It may pay anyone\(ruledOut), within its limits.")
        }
        if spec[.notificationChannel] == nil { open.append("It sends no notices.") }
        return open
    }

    /// Risky values with their amounts in words and digits.
    private static func sentences(_ spec: AgentSpec) -> [String] {
        spec.slotsWorthSaying.compactMap { slot in
            spec[slot].map { value in
                let statement = Statement(slot: slot, value: value)
                return slot.isRisky ? statement.readBack : statement.sentence
            }
        }
    }

    public var text: String {
        guard !stated.isEmpty || !chosen.isEmpty else { return "Nothing is decided yet." }
        var text = ""
        if !stated.isEmpty { text += "You decided:\n" + Self.bullets(stated) }
        if !chosen.isEmpty {
            text += (text.isEmpty ? "" : "\n") + "I chose, and you can change:\n"
            text += Self.bullets(chosen)
        }
        if !open.isEmpty { text += "\nLeft open:\n" + Self.bullets(open) }
        return text + "\n" + maximumLoss
    }

    private static func bullets(_ sentences: [String]) -> String {
        sentences.map { "- " + $0 }.joined(separator: "\n")
    }
}
