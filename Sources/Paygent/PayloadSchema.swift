public import JSON

/// What an agent wants to be told when a session with it begins: a JSON Schema of a part of the
/// 2020-12 vocabulary. A word outside of that part is refused, so that nothing is left unchecked.
public struct PayloadSchema: Sendable, Hashable {
    public let json: JSONValue

    /// One thing that is wrong, and where: `city`, `stops[2].name`; empty for the whole.
    public struct Fault: Error, Sendable, Hashable {
        public let field: String
        public let message: String

        public init(_ field: String, _ message: String) {
            self.field = field
            self.message = message
        }
    }

    private static let depthMax = 16
    /// Faults that are told at once.
    private static let faultsMax = 50
    private static let types = [
        "string", "integer", "number", "boolean", "array", "object", "null",
    ]
    private static let notes = ["title", "description", "default", "examples", "$schema", "$id"]

    /// - Throws: what in the schema cannot be used.
    public init(_ json: JSONValue) throws(Fault) {
        guard json["type"]?.string == "object" else {
            throw Fault("type", "A payload is an object: 'type' is \"object\".")
        }
        try Self.check(json, at: "", depth: 0)
        self.json = json
    }

    /// Everything that is wrong with a payload, in the order of the schema.
    public func faults(in payload: JSONValue) -> [Fault] {
        var faults: [Fault] = []
        Self.judge(payload, json, at: "", &faults)
        return Array(faults.prefix(Self.faultsMax))
    }
}

// The schema itself.
extension PayloadSchema {
    private static func check(
        _ schema: JSONValue, at place: String, depth: Int
    ) throws(Fault) {
        guard let object = schema.object else {
            throw Fault(place, "A schema is an object such as {\"type\": \"string\"}.")
        }
        guard depth < depthMax else { throw Fault(place, "It is nested too deeply.") }
        for member in object.members {
            try check(member, at: place.isEmpty ? member.name : "\(place).\(member.name)", depth)
        }
    }

    private static func check(
        _ member: JSONObject.Member, at place: String, _ depth: Int
    ) throws(Fault) {
        let value = member.value
        switch member.name {
        case "type":
            guard let type = value.string, types.contains(type) else {
                throw Fault(place, "'type' is one of \(types.joined(separator: ", ")).")
            }
        case "enum":
            guard let choices = value.array, !choices.isEmpty else {
                throw Fault(place, "'enum' is a list of values.")
            }
        case "properties":
            guard let properties = value.object else {
                throw Fault(place, "'properties' is an object of schemas.")
            }
            for property in properties.members {
                try check(property.value, at: "\(place).\(property.name)", depth: depth + 1)
            }
        case "items": try check(value, at: place, depth: depth + 1)
        case "required":
            guard let names = value.array, names.allSatisfy({ $0.string != nil }) else {
                throw Fault(place, "'required' is a list of names.")
            }
        case "additionalProperties":
            guard value.bool != nil else { throw Fault(place, "It is true or false.") }
        case "minimum", "maximum":
            guard value.integer != nil else { throw Fault(place, "It is a whole number.") }
        case "minLength", "maxLength", "minItems", "maxItems":
            guard let number = value.integer, number >= 0 else {
                throw Fault(place, "It is a whole number from 0.")
            }
        default:
            guard notes.contains(member.name) else {
                throw Fault(place, "'\(member.name)' is not checked here; leave it out.")
            }
        }
    }
}

// A payload.
extension PayloadSchema {
    private static func judge(
        _ value: JSONValue, _ schema: JSONValue, at field: String, _ faults: inout [Fault]
    ) {
        guard faults.count < faultsMax else { return }
        if let type = schema["type"]?.string, !value.isOf(type) {
            faults.append(Fault(field, "It must be \(article(type)), and it is \(value.typeName)."))
            return
        }
        if let choices = schema["enum"]?.array, !choices.contains(value) {
            let list = choices.map(\.text).joined(separator: ", ")
            faults.append(Fault(field, "It is none of \(list)."))
            return
        }
        switch value {
        case .string(let text):
            judge(text.unicodeScalars.count, "Length", "characters", schema, at: field, &faults)
        case .integer(let number): judge(number, number, schema, at: field, &faults)
        case .number(let text): judge(decimal: text, schema, at: field, &faults)
        case .array(let items):
            judge(items.count, "Items", "entries", schema, at: field, &faults)
            guard let inner = schema["items"] else { return }
            for (number, item) in items.enumerated() {
                judge(item, inner, at: "\(field)[\(number)]", &faults)
            }
        case .object(let object): judge(object, schema, at: field, &faults)
        case .null, .bool: break
        }
    }

    private static func judge(
        _ object: JSONObject, _ schema: JSONValue, at field: String, _ faults: inout [Fault]
    ) {
        func place(_ name: String) -> String { field.isEmpty ? name : "\(field).\(name)" }
        for name in schema["required"]?.array?.compactMap(\.string) ?? []
        where object[name] == nil {
            faults.append(Fault(place(name), "It is missing."))
        }
        let properties = schema["properties"]?.object ?? JSONObject()
        for property in properties.members {
            guard let value = object[property.name] else { continue }
            judge(value, property.value, at: place(property.name), &faults)
        }
        guard schema["additionalProperties"]?.bool == false else { return }
        for member in object.members where properties[member.name] == nil {
            faults.append(Fault(place(member.name), "The agent knows no such field."))
        }
    }

    private static func judge(
        _ count: Int, _ kind: String, _ unit: String, _ schema: JSONValue, at field: String,
        _ faults: inout [Fault]
    ) {
        if let least = schema["min\(kind)"]?.integer, count < least {
            faults.append(Fault(field, "It has \(count) \(unit), and at least \(least) are needed."))
        }
        if let most = schema["max\(kind)"]?.integer, count > most {
            faults.append(Fault(field, "It has \(count) \(unit), and at most \(most) are allowed."))
        }
    }

    /// - Parameters:
    ///   - floor: the largest whole number that is not above the value.
    ///   - ceiling: the smallest that is not below it.
    private static func judge(
        _ floor: Int64, _ ceiling: Int64, _ schema: JSONValue, at field: String,
        _ faults: inout [Fault]
    ) {
        if let least = schema["minimum"]?.integer, floor < least {
            faults.append(Fault(field, "It must be \(least) or more."))
        }
        if let most = schema["maximum"]?.integer, ceiling > most {
            faults.append(Fault(field, "It must be \(most) or less."))
        }
    }

    private static func judge(
        decimal text: String, _ schema: JSONValue, at field: String, _ faults: inout [Fault]
    ) {
        guard schema["minimum"] != nil || schema["maximum"] != nil else { return }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let whole = Int64(parts[0]),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            faults.append(Fault(field, "Write it as a plain number, such as 12.5."))
            return
        }
        let isExact = parts[1].utf8.allSatisfy { $0 == 0x30 }
        let isNegative = parts[0].hasPrefix("-")
        judge(
            isNegative && !isExact ? whole - 1 : whole, isNegative || isExact ? whole : whole + 1,
            schema, at: field, &faults)
    }

    private static func article(_ type: String) -> String {
        switch type {
        case "string": "text"
        case "integer": "a whole number"
        case "number": "a number"
        case "boolean": "true or false"
        case "array": "a list"
        case "null": "null"
        default: "an object"
        }
    }
}

extension JSONValue {
    fileprivate func isOf(_ type: String) -> Bool {
        switch (self, type) {
        case (.null, "null"), (.bool, "boolean"), (.integer, "integer"), (.integer, "number"),
            (.number, "number"), (.string, "string"), (.array, "array"), (.object, "object"):
            true
        default: false
        }
    }

    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer: "a whole number"
        case .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
