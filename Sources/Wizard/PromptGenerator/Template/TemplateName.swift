/// The templates there are; each is a file of `templates/files`.
enum TemplateName: String, Sendable, CaseIterable {
    // Prompts
    case anthropic, elevenlabs, general, openai, realtime, vapi
    // Programs
    case adkTools = "adk_tools"
    case langgraph
    case openaiAgents = "openai_agents"
    // Texts for people
    case document, readme, text

    var file: String { rawValue + ".mustache" }

    /// What it can be filled with.
    var shape: [String: TemplateShape] {
        switch self {
        case .anthropic, .elevenlabs, .general, .openai, .realtime, .vapi: Brief.shape
        case .adkTools, .langgraph, .openaiAgents: PythonTools.shape
        case .document: ExportContext.documentShape
        case .readme: ExportPackage.readmeShape
        case .text: ExportContext.textShape
        }
    }
}
