public import Domain

/// Everything an export is made of. Nothing else goes into its bytes: no clock, no random number.
public struct ExportInput: Sendable, Hashable {
    public var design: Design
    public var workflow: Workflow
    /// As its owner calls the agent; empty when it has no name yet.
    public var agentName: String
    /// The workflow as a Mermaid `flowchart`.
    public var mermaid: String
    /// The workflow as a Mermaid `stateDiagram-v2`; empty: left out.
    public var stateDiagram: String
    /// One line for each proven property, and what it was proven about.
    public var certificate: [String]
    public var settings: ExportSettings

    public init(
        design: Design, workflow: Workflow, agentName: String, mermaid: String,
        stateDiagram: String = "", certificate: [String] = [],
        settings: ExportSettings = ExportSettings()
    ) {
        self.design = design
        self.workflow = workflow
        self.agentName = agentName
        self.mermaid = mermaid
        self.stateDiagram = stateDiagram
        self.certificate = certificate
        self.settings = settings
    }

    /// What can be lost in 24 hours, whatever any model does.
    public var maximumLoss: MaximumLoss { MaximumLoss(design.policy) }
}

/// What an installation decides about its exports.
public struct ExportSettings: Sendable, Hashable {
    /// Where exported agents reach Paygent, without a slash at the end: the service that holds the
    /// budget and signs. A model never pays by itself.
    public var serverURL: String
    /// A platform's model, where it is not to be the usual one.
    public var models: [Platform: String]

    /// A name reserved for examples (RFC 2606): visibly to be replaced.
    public static let serverURLPlaceholder = "https://paygent.example.com"

    public init(serverURL: String = serverURLPlaceholder, models: [Platform: String] = [:]) {
        self.serverURL = serverURL
        self.models = models
    }

    public func model(for platform: Platform) -> String {
        models[platform] ?? platform.defaultModel
    }
}

extension Platform {
    /// The model that an export names when nobody chose one. Source: the vendors' lists as of
    /// November 2026; every one of them has no shutdown date.
    var defaultModel: String {
        switch self {
        case .openaiRealtime: "gpt-realtime-2"
        case .vapi: "gpt-5.4-mini"
        case .anthropic, .anthropicAgent: "claude-sonnet-5-5"
        case .elevenlabs, .gemini, .googleADK: "gemini-3.5-flash"
        case .paygent, .openaiResponses, .openaiChat, .openaiAgents, .openaiAgentsAPI,
            .openaiAssistant, .langgraph, .agno, .agentSpec, .mcp, .mcpConfig, .a2a, .openapi,
            .n8n, .dify, .generic:
            "gpt-6-luna"
        }
    }
}
