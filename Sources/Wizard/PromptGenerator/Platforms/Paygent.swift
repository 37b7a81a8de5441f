import Domain
import JSON

/// The file that Paygent itself runs.
enum PaygentExport {
    static func agent(_ context: ExportContext) -> PlatformExport {
        let tools = JSONValue.array(context.tools.map(\.genericJSON))
        let file = AgentFile(
            name: context.name, design: context.input.design, workflow: context.input.workflow,
            systemPrompt: context.systemPrompt, tools: tools,
            certificate: context.certificate, prose: context.document)
        return PlatformExport(
            tools: tools,
            config: [
                "schema": .integer(AgentFile.schemaVersion), "name": .string(context.name),
                "registered_as": .string(context.slug),
            ],
            file: GeneratedFile(
                name: "\(context.slug).paygent.md", mediaType: AgentFile.mediaType,
                bytes: file.bytes),
            howToLoad: "paygent run \(context.slug).paygent.md, or POST it to /api/v1/agents")
    }
}

extension ExportContext {
    /// The certificate with the figure that matters most.
    var certificate: [String] { [brief.maximumLoss] + input.certificate.map(FreeText.line) }

    /// The design as a page for people, in Markdown.
    var document: String {
        var values = telling.values
        values["mermaid"] = .text(input.mermaid.isEmpty ? "flowchart TD" : input.mermaid)
        values["certificate"] = .group(input.certificate.map(FreeText.line))
        values["design_sha256"] = .text(basis.designHash)
        return templates.text(.document, values, escape: safe)
    }

    static let documentShape = Brief.shape.merging(
        ["mermaid": .text, "certificate": .group, "design_sha256": .text]
    ) { first, _ in first }

    /// The design without any marks.
    var plainText: String {
        templates.text(
            .text,
            [
                "name": .text(name), "role": .text(brief.role),
                "maximum_loss": .text(brief.maximumLoss), "system_prompt": .text(systemPrompt),
                "certificate": .group(input.certificate.map(FreeText.line)),
                "design_sha256": .text(basis.designHash),
            ])
    }

    static let textShape: [String: TemplateShape] = [
        "name": .text, "role": .text, "maximum_loss": .text, "system_prompt": .text,
        "certificate": .group, "design_sha256": .text,
    ]
}
