import Hashing
import JSON

/// One short hash for each part of an agent file, so that a changed file can be told what changed.
struct AgentFileSeals {
    /// The part's key, what people call it, and its hash; in the order of the file.
    private let seals: [(key: String, title: String, hash: String)]

    init(manifest: JSONObject, prose: String) {
        var seals: [(key: String, title: String, hash: String)] = []
        func add(_ key: String, _ title: String, _ value: String) {
            // 64 bits tell an accident apart; against intent stands the whole file's hash.
            let hash = Hex.encode(SHA256.hash(Array(value.utf8)).prefix(8))
            seals.append((key, title, hash))
        }
        for section in Self.sections(prose) {
            add("text:\(section.title)", "the text \"\(section.title)\"", section.text)
        }
        for member in manifest.members {
            switch member.name {
            case "design":
                for field in Self.fields(member.value) { add(field.key, field.title, field.text) }
            case "workflow":
                for node in member.value["nodes"]?.array ?? [] {
                    let id = node["id"]?.string ?? ""
                    add("workflow.\(id)", "the step \"\(node["label"]?.string ?? id)\"", node.text)
                }
                add(
                    "workflow.edges", "a link of the workflow",
                    member.value["edges"]?.text ?? "")
            default: add(member.name, Self.title(of: member.name), member.value.text)
            }
        }
        self.seals = seals
    }

    var json: JSONValue {
        var object = JSONObject()
        for seal in seals { object[seal.key] = .string(seal.hash) }
        return .object(object)
    }

    /// - Returns: at least one phrase.
    func differences(from sealed: JSONValue) -> [String] {
        var phrases: [String] = []
        for seal in seals {
            switch sealed[seal.key]?.string {
            case .none: phrases.append("\(seal.title) was added")
            case .some(let hash) where hash != seal.hash:
                phrases.append("\(seal.title) was changed")
            case .some: continue
            }
        }
        let keys = Set(seals.map(\.key))
        for member in sealed.object?.members ?? [] where !keys.contains(member.name) {
            phrases.append("\(Self.title(of: member.name)) was removed")
        }
        return phrases.isEmpty ? ["the seal or the layout was changed"] : phrases
    }

    /// The prose by its headings of the second level.
    private static func sections(_ prose: String) -> [(title: String, text: String)] {
        var sections: [(title: String, text: String)] = [("the beginning", "")]
        for line in AgentFileText.lines(prose) {
            if line.hasPrefix("## ") {
                let title = String(line.dropFirst(3))
                let count = sections.count { $0.title == title }
                sections.append((count == 0 ? title : "\(title) (\(count + 1))", ""))
            }
            sections[sections.count - 1].text += line + "\n"
        }
        return sections
    }

    private static func fields(
        _ design: JSONValue
    ) -> [(key: String, title: String, text: String)] {
        ["spec", "defaults", "sentences"].flatMap { part in
            (design[part]?.object?.members ?? []).map { member in
                let key = "design.\(part).\(member.name)"
                return (key, title(of: key), member.value.text)
            }
        }
    }

    private static func title(of key: String) -> String {
        let parts = key.split(separator: ".").map(String.init)
        if parts.count == 3, parts[0] == "design" {
            let slot = Slot(rawValue: parts[2])?.title ?? "'\(parts[2])'"
            switch parts[1] {
            case "defaults": return "\(slot), as Paygent chose it,"
            case "sentences": return "what its owner said about \(slot)"
            default: return slot
            }
        }
        if key.hasPrefix("text:") { return "the text \"\(key.dropFirst(5))\"" }
        if parts.first == "workflow" { return "a step of the workflow" }
        switch key {
        case "policy": return "the policy"
        case "tools": return "the list of tools"
        case "prompt": return "the prompt"
        case "certificate": return "the certificate"
        case "name": return "the name"
        case "schema": return "the format's number"
        default: return "'\(key)'"
        }
    }
}
