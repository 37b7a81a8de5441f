public import JSON

/// One answer of the language model that drives a run: what it was asked, as a digest, what it said,
/// and what became of each call that it proposed. Stored with the run before anything is done, so
/// that a model is not asked twice for what has begun.
public struct ModelTurn: Sendable, Hashable {
    /// SHA-256 of the whole request, in hexadecimal.
    public var request: String
    /// Which model answered: `openai:gpt-6-luna`.
    public var model: String
    /// In its own words: data from outside.
    public var text: String
    public var calls: [ProposedCall]
    public var use: ModelUse

    /// Of a longer text the beginning is kept.
    public static let textBytesMax = 8_000
    /// Of more calls in one answer the first are kept.
    public static let callsMax = 8

    public init(
        request: String, model: String, text: String, calls: [ProposedCall], use: ModelUse
    ) {
        self.request = request
        self.model = model
        self.text = text
        self.calls = calls
        self.use = use
    }
}

/// What answers of a model have used.
public struct ModelUse: Sendable, Hashable {
    public var inputTokens: Int
    public var outputTokens: Int
    /// 10^-12 US dollars.
    public var picodollars: UInt128
    /// From the question to the whole answer.
    public var milliseconds: Int

    public init(
        inputTokens: Int = 0, outputTokens: Int = 0, picodollars: UInt128 = 0,
        milliseconds: Int = 0
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.picodollars = picodollars
        self.milliseconds = milliseconds
    }

    public var tokens: Int { inputTokens + outputTokens }

    public static func + (left: ModelUse, right: ModelUse) -> ModelUse {
        ModelUse(
            inputTokens: left.inputTokens + right.inputTokens,
            outputTokens: left.outputTokens + right.outputTokens,
            picodollars: left.picodollars + right.picodollars,
            milliseconds: left.milliseconds + right.milliseconds)
    }
}

/// A model's wish to call a tool, and what became of it.
public struct ProposedCall: Sendable, Hashable {
    public enum Fate: Sendable, Hashable {
        /// It became the steps of this group.
        case planned(group: Int)
        case refused(CallRefusal)
    }

    /// The provider's own.
    public var id: String
    public var name: String
    public var arguments: JSONObject
    public var fate: Fate

    public init(id: String, name: String, arguments: JSONObject, fate: Fate) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.fate = fate
    }
}

/// Why a call does not even become a step.
public struct CallRefusal: Error, Sendable, Hashable {
    /// Stable: `unknown_tool`, `bad_arguments`, `origin_unknown`.
    public var code: String
    public var sentence: String

    public init(_ code: String, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}

extension ModelTurn {
    var json: JSONValue {
        [
            "request": .string(request), "model": .string(model), "text": .string(text),
            "calls": .array(calls.map(\.json)), "use": use.json,
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        var calls: [ProposedCall] = []
        for call in json["calls"]?.array ?? [] { calls.append(try ProposedCall(json: call)) }
        self.init(
            request: try json.text("request"), model: try json.text("model"),
            text: try json.text("text"), calls: calls,
            use: try ModelUse(json: try json.member("use")))
    }
}

extension ModelUse {
    public var json: JSONValue {
        [
            "input_tokens": .integer(Int64(inputTokens)),
            "output_tokens": .integer(Int64(outputTokens)),
            "picodollars": .string(String(picodollars)),
            "milliseconds": .integer(Int64(milliseconds)),
        ]
    }

    init(json: JSONValue) throws(StoredValueError) {
        guard let picodollars = UInt128(try json.text("picodollars")) else {
            throw StoredValueError("picodollars")
        }
        self.init(
            inputTokens: Int(try json.whole("input_tokens")),
            outputTokens: Int(try json.whole("output_tokens")), picodollars: picodollars,
            milliseconds: Int(try json.whole("milliseconds")))
    }
}

extension ProposedCall {
    public var json: JSONValue {
        var json: JSONObject = [
            "id": .string(id), "name": .string(name), "arguments": .object(arguments),
        ]
        switch fate {
        case .planned(let group): json["group"] = .integer(Int64(group))
        case .refused(let refusal):
            json["refused"] = [
                "code": .string(refusal.code), "sentence": .string(refusal.sentence),
            ]
        }
        return .object(json)
    }

    init(json: JSONValue) throws(StoredValueError) {
        var fate = Fate.planned(group: 0)
        if let refused = json.present("refused") {
            fate = .refused(
                CallRefusal(try refused.text("code"), try refused.text("sentence")))
        } else {
            fate = .planned(group: Int(try json.whole("group")))
        }
        guard let arguments = json["arguments"]?.object else { throw StoredValueError("arguments") }
        self.init(
            id: try json.text("id"), name: try json.text("name"), arguments: arguments, fate: fate)
    }
}
