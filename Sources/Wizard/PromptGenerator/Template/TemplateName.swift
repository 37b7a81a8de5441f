/// The templates there are; each is a file of `templates/files`.
enum TemplateName: String, Sendable, CaseIterable {
    case anthropic, elevenlabs, general, openai, realtime, vapi

    var file: String { rawValue + ".mustache" }

    /// What it can be filled with.
    var shape: [String: TemplateShape] {
        switch self {
        case .anthropic, .elevenlabs, .general, .openai, .realtime, .vapi: Brief.shape
        }
    }
}
