public import Domain
import Hashing
public import JSON

/// One design as one platform takes it.
public struct Prompt: Sendable, Hashable {
    public var platform: Platform
    /// The whole text the model is given, in that platform's way of writing.
    public var systemPrompt: String
    /// The rules of the system prompt, one by one, in plain sentences.
    public var instructions: [String]
    /// The tools in that platform's form; an empty array when it has none.
    public var tools: JSONValue
    /// The document that the platform reads, where it is JSON or YAML; otherwise what was chosen.
    public var config: JSONValue
    /// Model, how to import, what was left out or changed on the way.
    public var metadata: JSONValue
    public var file: GeneratedFile

    public init(
        platform: Platform, systemPrompt: String, instructions: [String], tools: JSONValue,
        config: JSONValue, metadata: JSONValue, file: GeneratedFile
    ) {
        self.platform = platform
        self.systemPrompt = systemPrompt
        self.instructions = instructions
        self.tools = tools
        self.config = config
        self.metadata = metadata
        self.file = file
    }

    /// As `POST /prompts/{id}/generate` answers it.
    public var json: JSONValue {
        [
            "format": .string(platform.rawValue), "system_prompt": .string(systemPrompt),
            "instructions": .strings(instructions), "tools": tools, "config": config,
            "filename": .string(file.name), "metadata": metadata,
        ]
    }
}

/// A file to download: the same design always gives the same name and bytes.
public struct GeneratedFile: Sendable, Hashable {
    /// ASCII letters, digits, `-`, `_` and `.` only.
    public var name: String
    public var mediaType: String
    public var bytes: [UInt8]

    public init(name: String, mediaType: String, bytes: [UInt8]) {
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
    }

    public init(name: String, mediaType: String, text: String) {
        self.init(name: name, mediaType: mediaType, bytes: Array(text.utf8))
    }

    /// In hexadecimal; also the file's `ETag`.
    public var sha256: String { Hex.encode(SHA256.hash(bytes)) }
}
