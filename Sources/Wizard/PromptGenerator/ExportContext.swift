import Domain
import Hashing
import JSON

/// What is the same for all platforms, worked out once.
struct ExportBasis: Sendable {
    let input: ExportInput
    let tools: [ExportTool]
    let designHash: String
    let slug: String
    /// For readers, and for listeners.
    let written: Telling
    let spoken: Telling

    /// A brief and what it says.
    struct Telling: Sendable {
        let brief: Brief
        let values: [String: TemplateValue]
        let instructions: [String]

        init(_ brief: Brief) {
            self.brief = brief
            values = brief.values
            instructions = brief.instructions
        }
    }

    init(_ input: ExportInput) {
        self.input = input
        tools = ToolTable.tools(of: input)
        slug = Slug.name(input.displayName)
        designHash = Hex.encode(SHA256.hash(input.design.json.canonical.bytes))
        written = Telling(Brief(input, tools: tools, medium: .written))
        spoken = Telling(Brief(input, tools: tools, medium: .spoken))
    }
}

/// One design on its way to one platform: what all the renderers share.
struct ExportContext: Sendable {
    let basis: ExportBasis
    let platform: Platform
    let templates: TemplateLibrary
    let systemPrompt: String

    init(_ basis: ExportBasis, _ platform: Platform, _ templates: TemplateLibrary) {
        self.basis = basis
        self.platform = platform
        self.templates = templates
        let telling = platform.medium == .spoken ? basis.spoken : basis.written
        systemPrompt = templates.text(
            platform.template, telling.values, escape: platform.neutralised)
    }

    var input: ExportInput { basis.input }

    var tools: [ExportTool] { basis.tools }

    var telling: ExportBasis.Telling { platform.medium == .spoken ? basis.spoken : basis.written }

    var brief: Brief { telling.brief }

    var name: String { brief.name }

    /// For files and identifiers.
    var slug: String { basis.slug }

    var model: String { input.settings.model(for: platform) }

    /// Text of people's own, safe on this platform.
    func safe(_ text: String) -> String { platform.neutralised(text) }

    /// One line about the agent, for lists and cards.
    func summary(countMax: Int = 300) -> String {
        let goal = Purpose(input.design.effective.text(.goals) ?? "").heading
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
