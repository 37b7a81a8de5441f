internal import Domain
internal import JSON
internal import Orchestration
internal import Wizard

// What clients see of a conversation. Field names are fixed by the contract.

extension Conversations.Reply {
    /// The answer to `create`.
    func createdJSON(at now: Timestamp) -> JSONValue {
        var object: JSONObject = [
            "session_id": .string(session.id.rawValue),
            "status": .string(session.status(at: now).rawValue),
            "stage": .string(session.stage.rawValue),
            "created_at": .string(session.createdAt.rfc3339), "message": .string(turn.text),
        ]
        object.members += turn.openMembers
        return .object(object)
    }

    /// The answer to `message` and `undo`.
    func messageJSON(workflow: JSONValue?, finalPrompt: String?) -> JSONValue {
        var object: JSONObject = [
            "session_id": .string(session.id.rawValue),
            "stage": .string(session.stage.rawValue), "ai_response": .string(turn.text),
            "is_complete": .bool(turn.isComplete),
        ]
        object.members += turn.openMembers
        object["changes"] = .array(turn.changes.map(\.json))
        object["confirm_needed"] = .strings(turn.confirmNeeded)
        object["problems"] = .array(turn.problems.map(\.json))
        let loss = turn.maximumLoss.json
        object["max_loss_24h"] = loss
        object["max_loss_24h_before"] =
            turn.maximumLossBefore == turn.maximumLoss ? loss : turn.maximumLossBefore.json
        object["version"] = .integer(Int64(session.designVersion))
        object["message_number"] = .integer(Int64(session.messageCount))
        object["stages_entered"] = .strings(turn.stagesEntered.map(\.rawValue))
        object["workflow"] = workflow
        object["final_prompt"] = .optional(finalPrompt)
        return .object(object)
    }

    /// The answer to `resume`.
    func resumedJSON(at now: Timestamp) -> JSONValue {
        var object: JSONObject = [
            "session_id": .string(session.id.rawValue),
            "status": .string(session.status(at: now).rawValue),
            "stage": .string(session.stage.rawValue), "message": .string(turn.text),
        ]
        object.members += turn.openMembers
        return .object(object)
    }
}

extension Turn {
    /// What is asked next and how far the design is: in every answer.
    fileprivate var openMembers: [JSONObject.Member] {
        [
            .init("question_topic", .optional(question?.topic.name)),
            .init("question", question?.json ?? .null),
            .init("suggestions", .strings(question?.suggestions ?? [])),
            .init("progress", .integer(Int64(progress.percent))),
            .init("progress_detail", progress.json),
        ]
    }
}

extension Question {
    fileprivate var json: JSONValue {
        ["text": .string(text), "reason": .string(reason), "suggestions": .strings(suggestions)]
    }
}

extension Progress {
    var json: JSONValue {
        [
            "done": .integer(Int64(done)), "total": .integer(Int64(total)),
            "missing": .strings(missing.map(\.rawValue)),
        ]
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
