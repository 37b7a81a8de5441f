import Domain

extension Brief {
    /// What a prompt template is filled with.
    var values: [String: TemplateValue] {
        [
            "name": .text(name), "role": .text(role), "stance": .text(stance),
            "goal": .text(goal),
            "users": .text(FreeText.sentence(words(.targetUsers))),
            "greeting": .text(words(.greetingStyle)),
            "flow": .text(FreeText.sentence(words(.conversationFlow))),
            "maximum_loss": .text(maximumLoss), "style_rules": .group(styleRules),
            "steps": .group(numbered(steps)), "money_rules": .group(moneyRules),
            "approval_rules": .group(approvalRules), "recipient_rules": .group(recipientRules),
            "tools": .items(tools.isEmpty ? [] : [.scope(["items": .items(tools.map(toolValue))])]),
            "failure_rules": .group(failureRules), "unsure_rules": .group(unsureRules),
            "never_rules": .group(neverRules), "owner_rules": .group(ownerRules),
            "edge_cases": .group(edgeCases), "hand_over_rules": .group(handOverRules),
            "stop_rules": .group(stopRules), "context_facts": .group(contextFacts),
            "samples": .group(samples),
            "examples": .items(
                examples.map { example in
                    .scope([
                        "title": .text(example.title), "user": .text(example.user),
                        "agent": .text(example.agent),
                    ])
                }),
        ]
    }

    static let shape: [String: TemplateShape] = [
        "name": .text, "role": .text, "stance": .text, "goal": .text, "users": .text,
        "greeting": .text, "flow": .text, "maximum_loss": .text, "style_rules": .group,
        "steps": .group, "money_rules": .group, "approval_rules": .group,
        "recipient_rules": .group,
        "tools": .scopes([
            "items": .scopes(["tool_name": .text, "tool_title": .text, "tool_use": .text])
        ]),
        "failure_rules": .group, "unsure_rules": .group, "never_rules": .group,
        "owner_rules": .group, "edge_cases": .group, "hand_over_rules": .group,
        "stop_rules": .group, "context_facts": .group, "samples": .group,
        "examples": .scopes(["title": .text, "user": .text, "agent": .text]),
    ]

    /// Every rule as one plain sentence, for clients that show them as a list.
    var instructions: [String] {
        let head =
            ["You are \(name), \(role). \(stance)"]
            + (goal.isEmpty ? [] : ["Your goal: " + goal])
        return head + styleRules + steps + moneyRules + approvalRules + recipientRules
            + ownerRules + edgeCases + failureRules + unsureRules + neverRules + handOverRules
            + stopRules + contextFacts
    }

    private func toolValue(_ tool: ExportTool) -> TemplateValue {
        .scope([
            "tool_name": .text(tool.name), "tool_title": .text(tool.title),
            "tool_use": .text(tool.use),
        ])
    }

    private func numbered(_ steps: [String]) -> [String] {
        steps.enumerated().map { "\($0.offset + 1). \($0.element)" }
    }
}
