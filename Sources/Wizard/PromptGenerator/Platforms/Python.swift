import Domain
import JSON

/// Frameworks that are programs: a file that runs as it is, with the tools written out.
/// Source: the packages `openai-agents` 0.24.0, and `langgraph` 1.2.22 with `langchain` 1.4.7.
enum PythonExport {
    /// One file: `python penny_agent.py`.
    static func openaiAgents(_ context: ExportContext) -> PlatformExport {
        let name = Slug.identifier(context.name)
        return PlatformExport(
            tools: .array(context.tools.map { OpenAIExport.flat($0, isStrict: true) }),
            config: [
                "model": .string(context.model), "files": .strings(["\(name)_agent.py"]),
                "requirements": ["openai-agents==0.24.0"],
            ],
            file: GeneratedFile(
                name: "\(name)_agent.py", mediaType: "text/x-python; charset=utf-8",
                text: PythonTools.text(.openaiAgents, context)),
            howToLoad: "pip install openai-agents==0.24.0, set OPENAI_API_KEY, then: "
                + "python \(name)_agent.py",
            notes: approvalNotes(context))
    }

    /// A folder for `langgraph dev`.
    static func langgraph(_ context: ExportContext) -> PlatformExport {
        let config: JSONValue = [
            "dependencies": ["."],
            "graphs": .object(JSONObject([.init(context.slug, "./agent.py:graph")])),
            "env": ".env", "python_version": "3.12",
        ]
        let requirements = [
            "langgraph==1.2.22", "langchain==1.4.7", "langchain-openai==1.7.3",
        ]
        let files = [
            ("langgraph.json", config.prettyText + "\n"),
            ("agent.py", PythonTools.text(.langgraph, context)),
            ("requirements.txt", requirements.joined(separator: "\n") + "\n"),
            (".env.example", PythonTools.environment(context, ["OPENAI_API_KEY"])),
        ]
        return PlatformExport(
            tools: .array(context.tools.map(\.genericJSON)), config: config,
            file: context.zipFile(files.map { ("\(context.slug)/\($0.0)", $0.1) }),
            howToLoad: "Unpack it, copy .env.example to .env, fill it in, and run: langgraph dev",
            notes: approvalNotes(context))
    }

    private static func approvalNotes(_ context: ExportContext) -> [String] {
        guard context.brief.movesMoney else { return [] }
        if context.asksBeforeEachPayment {
            return [
                "Every tool that moves money stops for a person's yes here, and in Paygent too."
            ]
        }
        return ["Paygent itself asks for approvals; the tool's answer says that it is waiting."]
    }
}

extension ExportContext {
    /// Whether the design wants a person's yes for every payment, so that the framework asks too.
    var asksBeforeEachPayment: Bool { brief.policy.approval.above?.quantity.isZero ?? false }

    func zipFile(_ files: [(name: String, text: String)]) -> GeneratedFile {
        let entries = files.map {
            GeneratedFile(name: $0.name, mediaType: "text/plain", text: $0.text)
        }
        return GeneratedFile(
            name: "\(slug)-\(platform.rawValue).zip", mediaType: "application/zip",
            bytes: ZIPWriter.archive(entries))
    }
}
