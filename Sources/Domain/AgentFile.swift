import Hashing
public import JSON

/// The `paygent` export: one Markdown file that people read and the runtime executes, to the letter.
///
/// The wizard writes it and the runtime reads it; they share nothing else. It is sealed against
/// change, not signed: the seal says that the file is whole, not who made it.
public struct AgentFile: Sendable, Hashable {
    /// On one line, as its owner calls it.
    public var name: String
    public var design: Design
    public var workflow: Workflow
    public var systemPrompt: String
    /// Name, description, schema and call of each tool; secrets by name only.
    public var tools: JSONValue
    /// What was proven, and the most that can be lost.
    public var certificate: [String]
    /// For people: Markdown that begins with a heading. The reader gives it back as it was.
    public var prose: String

    public static let schemaVersion: Int64 = 1
    /// Far above any design; a larger file is refused unread.
    public static let bytesMax = 4 << 20
    public static let mediaType = "text/markdown; charset=utf-8"

    public init(
        name: String, design: Design, workflow: Workflow, systemPrompt: String, tools: JSONValue,
        certificate: [String], prose: String
    ) {
        self.name = name
        self.design = design
        self.workflow = workflow
        self.systemPrompt = systemPrompt
        self.tools = tools
        self.certificate = certificate
        self.prose = AgentFileText.normalised(prose)
    }

    /// The file. The same agent always gives the same bytes.
    public var bytes: [UInt8] { Array(text.utf8) }

    public var text: String {
        var manifest = manifest
        manifest["seals"] = AgentFileSeals(manifest: manifest, prose: prose).json
        let body = AgentFileText.body(prose: prose, manifest: .object(manifest))
        return AgentFileText.head(name: name, sha256: AgentFileText.sha256(name, body)) + body
    }

    /// What the runtime goes by.
    private var manifest: JSONObject {
        [
            "schema": .integer(Self.schemaVersion), "name": .string(name), "design": design.json,
            "policy": design.policy.json, "workflow": workflow.json, "tools": tools,
            "prompt": .string(systemPrompt), "certificate": .strings(certificate),
        ]
    }
}

/// Why a file is not taken as an agent. Nothing of it is used.
public enum AgentFileError: Error, Equatable {
    case tooLarge
    case notAnAgentFile(String)
    /// Written by a later version of Paygent.
    case newerSchema(Int64)
    /// What differs from what was sealed, one plain phrase each: `the daily limit was changed`.
    case changed([String])
    /// The seal holds, yet a part cannot be read or does not fit the others.
    case unreadable(part: String, problem: String)

    /// What a person is told.
    public var sentence: String {
        switch self {
        case .tooLarge:
            "This file is larger than any agent: \(AgentFile.bytesMax >> 20) MB at most."
        case .notAnAgentFile(let reason): "This is not an agent exported by Paygent: \(reason)."
        case .newerSchema(let version):
            "This file has format \(version); this Paygent reads up to "
                + "\(AgentFile.schemaVersion). Update Paygent, or export the agent again."
        case .changed(let changes):
            "This file was changed after it was exported, so it is not run: "
                + changes.joined(separator: "; ")
                + ". Change the design in the wizard and export it again."
        case .unreadable(let part, let problem):
            "This agent cannot be read: \(part) is \(problem)."
        }
    }
}
