import Domain
import JSON

/// One design in every form at once.
struct ExportPackage: Sendable {
    private let basis: ExportBasis
    private let context: ExportContext
    private let prompts: [Prompt]
    private let templates: TemplateLibrary

    init(_ basis: ExportBasis, prompts: [Prompt], templates: TemplateLibrary) {
        self.basis = basis
        self.prompts = prompts
        self.templates = templates
        context = ExportContext(basis, .generic, templates)
    }

    private var input: ExportInput { basis.input }

    func file(_ format: PackageFormat) -> GeneratedFile {
        switch format {
        case .json: named("json", "application/json", document.prettyText + "\n")
        case .yaml: named("yaml", "application/yaml", YAMLWriter.text(document))
        case .markdown: named("md", "text/markdown; charset=utf-8", context.document)
        case .text: named("txt", "text/plain; charset=utf-8", context.plainText)
        case .mermaid: named("mmd", "text/vnd.mermaid", diagram)
        case .zip:
            GeneratedFile(
                name: context.slug + ".zip", mediaType: "application/zip",
                bytes: ZIPWriter.archive(allFiles))
        }
    }

    private var diagram: String { input.mermaid.isEmpty ? "flowchart TD\n" : input.mermaid }

    private func named(_ ending: String, _ mediaType: String, _ text: String) -> GeneratedFile {
        GeneratedFile(name: "\(context.slug).\(ending)", mediaType: mediaType, text: text)
    }

    /// Everything there is to know, as data.
    var document: JSONValue {
        [
            "name": .string(context.name), "slug": .string(context.slug),
            "design": input.design.json, "policy": input.design.policy.json,
            "maximum_loss": input.maximumLoss.json, "workflow": input.workflow.json,
            "mermaid_diagram": .string(input.mermaid),
            "state_diagram": .string(input.stateDiagram),
            "certificate": .strings(context.certificate),
            "design_sha256": .string(basis.designHash),
            "prompts": .object(
                JSONObject(prompts.map { .init($0.platform.rawValue, $0.json) })),
        ]
    }

    private var allFiles: [GeneratedFile] {
        let texts: [PackageFormat] = [.json, .yaml, .markdown, .text, .mermaid]
        let head = [
            GeneratedFile(name: "README.md", mediaType: "text/markdown", text: readme),
            GeneratedFile(name: ".env.example", mediaType: "text/plain", text: environment),
        ]
        return head + texts.map(file)
            + prompts.map { prompt in
                var file = prompt.file
                file.name = "platforms/" + file.name
                return file
            }
    }

    private var environment: String {
        let lines = ["# Where Paygent runs.", "PAYGENT_URL=\(input.settings.serverURL)"]
        let secrets = context.secretNames.map { "\($0)=" }
        let note = secrets.isEmpty ? [] : ["# Fill these in where the agent runs, never here."]
        return (lines + note + secrets).joined(separator: "\n") + "\n"
    }

    private var readme: String {
        templates.text(
            .readme,
            [
                "name": .text(context.name), "maximum_loss": .text(context.brief.maximumLoss),
                "server": .text(input.settings.serverURL),
                "files": .items(
                    prompts.map { prompt in
                        .scope([
                            "file_name": .text("platforms/" + prompt.file.name),
                            "platform": .text(prompt.platform.rawValue),
                            "how_to_load": .text(prompt.metadata["how_to_load"]?.string ?? ""),
                        ])
                    }),
                "remarks": .items(
                    prompts.flatMap { prompt in
                        (prompt.metadata["notes"]?.array ?? []).compactMap(\.string).map { note in
                            .scope([
                                "platform": .text(prompt.platform.rawValue), "remark": .text(note),
                            ])
                        }
                    }),
                "secrets": .group(context.secretNames),
                "certificate": .group(input.certificate.map(FreeText.line)),
                "design_sha256": .text(basis.designHash),
            ])
    }

    static let readmeShape: [String: TemplateShape] = [
        "name": .text, "maximum_loss": .text, "server": .text,
        "files": .scopes(["file_name": .text, "platform": .text, "how_to_load": .text]),
        "remarks": .scopes(["platform": .text, "remark": .text]), "secrets": .group,
        "certificate": .group, "design_sha256": .text,
    ]
}
