internal import MCP
internal import Web

extension MCPTool {
    /// Every tool that `/mcp` offers, in the order in which a person meets them.
    static let all: [MCPTool] = design + agents + builtIn + approvals + money

    private static let sessionID = ToolDescription.Parameter(
        "session_id", "The session_id that design_start gave.", isRequired: true)

    private static let design: [MCPTool] = [
        MCPTool(
            ToolDescription(
                "design_start", "Begin a design",
                "Begins to design a payment agent by talking. The answer has the session_id and the "
                    + "wizard's first question; go on with design_message.",
                .adds,
                [
                    .init("initial_message", "What the agent is to do, in the person's own words."),
                    .init("template", "The name of a starter, instead of beginning with nothing."),
                ]), .post, "/api/v1/sessions/create"),
        MCPTool(
            ToolDescription(
                "design_message", "Say something to the wizard",
                "Tells the wizard one message: wishes, limits, corrections, answers. Pass on the "
                    + "person's own words; 'you decide' skips a question, 'yes, ship it' finishes "
                    + "the review. The answer says what changed and what is asked next.",
                .adds,
                [sessionID, .init("message", "What the person says.", isRequired: true)]),
            .post, "/api/v1/sessions/{session_id}/message"),
        MCPTool(
            ToolDescription(
                "design_show", "Show a design",
                "Shows what is collected, what is missing, the most that can be lost in 24 hours, "
                    + "and from the review on the workflow with its proof.",
                .reads, [sessionID]),
            .get, "/api/v1/sessions/{session_id}/status", "/api/v1/workflows/{session_id}"),
        MCPTool(
            ToolDescription(
                "export_prompt", "Export a design",
                "Gives one file of a design: a package or the prompt for one platform.", .reads,
                [
                    sessionID,
                    .init(
                        "format",
                        "json (the default), yaml, markdown, text, mermaid, zip, or a platform such "
                            + "as paygent, openai_responses, anthropic, gemini."),
                ]), .get, "/api/v1/prompts/{session_id}/export/download"),
    ]

    private static let agents: [MCPTool] = [
        MCPTool(
            ToolDescription(
                "register_agent", "Make a finished design an agent",
                "Registers a completed design as an agent that can run. It is refused when its "
                    + "proof fails.", .adds, [sessionID]), .post, "/api/v1/agents"),
        MCPTool(
            ToolDescription(
                "list_agents", "List agents", "The registered agents, with their limits.", .reads,
                page), .get, "/api/v1/agents"),
        MCPTool(
            ToolDescription(
                "run_agent", "Tell an agent what to do",
                "Carries out one command, which may pay inside the agent's budgets. A payment that "
                    + "needs a person's yes is left waiting: show the person the entry in "
                    + "'approvals', and never decide for them.",
                .pays,
                [
                    .init(
                        "command", "What is to be done, such as: buy today's weather quote.",
                        isRequired: true),
                    .init("agent", "The agent's name; without it the built-in one, paygent."),
                    .init("session_id", "An earlier run's session_id, to go on in that session."),
                    .init("budget_limit_usd", "The most that this command may cost, such as 0.50."),
                    .init(
                        keyName,
                        "A key of your own: the same command with the same key is carried out once."
                    ),
                ]), .post, "/api/v1/agent/execute"),
    ]

    private static let decision: [ToolDescription.Parameter] = [
        .init("approval_id", "The id of the approval.", isRequired: true),
        .init("hash", "The hash that was shown with the payment.", isRequired: true),
        .init("approver", "Who decides; without it the owner."),
    ]

    private static let approvals: [MCPTool] = [
        MCPTool(
            ToolDescription(
                "list_approvals", "List what waits for a person",
                "The payments that wait for a person's yes or no, each with its hash.", .reads),
            .get, "/api/v1/approvals/pending"),
        MCPTool(
            ToolDescription(
                "approve", "Approve a payment",
                "Pays exactly what was shown. Call it only when the person has seen this payment "
                    + "and has said yes to it.", .pays, decision),
            .post, "/api/v1/approvals/{approval_id}/approve"),
        MCPTool(
            ToolDescription(
                "reject", "Reject a payment",
                "Says no: the payment that was shown is never made.", .ends,
                decision + [.init("reason", "Why, for the record.")]),
            .post, "/api/v1/approvals/{approval_id}/reject"),
    ]

    private static let money: [MCPTool] = [
        MCPTool(
            ToolDescription(
                "wallet_balance", "Show the wallet", "What the wallet holds on one network.",
                .reads,
                [
                    .init("tokens", "Symbols between commas, such as USDC,CRO; without it, all."),
                    .init("network", "Such as eip155:338; without it the test network."),
                ]), .get, "/api/v1/wallet/balance"),
        MCPTool(
            ToolDescription(
                "payments_history", "List payments", "Payments, the newest first.", .reads,
                [
                    .init(
                        "status", "Only those that stand so.",
                        .choice(["pending", "unresolved", "completed", "failed"])),
                    .init("agent", "Only this agent's."),
                    .init("from", "Not before this time, such as 2026-11-20T09:00:00Z."),
                    .init("to", "Before this time."),
                ] + page), .get, "/api/v1/payments/history"),
    ]

    static let page: [ToolDescription.Parameter] = [
        .init("limit", "How many, 50 unless told.", .wholeNumber(1...200)),
        .init("cursor", "The next_cursor of the page before."),
    ]
}
