import Hashing
import JSON

extension AgentFile {
    /// Reads an exported file and checks it against its seal.
    ///
    /// - Throws: `AgentFileError`, which says what was changed, or what it is that cannot be read.
    public init(reading bytes: [UInt8]) throws(AgentFileError) {
        guard bytes.count <= Self.bytesMax else { throw .tooLarge }
        guard let raw = String(validating: bytes, as: UTF8.self) else {
            throw .notAnAgentFile("it is not text")
        }
        let parts = try AgentFileParts(AgentFileText.normalised(raw))
        try parts.checkSeal()
        let manifest = parts.manifest
        let design = try Self.part("the design") { () throws(SpecError) in
            try Design(json: manifest["design"] ?? .null)
        }
        let workflow = try Self.part("the workflow") { () throws(SpecError) in
            try Workflow(json: manifest["workflow"] ?? .null)
        }
        guard let prompt = manifest["prompt"]?.string, let tools = manifest["tools"],
            tools.array != nil,
            let certificate = manifest["certificate"]?.all(\.string)
        else { throw .unreadable(part: "the part for machines", problem: "not complete") }
        guard manifest["policy"] == design.policy.json else {
            throw .unreadable(part: "the policy", problem: "not the one that the design gives")
        }
        guard manifest["name"]?.string == parts.name else {
            throw .unreadable(part: "the name", problem: "not the same above and below")
        }
        self.init(
            name: parts.name, design: design, workflow: workflow, systemPrompt: prompt,
            tools: tools, certificate: certificate, prose: parts.prose)
    }

    private static func part<Value>(
        _ part: String, _ read: () throws(SpecError) -> Value
    ) throws(AgentFileError) -> Value {
        do { return try read() } catch {
            let field = error.field.isEmpty ? "" : " at '\(error.field)'"
            throw .unreadable(part: part, problem: "\(error.problem)\(field)")
        }
    }
}

/// The head, the prose and the manifest of a file, taken apart but not yet believed.
private struct AgentFileParts {
    let name: String
    let sha256: String
    let body: String
    let prose: String
    let manifest: JSONValue

    init(_ text: String) throws(AgentFileError) {
        let lines = AgentFileText.lines(text)
        guard lines.count > 6, lines[0] == "---", lines[4] == "---", lines[5].isEmpty else {
            throw .notAnAgentFile("it does not begin with a Paygent head")
        }
        let version = try Self.value(lines[1], "paygent")
        guard let schema = Int64(version), schema > 0 else {
            throw .notAnAgentFile("its format is not a number")
        }
        guard schema <= AgentFile.schemaVersion else { throw .newerSchema(schema) }
        guard let name = (try? JSONValue(parsing: try Self.value(lines[2], "name")))?.string else {
            throw .notAnAgentFile("it has no name")
        }
        self.name = name
        sha256 = try Self.value(lines[3], "sha256")
        body = lines[6...].joined(separator: "\n") + "\n"
        (prose, manifest) = try Self.split(lines[6...])
    }

    private static func value(_ line: Substring, _ key: String) throws(AgentFileError) -> String {
        guard line.hasPrefix(key + ": ") else { throw .notAnAgentFile("its head has no '\(key)'") }
        return String(line.dropFirst(key.utf8.count + 2))
    }

    /// The last fence of the file holds the manifest; everything before its heading is prose.
    private static func split(
        _ lines: ArraySlice<Substring>
    ) throws(AgentFileError) -> (prose: String, manifest: JSONValue) {
        guard lines.last == AgentFileText.fenceClose[...],
            let open = lines.lastIndex(of: AgentFileText.fenceOpen[...]),
            let heading = lines[..<open].lastIndex(of: AgentFileText.machineHeading[...])
        else { throw .notAnAgentFile("it has no part for machines") }
        let json = lines[(open + 1)..<(lines.endIndex - 1)].joined(separator: "\n")
        do {
            let manifest = try JSONValue(parsing: json)
            let prose = lines[..<heading].joined(separator: "\n")
            return (AgentFileText.normalised(prose), manifest)
        } catch {
            let line = open + 2 + json.utf8.prefix(error.byteOffset).count { $0 == 0x0A }
            throw .unreadable(
                part: "the part for machines, line \(line)",
                problem: "not JSON (\(error.reason.rawValue))")
        }
    }

    func checkSeal() throws(AgentFileError) {
        guard AgentFileText.sha256(name, body) != sha256 else { return }
        guard var object = manifest.object else {
            throw .changed(["the part for machines was changed"])
        }
        let sealed = object["seals"]
        object["seals"] = nil
        let found = AgentFileSeals(manifest: object, prose: prose)
        throw .changed(found.differences(from: sealed ?? .null))
    }
}
