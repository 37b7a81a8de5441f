internal import JSON

/// A reply that is still coming.
struct ReplyDraft: Sendable {
    struct Call: Sendable {
        /// The provider's own number of it.
        var index: Int
        var id: String
        var name: String
        var arguments: String
    }

    private(set) var text = ""
    private(set) var calls: [Call] = []
    var end: ModelReply.End?
    var usage = ModelUsage()
    /// Whether the provider said that nothing more comes.
    var isEnded = false
    private var contentBytes = 0

    mutating func append(text more: String) throws(ModelFailure) -> [ModelDelta] {
        guard !more.isEmpty else { return [] }
        try count(more)
        text += more
        return [.text(more)]
    }

    mutating func begin(
        call index: Int, id: String, name: String
    ) throws(ModelFailure) -> [ModelDelta] {
        guard calls.count < ReplyDecoder.callsMax else { throw .tooLarge }
        guard !calls.contains(where: { $0.index == index }) else { return [] }
        try count(id)
        try count(name)
        calls.append(Call(index: index, id: id, name: name, arguments: ""))
        return [.callStarted(name: name)]
    }

    mutating func append(arguments: String, toCall index: Int) throws(ModelFailure) {
        guard let place = calls.firstIndex(where: { $0.index == index }) else {
            throw .nonsense("arguments of no call")
        }
        try count(arguments)
        calls[place].arguments += arguments
    }

    /// The provider repeats the whole arguments at the end: these count.
    mutating func set(arguments: String, ofCall index: Int) throws(ModelFailure) {
        guard let place = calls.firstIndex(where: { $0.index == index }) else {
            throw .nonsense("arguments of no call")
        }
        try count(arguments)
        calls[place].arguments = arguments
    }

    private mutating func count(_ more: String) throws(ModelFailure) {
        contentBytes += more.utf8.count
        guard contentBytes <= ReplyDecoder.contentBytesMax else { throw .tooLarge }
    }

    func reply() throws(ModelFailure) -> ModelReply {
        guard isEnded, let end else { throw .nonsense("cut off") }
        var whole: [ModelToolCall] = []
        for call in calls { whole.append(try Self.checked(call)) }
        guard !text.isEmpty || !whole.isEmpty || end == .refused else {
            throw .nonsense("empty")
        }
        return ModelReply(text: text, calls: whole, end: end, usage: usage)
    }

    private static func checked(_ call: Call) throws(ModelFailure) -> ModelToolCall {
        guard !call.name.isEmpty, !call.id.isEmpty else { throw .nonsense("a call of nothing") }
        let text = call.arguments.isEmpty ? "{}" : call.arguments
        let arguments: JSONValue
        do { arguments = try JSONValue(parsing: text) } catch {
            throw .nonsense("arguments are no JSON")
        }
        guard let object = arguments.object else { throw .nonsense("arguments are no object") }
        return ModelToolCall(id: call.id, name: call.name, arguments: object)
    }
}
