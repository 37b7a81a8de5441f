internal import Domain
public import JSON

// The stored form of a session, written straight into bytes: every message stores one.

extension Session {
    /// The bytes of `json`.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id.rawValue)
        writer.member("created_at", createdAt.millisecondsSinceEpoch)
        writer.member("updated_at", updatedAt.millisecondsSinceEpoch)
        writer.member("expires_at", expiresAt.millisecondsSinceEpoch)
        writer.member("stage", stage.rawValue)
        writer.name("spec")
        spec.write(to: &writer)
        writer.name("defaults")
        defaults.write(to: &writer)
        writer.name("evidence")
        writer.evidence(evidence, \.rawValue)
        writer.name("tool_evidence")
        writer.evidence(toolEvidence, \.rawValue)
        writeConversation(to: &writer)
        writer.endObject()
    }

    private func writeConversation(to writer: inout JSONWriter) {
        writer.name("skipped")
        writer.strings(skipped.sorted().lazy.map(\.rawValue))
        writer.member("held", .array(held.map(\.json)))
        writer.name("asked")
        writer.strings(asked.lazy.map(\.rawValue))
        writer.name("recent")
        writer.strings(recent.lazy.map(\.rawValue))
        writer.member("unanswered", Int64(unansweredCount))
        writer.member("skips_in_a_row", Int64(skipsInARow))
        writer.member("message_count", Int64(messageCount))
        writer.member("design_version", Int64(designVersion))
        if let question {
            writer.name("question")
            question.write(to: &writer)
        }
        if let undoTarget { writer.member("undo_target", Int64(undoTarget)) }
    }

    /// The bytes of `json`.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func evidence<Key: Hashable & Comparable>(
        _ evidence: [Key: Evidence], _ name: (Key) -> String
    ) {
        beginObject()
        for key in evidence.keys.sorted() {
            guard let value = evidence[key] else { continue }
            self.name(name(key))
            beginObject()
            member("message", Int64(value.message))
            member("words", value.words)
            member("confidence", Int64(value.confidence))
            endObject()
        }
        endObject()
    }
}

extension Question {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("topic", topic.name)
        writer.member("text", text)
        writer.member("reason", reason)
        writer.name("suggestions")
        writer.strings(suggestions)
        writer.endObject()
    }
}
