/// The templates there are; each is a file of `templates/files`.
enum TemplateName: String, Sendable, CaseIterable {
    // Prompts
    case anthropic, elevenlabs, general, openai, realtime, vapi
    // Texts for people
    case document, readme, text

    var file: String { rawValue + ".mustache" }

    /// What it can be filled with.
    var shape: [String: TemplateShape] {
        switch self {
        case .anthropic, .elevenlabs, .general, .openai, .realtime, .vapi: Brief.shape
        case .document: ExportContext.documentShape
        case .readme: ExportPackage.readmeShape
        case .text: ExportContext.textShape
        }
    }
}
