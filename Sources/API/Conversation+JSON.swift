internal import Domain
internal import JSON
internal import Orchestration
internal import Wizard

// What clients see of a conversation. Field names are fixed by the contract. Replies are written piece
// by piece, without a value in between: they are what is asked for most.

extension Conversations.Reply {
    /// The answer to `create`.
    func createdBytes(at now: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("session_id", session.id.rawValue)
        writer.member("status", session.status(at: now).rawValue)
        writer.member("stage", session.stage.rawValue)
        writer.member("created_at", session.createdAt.rfc3339)
        writer.member("message", turn.text)
        turn.writeOpenMembers(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// The answer to `message` and `undo`.
    func messageBytes(workflow: JSONValue?, finalPrompt: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("session_id", session.id.rawValue)
        writer.member("stage", session.stage.rawValue)
        writer.member("ai_response", turn.text)
        writer.member("is_complete", .bool(turn.isComplete))
        turn.writeOpenMembers(to: &writer)
        turn.writeChanges(to: &writer)
        writer.member("version", Int64(session.designVersion))
        writer.member("message_number", Int64(session.messageCount))
        writer.name("stages_entered")
        writer.strings(turn.stagesEntered.map(\.rawValue))
        if let workflow { writer.member("workflow", workflow) }
        writer.member("final_prompt", .optional(finalPrompt))
        writer.endObject()
        return writer.bytes
    }

    /// The answer to `resume`.
    func resumedBytes(at now: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("session_id", session.id.rawValue)
        writer.member("status", session.status(at: now).rawValue)
        writer.member("stage", session.stage.rawValue)
        writer.member("message", turn.text)
        turn.writeOpenMembers(to: &writer)
        writer.endObject()
        return writer.bytes
    }
}

extension Turn {
    /// What is asked next and how far the design is: in every answer.
    fileprivate func writeOpenMembers(to writer: inout JSONWriter) {
        writer.member("question_topic", .optional(question?.topic.name))
        writer.name("question")
        if let question { question.write(to: &writer) } else { writer.write(.null) }
        writer.name("suggestions")
        writer.strings(self.suggestions)
        writer.member("progress", Int64(progress.percent))
        writer.name("progress_detail")
        progress.write(to: &writer)
    }

    fileprivate func writeChanges(to writer: inout JSONWriter) {
        writer.member("changes", .array(changes.map(\.json)))
        writer.name("confirm_needed")
        writer.strings(confirmNeeded)
        writer.member("problems", .array(problems.map(\.json)))
        writer.name("max_loss_24h")
        let start = writer.count
        maximumLoss.write(to: &writer)
        let loss = start..<writer.count
        writer.name("max_loss_24h_before")
        if maximumLossBefore == maximumLoss {
            writer.repeat(loss)
        } else {
            maximumLossBefore.write(to: &writer)
        }
    }
}

extension Question {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("text", text)
        writer.member("reason", reason)
        writer.name("suggestions")
        writer.strings(suggestions)
        writer.endObject()
    }
}

extension Progress {
    var json: JSONValue {
        [
            "done": .integer(Int64(done)), "total": .integer(Int64(total)),
            "missing": .strings(missing.map(\.rawValue)),
        ]
    }

    /// The bytes of `json`.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("done", Int64(done))
        writer.member("total", Int64(total))
        writer.name("missing")
        writer.strings(missing.lazy.map(\.rawValue))
        writer.endObject()
    }
}

extension Turn.Change {
    fileprivate var json: JSONValue {
        [
            "slot": .string(slot.rawValue), "label": .string(slot.title),
            "before": before?.json ?? .null, "after": after?.json ?? .null,
            "evidence": .string(words), "confidence": .integer(Int64(confidence)),
        ]
    }
}

extension Turn.Problem {
    fileprivate var json: JSONValue {
        [
            "code": .string(code), "slot": .optional(slot?.rawValue), "message": .string(sentence),
        ]
    }
}

extension Versioned<Session> {
    /// The answer to `status`.
    func statusJSON(at now: Timestamp) -> JSONValue {
        let session = value
        let progress = session.progress
        return [
            "session_id": .string(session.id.rawValue),
            "status": .string(session.status(at: now).rawValue),
            "stage": .string(session.stage.rawValue),
            "progress": .integer(Int64(progress.percent)), "progress_detail": progress.json,
            "collected_data": session.spec.json, "defaults": session.defaults.json,
            "missing": .strings(progress.missing.map(\.rawValue)),
            "evidence": session.evidenceJSON,
            "question_topic": .optional(session.question?.topic.name),
            "conversation_length": .integer(Int64(session.messageCount)),
            "max_loss_24h": MaximumLoss(session.design.policy).json,
            "version": .integer(Int64(session.designVersion)),
            "created_at": .string(session.createdAt.rfc3339),
            "updated_at": .string(session.updatedAt.rfc3339),
            "expires_at": .string(session.expiresAt.rfc3339),
        ]
    }

    /// One line of the list.
    func summaryJSON(at now: Timestamp) -> JSONValue {
        let session = value
        return [
            "session_id": .string(session.id.rawValue),
            "status": .string(session.status(at: now).rawValue),
            "stage": .string(session.stage.rawValue),
            "agent_name": .optional(session.spec.text(.agentName)),
            "agent_type": .optional(session.spec.text(.agentType)),
            "progress": .integer(Int64(session.progress.percent)),
            "created_at": .string(session.createdAt.rfc3339),
            "updated_at": .string(session.updatedAt.rfc3339),
        ]
    }
}

extension Session {
    /// For each stated value the message and the words it came from.
    fileprivate var evidenceJSON: JSONValue {
        .object(
            JSONObject(
                evidence.keys.sorted().compactMap { slot in
                    evidence[slot].map { evidence in
                        .init(
                            slot.rawValue,
                            [
                                "message": .integer(Int64(evidence.message)),
                                "words": .string(evidence.words),
                                "confidence": .integer(Int64(evidence.confidence)),
                            ])
                    }
                }))
    }
}

extension TranscriptEntry {
    var json: JSONValue {
        [
            "seq": .integer(Int64(seq)), "role": .string(role.rawValue),
            "content": .string(content), "stage": .string(stage.rawValue),
            "created_at": .string(createdAt.rfc3339),
        ]
    }
}
