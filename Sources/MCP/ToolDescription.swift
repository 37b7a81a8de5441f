public import JSON

/// A tool as clients and their models see it. Source: MCP, Server Features, Tools.
public struct ToolDescription: Sendable, Hashable {
    public struct Parameter: Sendable, Hashable {
        public enum Kind: Sendable, Hashable {
            case text
            case wholeNumber(ClosedRange<Int64>)
            case choice([String])
        }

        public let name: String
        public let about: String
        public let kind: Kind
        public let isRequired: Bool

        public init(
            _ name: String, _ about: String, _ kind: Kind = .text, isRequired: Bool = false
        ) {
            self.name = name
            self.about = about
            self.kind = kind
            self.isRequired = isRequired
        }
    }

    /// What a call does to the world.
    public enum Effect: Sendable, Hashable {
        case reads
        /// Makes something new and takes nothing away.
        case adds
        /// Ends something for good.
        case ends
        /// May pay.
        case pays
    }

    public let name: String
    public let title: String
    /// When to call it and what comes of it.
    public let about: String
    public let effect: Effect
    public let parameters: [Parameter]

    public init(
        _ name: String, _ title: String, _ about: String, _ effect: Effect,
        _ parameters: [Parameter] = []
    ) {
        self.name = name
        self.title = title
        self.about = about
        self.effect = effect
        self.parameters = parameters
    }

    /// One entry of `tools/list`.
    public var json: JSONValue {
        [
            "name": .string(name), "title": .string(title), "description": .string(about),
            "inputSchema": schema, "annotations": annotations,
        ]
    }

    private var schema: JSONValue {
        [
            "type": "object",
            "properties": .object(JSONObject(parameters.map { .init($0.name, $0.schema) })),
            "required": .strings(parameters.filter(\.isRequired).map(\.name)),
            "additionalProperties": false,
        ]
    }

    private var annotations: JSONValue {
        [
            "title": .string(title), "readOnlyHint": .bool(effect == .reads),
            "destructiveHint": .bool(effect == .ends || effect == .pays),
            "idempotentHint": .bool(effect == .reads || effect == .ends),
            "openWorldHint": .bool(effect == .pays),
        ]
    }
}

extension ToolDescription.Parameter {
    fileprivate var schema: JSONValue {
        switch kind {
        case .text: ["type": "string", "description": .string(about)]
        case .wholeNumber(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound), "description": .string(about),
            ]
        case .choice(let names):
            ["type": "string", "enum": .strings(names), "description": .string(about)]
        }
    }

    /// What is wrong with the value, and what to send; nil when nothing is.
    fileprivate func complaint(about value: JSONValue) -> String? {
        switch kind {
        case .text:
            return value.string == nil ? "'\(name)' must be text. \(about)" : nil
        case .wholeNumber(let range):
            if let number = value.integer, range.contains(number) { return nil }
            return "'\(name)' is a number from \(range.lowerBound) to \(range.upperBound)."
        case .choice(let names):
            if let text = value.string, names.contains(text) { return nil }
            return "'\(name)' is one of \(names.joined(separator: ", "))."
        }
    }
}

extension ToolDescription {
    /// The arguments without those that are null.
    ///
    /// - Throws: one sentence that a model can put right.
    public func checked(_ arguments: JSONObject) throws(ArgumentError) -> JSONObject {
        let given = JSONObject(arguments.members.filter { !$0.value.isNull })
        for member in given.members {
            guard let parameter = parameters.first(where: { $0.name == member.name }) else {
                let names = parameters.map(\.name).joined(separator: ", ")
                throw ArgumentError(
                    "'\(name)' takes no '\(member.name)'; it takes "
                        + (names.isEmpty ? "nothing." : "\(names)."))
            }
            if let complaint = parameter.complaint(about: member.value) {
                throw ArgumentError(complaint)
            }
        }
        for parameter in parameters where parameter.isRequired && given[parameter.name] == nil {
            throw ArgumentError("'\(parameter.name)' is missing. \(parameter.about)")
        }
        return given
    }

    public struct ArgumentError: Error, Sendable, Hashable {
        public let sentence: String

        init(_ sentence: String) { self.sentence = sentence }
    }
}
