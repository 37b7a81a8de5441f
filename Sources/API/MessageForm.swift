internal import JSON
internal import Paygent
internal import Web

/// Source: Anthropic API reference, the message object and the events of a streamed one.
struct MessageForm: ChatForm {
    let run: AgentRun

    func whole(_ run: AgentRun, _ words: String, _ told: JSONValue) -> JSONValue {
        let text: JSONValue = ["type": "text", "text": .string(words)]
        var message = head
        message["content"] = [text]
        message["stop_reason"] = "end_turn"
        message["usage"] = run.messageUsage
        message["paygent"] = told
        return .object(message)
    }

    /// How much a model will have read is not known yet.
    var opening: [ServerSentEvent] {
        var message = head
        message["content"] = .array([])
        message["stop_reason"] = .null
        message["usage"] = ["input_tokens": 0, "output_tokens": 0]
        let block: JSONValue = ["type": "text", "text": ""]
        return [
            event("message_start", ["message": .object(message)]),
            event("content_block_start", ["index": 0, "content_block": block]),
        ]
    }

    func piece(_ text: String) -> ServerSentEvent {
        let delta: JSONValue = ["type": "text_delta", "text": .string(text)]
        return event("content_block_delta", ["index": 0, "delta": delta])
    }

    func closing(_ run: AgentRun, _ told: JSONValue) -> [ServerSentEvent] {
        let delta: JSONValue = ["stop_reason": "end_turn", "stop_sequence": nil]
        return [
            event("content_block_stop", ["index": 0]),
            event(
                "message_delta",
                ["delta": delta, "usage": run.messageUsage, "paygent": told]),
            event("message_stop", JSONObject()),
        ]
    }

    func failure(_ message: JSONValue, code: JSONValue) -> ServerSentEvent {
        let error: JSONValue = ["type": "api_error", "message": message, "code": code]
        return event("error", ["error": error])
    }

    private var head: JSONObject {
        [
            "id": .string("msg_\(run.id)"), "type": "message", "role": "assistant",
            "model": .string(run.agent.name), "stop_sequence": nil,
        ]
    }

    private func event(_ name: String, _ members: JSONObject) -> ServerSentEvent {
        var data: JSONObject = ["type": .string(name)]
        data.members += members.members
        return ServerSentEvent(event: name, data: JSONValue.object(data).text)
    }
}

extension AgentRun {
    /// The tokens of the models that drove it; none when the engine did.
    fileprivate var messageUsage: JSONValue {
        let use = modelUse
        return [
            "input_tokens": .integer(Int64(use.inputTokens)),
            "output_tokens": .integer(Int64(use.outputTokens)),
        ]
    }
}
