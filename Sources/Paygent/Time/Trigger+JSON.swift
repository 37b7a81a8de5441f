internal import Domain
internal import Hashing
public import JSON

extension Trigger {
    public var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "agent": .string(agent), "tenant": .string(tenant),
            "text": .string(text), "zone": .string(zone), "is_added": .bool(isAdded),
            "beginning": .time(beginning), "missed": .string(missed.rawValue),
            "order": .optional(order), "is_order_own": .bool(isOrderOwn),
            "secret": .string(Hex.encode(secret)),
            "cursor": .time(cursor), "due": due.map { .time($0) } ?? .null,
        ]
        object["watch"] = watch?.json
        return .object(object)
    }

    public init(json: JSONValue) throws(StoredValueError) {
        guard let secret = Hex.decode(try json.text("secret")) else {
            throw StoredValueError("secret")
        }
        self.init(
            id: try json.text("id"), agent: try json.text("agent"),
            tenant: try json.text("tenant"), text: try json.text("text"),
            zone: try json.text("zone"), isAdded: try json.flag("is_added"),
            beginning: try json.time("beginning"), missed: try json.choice("missed"),
            order: json.present("order") == nil ? nil : try json.text("order"), secret: secret)
        // Rows of earlier versions do not tell: then the order stays as it is.
        isOrderOwn = json.present("is_order_own") == nil ? true : try json.flag("is_order_own")
        cursor = try json.time("cursor")
        due = json.present("due") == nil ? nil : try json.time("due")
        if let stored = json.present("watch") { watch = try Watch(json: stored) }
    }
}

extension Watch {
    var json: JSONValue {
        [
            "is_armed": isArmed.map { .bool($0) } ?? .null, "crossings": .integer(crossings),
            "seen": seen.map { .string($0.value.description) } ?? .null,
            "is_simulated": .bool(seen?.isSimulated ?? false),
            "seen_at": seenAt.map { .time($0) } ?? .null, "problem": .optional(problem),
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        guard let crossings = json["crossings"]?.integer, crossings >= 0 else {
            throw StoredValueError("crossings")
        }
        self.crossings = crossings
        isArmed = json["is_armed"]?.bool
        if let text = json["seen"]?.string {
            guard let value = JSONValue.string(text).quantity else {
                throw StoredValueError("seen")
            }
            seen = Sighting(value, isSimulated: try json.flag("is_simulated"))
        }
        seenAt = json.present("seen_at") == nil ? nil : try json.time("seen_at")
        problem = json["problem"]?.string
    }
}

extension Occurrence {
    public var json: JSONValue {
        [
            "trigger": .string(trigger), "key": .string(key), "kind": .string(kind.rawValue),
            "moment": .time(moment), "at": .time(at), "run": .optional(run?.rawValue),
            "sentence": .string(sentence),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        self.init(
            trigger: try json.text("trigger"), key: try json.text("key"),
            kind: try json.choice("kind"), moment: try json.time("moment"),
            at: try json.time("at"),
            run: json.present("run") == nil ? nil : ID(try json.text("run")),
            sentence: try json.text("sentence"))
    }
}
