public import Domain
public import JSON

// What the store holds of a conversation: every field of `Session`.

extension Session {
    public var json: JSONValue {
        let evidence = evidence.keys.sorted().map { slot in
            JSONObject.Member(slot.rawValue, self.evidence[slot]?.json ?? .null)
        }
        return [
            "id": .string(id.rawValue),
            "created_at": .integer(createdAt.millisecondsSinceEpoch),
            "updated_at": .integer(updatedAt.millisecondsSinceEpoch),
            "expires_at": .integer(expiresAt.millisecondsSinceEpoch),
            "stage": .string(stage.rawValue),
            "spec": spec.json,
            "defaults": defaults.json,
            "evidence": .object(JSONObject(evidence)),
            "skipped": .strings(skipped.sorted().map(\.rawValue)),
            "question": question?.json ?? .null,
            "message_count": .integer(Int64(messageCount)),
            "design_version": .integer(Int64(designVersion)),
        ]
    }

    /// - Throws: `SpecError` naming the field that cannot be read.
    public init(json: JSONValue) throws(SpecError) {
        guard let id = json["id"]?.string, !id.isEmpty else {
            throw SpecError(field: "id", problem: "missing")
        }
        self.init(id: ID(id), now: try json.timestamp("created_at"))
        updatedAt = try json.timestamp("updated_at")
        expiresAt = try json.timestamp("expires_at")
        guard let stage = json["stage"]?.string.flatMap(Stage.init(rawValue:)) else {
            throw SpecError(field: "stage", problem: "not a stage")
        }
        self.stage = stage
        spec = try AgentSpec(json: json["spec"] ?? .null)
        defaults = try AgentSpec(json: json["defaults"] ?? .null)
        for member in json["evidence"]?.object?.members ?? [] {
            self.evidence[try slot(member.name)] = try Evidence(json: member.value)
        }
        for name in json["skipped"]?.array ?? [] { skipped.insert(try slot(name.string ?? "")) }
        if let question = json["question"], !question.isNull {
            self.question = try Question(json: question)
        }
        messageCount = Int(try json.whole("message_count"))
        designVersion = Int(try json.whole("design_version"))
    }
}

extension Evidence {
    var json: JSONValue {
        [
            "message": .integer(Int64(message)), "words": .string(words),
            "confidence": .integer(Int64(confidence)),
        ]
    }

    init(json: JSONValue) throws(SpecError) {
        self.init(
            message: Int(try json.whole("message")), words: json["words"]?.string ?? "",
            confidence: Int(try json.whole("confidence")))
    }
}

extension Question {
    var json: JSONValue {
        [
            "topic": .string(topic.name), "text": .string(text), "reason": .string(reason),
            "suggestions": .strings(suggestions),
        ]
    }

    init(json: JSONValue) throws(SpecError) {
        let name = json["topic"]?.string ?? ""
        self.init(
            topic: name == Topic.confirm.name ? .confirm : .slot(try slot(name)),
            text: json["text"]?.string ?? "", reason: json["reason"]?.string ?? "",
            suggestions: (json["suggestions"]?.array ?? []).compactMap(\.string))
    }
}

private func slot(_ name: String) throws(SpecError) -> Slot {
    guard let slot = Slot(rawValue: name) else {
        throw SpecError(field: name, problem: "no such field")
    }
    return slot
}

extension JSONValue {
    fileprivate func whole(_ name: String) throws(SpecError) -> Int64 {
        guard let number = self[name]?.integer else {
            throw SpecError(field: name, problem: "not a whole number")
        }
        return number
    }

    fileprivate func timestamp(_ name: String) throws(SpecError) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: try whole(name))
    }
}
