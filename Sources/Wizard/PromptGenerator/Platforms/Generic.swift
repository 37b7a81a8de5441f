import Domain
import JSON

/// For every platform that has no export of its own: the prompt, the tools with their calls, and
/// the rules as data.
enum GenericExport {
    static func document(_ context: ExportContext) -> PlatformExport {
        let tools = JSONValue.array(context.tools.map(\.genericJSON))
        let document: JSONValue = [
            "name": .string(context.name), "slug": .string(context.slug),
            "model": .string(context.model), "system_prompt": .string(context.systemPrompt),
            "instructions": .strings(context.telling.instructions), "tools": tools,
            "policy": context.input.design.policy.json,
            "maximum_loss": context.input.maximumLoss.json,
            "design_sha256": .string(context.basis.designHash),
        ]
        return PlatformExport(
            tools: tools, config: document, file: context.jsonFile(document),
            howToLoad: "Give system_prompt to any model and offer it the tools.")
    }
}

extension ExportTool {
    /// The tool with the call behind it; secrets by name.
    var genericJSON: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "input_schema": schema, "method": .string(method), "url": .string(url),
            "moves_money": .bool(movesMoney),
        ]
        if !constants.isEmpty {
            object["constants"] = .object(
                JSONObject(constants.map { .init($0.name, .string($0.value)) }))
        }
        if !headers.isEmpty {
            object["headers"] = .object(
                JSONObject(headers.map { .init($0.name, ["secret": .string($0.secretName)]) }))
        }
        return .object(object)
    }
}
