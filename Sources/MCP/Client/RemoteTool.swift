internal import Hashing
public import JSON

/// A tool that another server offers, as it describes it: words that nobody here vouches for.
public struct RemoteTool: Sendable, Hashable {
    /// Source: SEP-986, `[A-Za-z0-9._-]{1,128}`.
    public let name: String
    /// One line; empty when the server says nothing.
    public let description: String
    public let parameters: [Parameter]
    /// Whether sending it twice is as sending it once, by the server's own word.
    public let isIdempotent: Bool
    /// SHA-256 over everything that says what the tool is: another one is another tool.
    public let pin: String

    public struct Parameter: Sendable, Hashable {
        public let name: String
        /// JSON Schema's words.
        public let type: String
        public let summary: String
        public let isRequired: Bool
    }

    public static let nameBytesMax = 128
    public static let entryBytesMax = 64 << 10
    public static let descriptionCountMax = 1_000
    public static let summaryCountMax = 300
    private static let pinned = [
        "name", "title", "description", "inputSchema", "outputSchema", "annotations",
    ]

    /// - Parameter json: one entry of `tools/list`.
    /// - Throws: `.notUnderstood`, `.tooMuch`.
    public init(_ json: JSONValue) throws(ExchangeFailure) {
        guard let entry = json.object, let name = entry["name"]?.string, Self.isName(name) else {
            throw .notUnderstood("a tool has no name, or none of letters, digits, '.', '_' and '-'")
        }
        guard let schema = entry["inputSchema"]?.object, schema["type"] == "object" else {
            throw .notUnderstood("the tool \(name) has no input schema")
        }
        let said = entry["description"] ?? ""
        guard let description = said.string else {
            throw .notUnderstood("the description of the tool \(name) is no text")
        }
        let kept = JSONObject(entry.members.filter { Self.pinned.contains($0.name) })
        let bytes = JSONValue.object(kept).canonical.bytes
        guard bytes.count <= Self.entryBytesMax else { throw .tooMuch("the tool \(name)") }
        self.name = name
        self.description = RemoteText.line(description, countMax: Self.descriptionCountMax)
        parameters = try Self.parameters(schema, of: name)
        let hints = entry["annotations"]
        isIdempotent = hints?["readOnlyHint"] == true || hints?["idempotentHint"] == true
        pin = Hex.encode(SHA256.hash(bytes))
    }

    private static func parameters(
        _ schema: JSONObject, of tool: String
    ) throws(ExchangeFailure) -> [Parameter] {
        let properties = schema["properties"] ?? [:]
        let required = schema["required"] ?? []
        guard let members = properties.object?.members, let names = required.array else {
            throw .notUnderstood("the input schema of the tool \(tool) is none")
        }
        let needed = Set(names.compactMap(\.string))
        return members.map { member in
            Parameter(
                name: member.name, type: type(of: member.value),
                summary: RemoteText.line(
                    member.value["description"]?.string ?? "", countMax: summaryCountMax),
                isRequired: needed.contains(member.name))
        }
    }

    /// The first type that is not null; text where a schema says none. Python's `int | None` comes
    /// as `anyOf`.
    private static func type(of schema: JSONValue) -> String {
        let named = [schema["type"]?.string] + (schema["type"]?.array ?? []).map(\.string)
        let either = (schema["anyOf"]?.array ?? []).map { $0["type"]?.string }
        return (named + either).compactMap(\.self).first { $0 != "null" } ?? "string"
    }

    private static func isName(_ name: String) -> Bool {
        (1...nameBytesMax).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
                    || "._-".utf8.contains(byte)
            }
    }
}

extension RemoteTool {
    public static let toolsMax = 256

    /// - Parameter entries: the member `tools` of a result of `tools/list`.
    /// - Throws: `.notUnderstood` also for two tools of one name: which one is meant is a guess.
    public static func all(
        in entries: JSONValue?, after known: [RemoteTool] = []
    ) throws(ExchangeFailure) -> [RemoteTool] {
        guard let entries = entries?.array else { throw .notUnderstood("it lists no tools") }
        guard known.count + entries.count <= toolsMax else {
            throw .tooMuch("more than \(toolsMax) tools")
        }
        var tools = known
        var names = Set(known.map(\.name))
        for entry in entries {
            let tool = try RemoteTool(entry)
            guard names.insert(tool.name).inserted else {
                throw .notUnderstood("two tools are called \(tool.name)")
            }
            tools.append(tool)
        }
        return tools
    }
}
