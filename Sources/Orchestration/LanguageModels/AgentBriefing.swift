internal import Domain
internal import JSON
internal import Models
internal import Synchronization

/// What a model is told about an agent that it drives: the prompt and the tools of the exported file,
/// word for word.
struct AgentBriefing: Sendable {
    let systemPrompt: String
    let tools: [ModelTool]
    /// The owner's tools by the name that the export gave them.
    let ownTools: [String: String]
    /// The addresses of the owner's tools.
    let endpoints: [String]

    init(_ file: AgentFile) {
        systemPrompt = file.systemPrompt
        let exported = file.tools.array ?? []
        tools = exported.compactMap { tool in
            guard let name = tool["name"]?.string else { return nil }
            return ModelTool(
                name: name, summary: tool["description"]?.string ?? "",
                parameters: tool["input_schema"] ?? ["type": "object", "properties": [:]])
        }
        // The export lists the owner's tools last, in the design's order.
        let own = file.design.effective.customTools
        let names = exported.suffix(own.count).compactMap { $0["name"]?.string }
        ownTools = Dictionary(zip(names, own.map(\.name))) { first, _ in first }
        endpoints = own.map(\.endpoint)
    }
}

/// The briefings that were read, so that a file is read once and not for every answer.
final class Briefings: Sendable {
    private let read = Mutex<[String: AgentBriefing]>([:])

    static let keptMax = 64

    /// Nil for a version whose file cannot be read: then no model drives it.
    func briefing(of version: AgentVersion) -> AgentBriefing? {
        let key = version.draft.sha256
        if let known = read.withLock({ $0[key] }) { return known }
        let file: AgentFile
        do { file = try AgentFile(reading: version.draft.file) } catch { return nil }
        let briefing = AgentBriefing(file)
        read.withLock { read in
            if read.count >= Self.keptMax { read.removeAll() }
            read[key] = briefing
        }
        return briefing
    }
}
