public import Domain
public import JSON

/// Writes one design for each platform: the text, the tools, and the file that loads there.
public struct PromptGenerator: Sendable {
    private let templates: TemplateLibrary

    /// - Parameter overrides: a user's own templates by file name; each replaces the built-in one.
    /// - Throws: `TemplateError` with the file and line of a template that cannot be used.
    public init(overrides: [String: String] = [:]) throws(TemplateError) {
        templates = try TemplateLibrary(overrides: overrides)
    }

    /// - Throws: `.gone` for a platform that its vendor has shut down.
    public func prompt(
        for input: ExportInput, platform: Platform
    ) throws(ExportError) -> Prompt {
        try prompt(ExportBasis(input), platform)
    }

    private func prompt(
        _ basis: ExportBasis, _ platform: Platform
    ) throws(ExportError) -> Prompt {
        let context = ExportContext(basis, platform, templates)
        let export = try Self.export(context)
        return Prompt(
            platform: platform, systemPrompt: context.systemPrompt,
            instructions: context.telling.instructions, tools: export.tools, config: export.config,
            metadata: [
                "model": .string(context.model), "how_to_load": .string(export.howToLoad),
                "notes": .strings(export.notes),
                "secrets": .strings(context.secretNames),
                "maximum_loss": .string(context.brief.maximumLoss),
                "design_sha256": .string(basis.designHash), "sha256": .string(export.file.sha256),
                "media_type": .string(export.file.mediaType),
            ],
            file: export.file)
    }

    private static func export(_ context: ExportContext) throws(ExportError) -> PlatformExport {
        switch context.platform {
        case .openaiResponses: OpenAIExport.responses(context)
        case .openaiChat: OpenAIExport.chat(context)
        case .openaiAgentsAPI: OpenAIExport.agentsAPI(context)
        case .openaiRealtime: OpenAIExport.realtime(context)
        case .openaiAssistant:
            throw .gone(.openaiAssistant, migration: OpenAIExport.assistantMigration)
        case .anthropic: AnthropicExport.messages(context)
        case .anthropicAgent: AnthropicExport.agent(context)
        case .elevenlabs: ElevenLabsExport.agent(context)
        case .paygent: PaygentExport.agent(context)
        case .openaiAgents: PythonExport.openaiAgents(context)
        case .langgraph: PythonExport.langgraph(context)
        case .vapi: VapiExport.assistant(context)
        case .gemini: GoogleExport.gemini(context)
        case .googleADK: GoogleExport.adk(context)
        case .agno: FrameworkExport.agno(context)
        case .agentSpec: FrameworkExport.agentSpec(context)
        case .mcp: ProtocolExport.mcp(context)
        case .mcpConfig: ProtocolExport.mcpConfig(context)
        case .a2a: ProtocolExport.a2a(context)
        case .openapi: OpenAPIExport.document(context)
        case .n8n: N8nExport.workflow(context)
        case .dify: DifyExport.app(context)
        case .generic: GenericExport.document(context)
        }
    }

    /// Every platform that still exists.
    public func prompts(for input: ExportInput) -> [Prompt] { prompts(ExportBasis(input)) }

    private func prompts(_ basis: ExportBasis) -> [Prompt] {
        Platform.allCases.compactMap { platform in
            // The one failure there is: the platform is gone, and has no file.
            do { return try prompt(basis, platform) } catch { return nil }
        }
    }

    /// The whole package in one form.
    public func package(for input: ExportInput, format: PackageFormat) -> GeneratedFile {
        switch format {
        case .json, .yaml, .zip: package(input).file(format)
        case .markdown, .text, .mermaid:
            ExportPackage(ExportBasis(input), prompts: [], templates: templates).file(format)
        }
    }

    /// The whole package as data, as `GET /prompts/{session_id}/export` answers it.
    public func document(for input: ExportInput) -> JSONValue { package(input).document }

    /// - Throws: `.gone` for a platform that its vendor has shut down.
    public func file(
        for input: ExportInput, format: ExportFormat
    ) throws(ExportError) -> GeneratedFile {
        switch format {
        case .package(let format): package(for: input, format: format)
        case .platform(let platform): try prompt(for: input, platform: platform).file
        }
    }

    private func package(_ input: ExportInput) -> ExportPackage {
        let basis = ExportBasis(input)
        return ExportPackage(basis, prompts: prompts(basis), templates: templates)
    }
}
