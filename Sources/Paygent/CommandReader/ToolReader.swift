public import Domain
internal import JSON

/// Reads orders that name one of the agent's own tools: "call get_rates with base EUR". A tool is
/// used when it is named as it is called, and never because its description seems to fit.
public enum ToolReader {
    /// - Parameter other: reads the parts of the message that name no tool.
    /// - Returns: nil when the text names none of the tools, or does not order its use.
    public static func read(
        _ text: String, tools: [HTTPTool], other: (String) -> Command
    ) -> Command? {
        guard text.utf8.count <= 10_000, !tools.isEmpty else { return nil }
        if case .refuse = other(text) { return nil }
        var commands: [Command] = []
        var isNamed = false
        var rest = ""
        func closeRest() {
            if !rest.isEmpty { commands += flattened(other(rest)) }
            rest = ""
        }
        for part in parts(text) {
            if let use = use(part, tools) {
                closeRest()
                commands.append(.use(use))
                isNamed = true
            } else {
                rest += rest.isEmpty ? part : ", then " + part
            }
        }
        closeRest()
        guard isNamed else { return nil }
        return commands.count == 1 ? commands[0] : .multiStep(commands)
    }

    private static func flattened(_ command: Command) -> [Command] {
        switch command {
        case .multiStep(let commands): commands
        case .none: []
        default: [command]
        }
    }

    private static func parts(_ text: String) -> [String] {
        var parts: [[Substring]] = [[]]
        for word in text.split(whereSeparator: \.isWhitespace) {
            if word.lowercased() == "then" {
                if parts[parts.count - 1].last?.lowercased() == "and" {
                    parts[parts.count - 1].removeLast()
                }
                parts.append([])
            } else if word.hasSuffix(";") {
                parts[parts.count - 1].append(word.dropLast())
                parts.append([])
            } else {
                parts[parts.count - 1].append(word)
            }
        }
        return parts.map { words in
            var part = words.joined(separator: " ")
            while part.hasSuffix(",") || part.hasSuffix(".") { part.removeLast() }
            return part
        }.filter { !$0.isEmpty }
    }

    private static func use(_ part: String, _ tools: [HTTPTool]) -> Command.ToolUse? {
        let words = part.split(separator: " ").map(String.init)
        guard !part.hasSuffix("?") else { return nil }
        for (place, word) in words.prefix(leadMax).enumerated() {
            let bare = word.lowercased().filter { $0 != "`" && $0 != "'" && $0 != ":" && $0 != "," }
            if let tool = tools.first(where: { $0.name == bare }) {
                let rest = words[(place + 1)...].drop { $0.lowercased() == "tool" }
                    .joined(separator: " ")
                return Command.ToolUse(
                    tool: tool.name, arguments: ToolArguments(rest, of: tool).object)
            }
            guard leads.contains(bare) else { return nil }
        }
        return nil
    }

    /// What may stand before the name of a tool in an order.
    private static let leads: Set<String> = [
        "please", "call", "use", "run", "invoke", "execute", "ask", "query", "try", "now", "can",
        "you", "could", "the", "my", "our", "tool", "first", "and", "also", "fetch", "get", "from",
    ]
    private static let leadMax = 8
}

/// The arguments behind a tool's name: a JSON object, `name=value`, or "name value, name value".
struct ToolArguments {
    private(set) var object = JSONObject()

    init(_ text: String, of tool: HTTPTool) {
        if let brace = text.firstIndex(of: "{"),
            let given = (try? JSONValue(parsing: String(text[brace...])))?.object
        {
            object = given
            return
        }
        let words = Self.words(text)
        let names = tool.parameters.map { $0.name.lowercased() }
        var index = 0
        var said: [(name: String, words: [String])] = []
        var unnamed: [String] = []
        while index < words.count {
            let (name, value) = Self.pair(words[index])
            if let place = names.firstIndex(of: name.lowercased()) {
                said.append((tool.parameters[place].name, value.map { [$0] } ?? []))
            } else if !said.isEmpty, words[index] != "," {
                said[said.count - 1].words.append(words[index])
            } else {
                unnamed.append(words[index])
            }
            index += 1
        }
        for pair in said {
            let parameter = tool.parameters.first { $0.name == pair.name }
            object[pair.name] = Self.value(pair.words, parameter?.type ?? "string")
        }
        let open = tool.parameters.filter { $0.isRequired && object[$0.name] == nil }
        let value = unnamed.drop { Self.joints.contains($0.lowercased()) }
        if said.isEmpty, open.count == 1, !value.isEmpty {
            object[open[0].name] = Self.value(Array(value), open[0].type)
        }
    }

    /// Commas stand by themselves, quotation marks are taken off.
    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").flatMap { word -> [String] in
            let bare = word.filter { $0 != "\"" && $0 != "'" && $0 != "`" }
            guard bare.hasSuffix(",") else { return [String(bare)] }
            return [String(bare.dropLast()), ","].filter { !$0.isEmpty }
        }
    }

    private static func pair(_ word: String) -> (name: String, value: String?) {
        guard let sign = word.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            return (word, nil)
        }
        let value = String(word[word.index(after: sign)...])
        return (String(word[..<sign]), value.isEmpty ? nil : value)
    }

    private static func value(_ words: [String], _ type: String) -> JSONValue {
        var words = words.filter { $0 != "," }
        if let last = words.last, last.lowercased() == "and" { words.removeLast() }
        if words.count > 1, joints.contains(words[0].lowercased()) || words[0] == "=" {
            words.removeFirst()
        }
        let text = words.joined(separator: " ")
        switch type {
        case "number", "integer", "boolean", "array", "object":
            do { return try JSONValue(parsing: text.lowercased()) } catch { return .string(text) }
        default: return .string(text)
        }
    }

    private static let joints: Set<String> = [
        "with", "for", "of", "on", "in", "is", "as", "and", "to", "where",
    ]
}
