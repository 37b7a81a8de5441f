internal import Hashing
internal import JSON

/// Answers kept by what was asked, word for word; the oldest goes when it is full.
public struct ModelCache: Sendable {
    private let entriesMax: Int
    private var replies: [[UInt8]: ModelReply] = [:]
    private var order: [[UInt8]] = []

    /// A longer answer is not kept.
    public static let replyBytesMax = 16 << 10

    /// - Parameter entriesMax: 0 keeps nothing.
    public init(entriesMax: Int) { self.entriesMax = entriesMax }

    public var isOn: Bool { entriesMax > 0 }

    public func reply(for key: [UInt8]) -> ModelReply? { replies[key] }

    public mutating func keep(_ reply: ModelReply, for key: [UInt8]) {
        guard isOn, reply.text.utf8.count <= Self.replyBytesMax, reply.calls.isEmpty else { return }
        if replies.updateValue(reply, forKey: key) == nil { order.append(key) }
        if order.count > entriesMax { replies[order.removeFirst()] = nil }
    }

    /// The same for the same question, whoever asks and however long they wait.
    public static func key(of request: ModelRequest) -> [UInt8] {
        SHA256.hash(request.content.bytes)
    }
}

extension ModelRequest {
    /// All that a provider sees of it.
    var content: JSONValue {
        [
            "system": .string(system), "messages": .array(messages.map(\.content)),
            "tools": .array(
                tools.map {
                    [.string($0.name), .string($0.summary), $0.parameters]
                }),
            "form": form.map { [.string($0.name), $0.schema] } ?? .null,
            "tool_use": .string("\(toolUse)"), "max": .integer(Int64(outputTokensMax)),
        ]
    }

    /// Bytes that a provider counts as input.
    public var contentBytes: Int { content.bytes.count }
}

extension ModelMessage {
    fileprivate var content: JSONValue {
        switch self {
        case .user(let text): ["user", .string(text)]
        case .assistant(let text, let calls):
            [
                "assistant", .string(text),
                .array(calls.map { [.string($0.name), .object($0.arguments)] }),
            ]
        case .toolResult(let id, let text): ["tool", .string(id), .string(text)]
        }
    }
}
