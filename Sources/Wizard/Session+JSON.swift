public import Domain
public import JSON

// A session as it is stored. Short names would save little: the values are the bulk.

extension Session {
    public var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue),
            "created_at": .integer(createdAt.millisecondsSinceEpoch),
            "updated_at": .integer(updatedAt.millisecondsSinceEpoch),
            "expires_at": .integer(expiresAt.millisecondsSinceEpoch),
            "stage": .string(stage.rawValue),
            "spec": spec.json,
            "defaults": defaults.json,
            "evidence": .object(
                JSONObject(
                    evidence.sorted { $0.key < $1.key }
                        .map { .init($0.key.rawValue, $0.value.json) })),
            "tool_evidence": .object(
                JSONObject(
                    toolEvidence.sorted { $0.key < $1.key }
                        .map { .init($0.key.rawValue, $0.value.json) })),
            "skipped": .strings(skipped.sorted().map(\.rawValue)),
            "held": .array(held.map(\.json)),
            "asked": .strings(asked.map(\.rawValue)),
            "recent": .strings(recent.map(\.rawValue)),
            "unanswered": .integer(Int64(unansweredCount)),
            "skips_in_a_row": .integer(Int64(skipsInARow)),
            "message_count": .integer(Int64(messageCount)),
            "design_version": .integer(Int64(designVersion)),
        ]
        object["question"] = question?.json
        object["undo_target"] = undoTarget.map { .integer(Int64($0)) }
        return .object(object)
    }

    /// - Throws: `SpecError` naming the member that cannot be read.
    public init(json: JSONValue) throws(SpecError) {
        let fields = StoredFields(json)
        self.init(
            id: ID(try fields.nonEmptyText("id")), now: try fields.time("created_at"))
        updatedAt = try fields.time("updated_at")
        expiresAt = try fields.time("expires_at")
        stage = try fields.named("stage", Stage.init(rawValue:))
        spec = try AgentSpec(json: try fields.value("spec"))
        defaults = try AgentSpec(json: try fields.value("defaults"))
        evidence = try fields.evidence("evidence", Slot.init(rawValue:))
        toolEvidence = try fields.evidence("tool_evidence", BuiltInTool.init(rawValue:))
        skipped = Set(try fields.list("skipped") { $0.string.flatMap(Slot.init(rawValue:)) })
        held = try fields.list("held", Held.init(json:))
        asked = try fields.list("asked") { $0.string.flatMap(Slot.init(rawValue:)) }
        recent = try fields.list("recent") { $0.string.flatMap(Slot.init(rawValue:)) }
        unansweredCount = try fields.count("unanswered")
        skipsInARow = try fields.count("skips_in_a_row")
        messageCount = try fields.count("message_count")
        designVersion = try fields.count("design_version")
        if fields.optional("undo_target") != nil { undoTarget = try fields.count("undo_target") }
        if let stored = fields.optional("question") {
            guard let read = Question(json: stored) else { throw fields.unreadable("question") }
            question = read
        }
    }
}

/// Reads members of one stored object and names the one that is missing or malformed.
private struct StoredFields {
    private let object: JSONObject

    init(_ json: JSONValue) { object = json.object ?? JSONObject() }

    func unreadable(_ name: String) -> SpecError {
        SpecError(field: name, problem: "missing or not of its kind")
    }

    func optional(_ name: String) -> JSONValue? { object[name] }

    func value(_ name: String) throws(SpecError) -> JSONValue {
        guard let value = object[name] else { throw unreadable(name) }
        return value
    }

    func nonEmptyText(_ name: String) throws(SpecError) -> String {
        guard let text = object[name]?.string, !text.isEmpty else { throw unreadable(name) }
        return text
    }

    func time(_ name: String) throws(SpecError) -> Timestamp {
        guard let number = object[name]?.integer else { throw unreadable(name) }
        return Timestamp(millisecondsSinceEpoch: number)
    }

    func count(_ name: String) throws(SpecError) -> Int {
        guard let number = object[name]?.integer, number >= 0 else { throw unreadable(name) }
        return Int(number)
    }

    func named<Value>(_ name: String, _ read: (String) -> Value?) throws(SpecError) -> Value {
        guard let value = object[name]?.string.flatMap(read) else { throw unreadable(name) }
        return value
    }

    func list<Item>(_ name: String, _ read: (JSONValue) -> Item?) throws(SpecError) -> [Item] {
        guard let stored = object[name]?.array else { throw unreadable(name) }
        let items = stored.compactMap(read)
        guard items.count == stored.count else { throw unreadable(name) }
        return items
    }

    func evidence<Key>(
        _ name: String, _ key: (String) -> Key?
    ) throws(SpecError) -> [Key: Evidence] {
        guard let members = object[name]?.object?.members else { throw unreadable(name) }
        var evidence: [Key: Evidence] = [:]
        for member in members {
            guard let key = key(member.name), let value = Evidence(json: member.value) else {
                throw unreadable(name)
            }
            evidence[key] = value
        }
        return evidence
    }
}

extension Evidence {
    public var json: JSONValue {
        [
            "message": .integer(Int64(message)), "words": .string(words),
            "confidence": .integer(Int64(confidence)),
        ]
    }

    init?(json: JSONValue) {
        guard let message = json["message"]?.integer, let words = json["words"]?.string,
            let confidence = json["confidence"]?.integer
        else { return nil }
        self.init(message: Int(message), words: words, confidence: Int(confidence))
    }
}

extension Question {
    var json: JSONValue {
        [
            "topic": .string(topic.name), "text": .string(text), "reason": .string(reason),
            "suggestions": .strings(suggestions),
        ]
    }

    init?(json: JSONValue) {
        guard let topic = json["topic"]?.string.flatMap(Topic.init(name:)),
            let text = json["text"]?.string, let reason = json["reason"]?.string,
            let suggestions = json["suggestions"]?.array
        else { return nil }
        self.init(
            topic: topic, text: text, reason: reason, suggestions: suggestions.compactMap(\.string))
    }
}

extension Question.Topic {
    /// The inverse of `name`.
    public init?(name: String) {
        if name == "confirm" {
            self = .confirm
        } else if let slot = Slot(rawValue: name) {
            self = .slot(slot)
        } else {
            return nil
        }
    }
}

extension Held {
    var json: JSONValue {
        var object: JSONObject = [
            "slot": .string(slot.rawValue), "evidence": evidence.json,
            "asked": .integer(Int64(timesAsked)), "operation": .string(operation.name),
        ]
        object["value"] = operation.value?.json
        if case .conflict(let other) = reason { object["conflict"] = .string(other.rawValue) }
        return .object(object)
    }

    init?(json: JSONValue) {
        guard let slot = json["slot"]?.string.flatMap(Slot.init(rawValue:)),
            let evidence = json["evidence"].flatMap(Evidence.init(json:)),
            let timesAsked = json["asked"]?.integer,
            let name = json["operation"]?.string,
            let operation = SlotChange.Operation(
                name: name, value: json["value"].flatMap { SlotValue(json: $0, of: slot.kind) })
        else { return nil }
        var reason = Reason.unsure
        if let conflict = json["conflict"] {
            guard let other = conflict.string.flatMap(Slot.init(rawValue:)) else { return nil }
            reason = .conflict(with: other)
        }
        self.init(
            slot: slot, operation: operation, evidence: evidence, reason: reason,
            timesAsked: Int(timesAsked))
    }
}

extension SlotChange.Operation {
    var name: String {
        switch self {
        case .set: "set"
        case .add: "add"
        case .remove: "remove"
        case .clear: "clear"
        }
    }

    /// Nil for `clear`.
    var value: SlotValue? {
        switch self {
        case .set(let value), .add(let value), .remove(let value): value
        case .clear: nil
        }
    }

    init?(name: String, value: SlotValue?) {
        switch (name, value) {
        case ("set", let value?): self = .set(value)
        case ("add", let value?): self = .add(value)
        case ("remove", let value?): self = .remove(value)
        case ("clear", nil): self = .clear
        default: return nil
        }
    }
}
