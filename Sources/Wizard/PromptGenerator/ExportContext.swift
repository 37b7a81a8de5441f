import Domain
import Hashing
import JSON

/// One design on its way to one platform: what all the renderers share.
struct ExportContext: Sendable {
    let input: ExportInput
    let platform: Platform
    let tools: [ExportTool]
    let brief: Brief
    let templates: TemplateLibrary
    let systemPrompt: String

    init(_ input: ExportInput, _ platform: Platform, _ templates: TemplateLibrary) {
        self.input = input
        self.platform = platform
        self.templates = templates
        tools = ToolTable.tools(of: input)
        brief = Brief(input, tools: tools, medium: platform.medium)
        systemPrompt = templates.text(
            platform.template, brief.values, escape: platform.neutralised)
    }

    var name: String { input.displayName }

    /// For files and identifiers.
    var slug: String { Slug.name(name) }

    var model: String { input.settings.model(for: platform) }

    /// Text of people's own, safe on this platform.
    func safe(_ text: String) -> String { platform.neutralised(text) }

    /// One line about the agent, for lists and cards.
    func summary(countMax: Int = 300) -> String {
        let goal = FreeText.line(input.design.effective.text(.goals) ?? "")
        return FreeText.cut(safe(goal.isEmpty ? brief.role : goal), to: countMax)
    }

    func file(_ ending: String, _ mediaType: String, _ text: String) -> GeneratedFile {
        GeneratedFile(
            name: "\(slug)-\(platform.rawValue).\(ending)", mediaType: mediaType, text: text)
    }

    func jsonFile(_ document: JSONValue) -> GeneratedFile {
        file("json", "application/json", document.prettyText + "\n")
    }

    func yamlFile(_ document: JSONValue) -> GeneratedFile {
        file("yaml", "application/yaml", YAMLWriter.text(document))
    }
}

extension ExportInput {
    /// In hexadecimal: which design an export was made from.
    var designHash: String { Hex.encode(SHA256.hash(design.json.canonical.bytes)) }
}

extension Platform {
    /// Whether people hear it.
    var medium: Brief.Medium {
        switch self {
        case .elevenlabs, .vapi, .openaiRealtime: .spoken
        case .paygent, .openaiResponses, .openaiChat, .openaiAgents, .openaiAgentsAPI,
            .openaiAssistant, .anthropic, .anthropicAgent, .gemini, .googleADK, .langgraph, .agno,
            .agentSpec, .mcp, .mcpConfig, .a2a, .openapi, .n8n, .dify, .generic:
            .written
        }
    }

    /// Whose way of writing the prompt follows.
    var template: TemplateName {
        switch self {
        case .elevenlabs: .elevenlabs
        case .vapi: .vapi
        case .openaiRealtime: .realtime
        case .anthropic, .anthropicAgent: .anthropic
        case .openaiResponses, .openaiChat, .openaiAgents, .openaiAgentsAPI, .openaiAssistant:
            .openai
        case .paygent, .gemini, .googleADK, .langgraph, .agno, .agentSpec, .mcp, .mcpConfig, .a2a,
            .openapi, .n8n, .dify, .generic:
            .general
        }
    }
}

/// What a platform's renderer answers.
struct PlatformExport: Sendable {
    var tools: JSONValue
    /// The document itself, where it is JSON or YAML; otherwise what was chosen.
    var config: JSONValue
    var file: GeneratedFile
    /// How the file is loaded, in one sentence or command.
    var howToLoad: String
    /// What the platform has no place for, or takes only in another form.
    var notes: [String] = []
}
