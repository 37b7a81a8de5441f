import Domain
import JSON

/// Python source: the tools as functions, put into a framework's frame.
enum PythonTools {
    static func text(_ template: TemplateName, _ context: ExportContext) -> String {
        context.templates.text(
            template,
            [
                "agent_name": .text(literal(context.name)), "slug": .text(literal(context.slug)),
                "model": .text(literal(context.model)),
                "prompt": .text(block(context.systemPrompt)),
                "functions": .items(context.tools.map { function($0, context) }),
                "tool_names": .text(context.tools.map(\.name).joined(separator: ", ")),
                "money_tools": .text(
                    context.asksBeforeEachPayment
                        ? context.tools.filter(\.movesMoney).map { "\(literal($0.name)): True" }
                            .joined(separator: ", ") : ""),
            ])
    }

    static let shape: [String: TemplateShape] = [
        "agent_name": .text, "slug": .text, "model": .text, "prompt": .text,
        "functions": .scopes([
            "function": .text, "signature": .text, "documentation": .text, "method": .text,
            "url": .text, "path": .text, "query": .text, "body": .text, "secrets": .text,
            "needs_approval": .text, "is_loose": .text,
        ]),
        "tool_names": .text, "money_tools": .text,
    ]

    static func environment(_ context: ExportContext, _ first: [String]) -> String {
        (first + context.secretNames).map { "\($0)=\n" }.joined()
    }

    private static func function(_ tool: ExportTool, _ context: ExportContext) -> TemplateValue {
        let asks = tool.movesMoney && context.asksBeforeEachPayment
        return .scope([
            "function": .text(tool.name), "signature": .text(signature(tool)),
            "documentation": .text(documentation(tool, context)),
            "method": .text(literal(tool.method)), "url": .text(literal(tool.url)),
            "path": .text(arguments(tool, .path)), "query": .text(arguments(tool, .query)),
            "body": .text(arguments(tool, .body)),
            "secrets": .text(
                "{"
                    + tool.headers.map { "\(literal($0.name)): \(literal($0.secretName))" }
                    .joined(separator: ", ") + "}"),
            "needs_approval": .text(asks ? "True" : ""),
            "is_loose": .text(tool.canBeStrict ? "" : "True"),
        ])
    }

    /// What must be given comes first: Python wants it so.
    private static func signature(_ tool: ExportTool) -> String {
        let required = tool.parameters.filter(\.isRequired).map { "\($0.identifier): \($0.hint)" }
        let optional = tool.parameters.filter { !$0.isRequired }
            .map { "\($0.identifier): \($0.hint) | None = None" }
        return (required + optional).joined(separator: ", ")
    }

    private static func arguments(
        _ tool: ExportTool, _ place: ExportTool.Parameter.Place
    ) -> String {
        var items = tool.parameters.filter { $0.place == place }
            .map { "\(literal($0.name)): \($0.identifier)" }
        let holdsConstants: ExportTool.Parameter.Place =
            ["POST", "PUT", "PATCH"].contains(tool.method) ? .body : .query
        if place == holdsConstants {
            items += tool.constants.map { "\(literal($0.name)): \(literal($0.value))" }
        }
        return "{" + items.joined(separator: ", ") + "}"
    }

    private static func documentation(_ tool: ExportTool, _ context: ExportContext) -> String {
        var text = tool.description
        if !tool.parameters.isEmpty {
            text += "\n\n    Args:"
            for parameter in tool.parameters {
                text += "\n        \(parameter.identifier): \(parameter.summary)"
            }
            text += "\n    "
        }
        return "\"\"\"" + escaped(context.safe(text)) + "\"\"\""
    }
}

extension PythonTools {
    /// A string literal on one line; JSON's is one of Python's too.
    static func literal(_ text: String) -> String {
        withoutHiddenMarks(JSONValue.string(text).text)
    }

    /// A string literal over many lines, as people read it.
    static func block(_ text: String) -> String { "\"\"\"\\\n" + escaped(text) + "\n\"\"\"" }

    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") {
                result.append(UInt8(ascii: "\\"))
            }
            result.append(byte)
        }
        return withoutHiddenMarks(String(decoding: result, as: UTF8.self))
    }

    /// Marks that turn the direction of text could hide what a program does. Source: CVE-2021-42574.
    private static func withoutHiddenMarks(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar) {
                result += "\\u" + String(scalar.value, radix: 16)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069: true
        default: false
        }
    }
}

extension ExportTool.Parameter {
    fileprivate var hint: String {
        switch type {
        case .string: "str"
        case .number: "float"
        case .integer: "int"
        case .boolean: "bool"
        case .array: "list[str]"
        case .object: "dict"
        }
    }
}
