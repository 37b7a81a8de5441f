import Hashing
import JSON

/// How an agent file is laid out: a head, the prose, and the part for machines.
enum AgentFileText {
    static let machineHeading = "## For machines"
    private static let machineNote =
        "Paygent runs exactly what stands here and checks it against the seal above. To change the "
        + "agent, change the design and export it again."
    static let fenceOpen = "```json"
    static let fenceClose = "```"

    static func head(name: String, sha256: String) -> String {
        """
        ---
        paygent: \(AgentFile.schemaVersion)
        name: \(JSONValue.string(name).text)
        sha256: \(sha256)
        ---

        """ + "\n"
    }

    static func body(prose: String, manifest: JSONValue) -> String {
        """
        \(prose)

        \(machineHeading)

        \(machineNote)

        \(fenceOpen)
        \(manifest.prettyText)
        \(fenceClose)

        """
    }

    /// Over everything that the file says, the prose included.
    static func sha256(_ name: String, _ body: String) -> String {
        let content = "paygent \(AgentFile.schemaVersion)\n\(name)\n\(body)"
        return Hex.encode(SHA256.hash(Array(content.utf8)))
    }

    /// Line ends of one kind, none at the ends: what mail and version control change by themselves
    /// is no change.
    static func normalised(_ text: String) -> String {
        var bytes = text.utf8.filter { $0 != UInt8(ascii: "\r") }[...]
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        while bytes.first == UInt8(ascii: "\n") { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
