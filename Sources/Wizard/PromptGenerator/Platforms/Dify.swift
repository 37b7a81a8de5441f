import Domain
import JSON

/// A Dify chatflow in its DSL 0.6.0: a model decides, the tool's own HTTP node calls, a model
/// tells. The tools travel with the file, because Dify's custom tools do not. Source:
/// `app_dsl_service` of Dify, and the node models of the `graphon` 0.1.2 package.
enum DifyExport {
    static func app(_ context: ExportContext) -> PlatformExport {
        let graph = DifyGraph(context)
        let document: JSONValue = [
            "version": "0.6.0", "kind": "app",
            "app": [
                "name": .string(FreeText.cut(context.safe(context.name), to: 100)),
                "mode": "advanced-chat", "icon": "💸", "icon_type": "emoji",
                "icon_background": "#E6F4F1", "description": .string(context.summary()),
                "use_icon_as_answer_icon": false,
            ],
            "dependencies": [],
            "workflow": [
                "conversation_variables": [],
                "environment_variables": .array(context.secretNames.map(secret)),
                "features": features(context), "graph": graph.json,
            ],
        ]
        return PlatformExport(
            tools: .strings(context.tools.map(\.name)), config: document,
            file: context.yamlFile(document),
            howToLoad: "Dify: Studio, Import DSL file",
            notes: [
                "One tool call for each message: a longer task goes on with the next message.",
                "Pick your own model if the OpenAI plugin is not installed, and fill in the secret "
                    + "environment variables.",
            ])
    }

    private static func secret(_ name: String) -> JSONValue {
        [
            "id": .string(UUIDText.text("dify/" + name)), "name": .string(name), "value": "",
            "value_type": "secret", "description": "", "selector": ["env", .string(name)],
        ]
    }

    private static func features(_ context: ExportContext) -> JSONValue {
        [
            "opening_statement": .string(
                Greeting.isForeign(context) ? "" : Greeting.text(context)),
            "suggested_questions": [],
            "suggested_questions_after_answer": ["enabled": false],
            "retriever_resource": ["enabled": false],
            "sensitive_word_avoidance": ["enabled": false],
            "speech_to_text": ["enabled": false], "text_to_speech": ["enabled": false],
            "file_upload": ["enabled": false],
        ]
    }
}
