internal import Domain
internal import JSON
internal import Paygent
internal import Web

/// Source: OpenAI API reference, the chat completion object and its chunks.
struct CompletionForm: ChatForm {
    let run: AgentRun
    let withUsage: Bool

    func whole(_ run: AgentRun, _ words: String, _ told: JSONValue) -> JSONValue {
        let choice: JSONValue = [
            "index": 0,
            "message": ["role": "assistant", "content": .string(words), "refusal": nil],
            "logprobs": nil, "finish_reason": "stop",
        ]
        var answer = head("chat.completion")
        answer["choices"] = [choice]
        answer["usage"] = run.completionUsage
        answer["paygent"] = told
        return .object(answer)
    }

    var opening: [ServerSentEvent] { [chunk(["role": "assistant", "content": ""])] }

    func piece(_ text: String) -> ServerSentEvent { chunk(["content": .string(text)]) }

    func closing(_ run: AgentRun, _ told: JSONValue) -> [ServerSentEvent] {
        var events = [chunk(.object(JSONObject()), finish: "stop", adding: ["paygent": told])]
        if withUsage {
            var last = head("chat.completion.chunk")
            last["choices"] = .array([])
            last["usage"] = run.completionUsage
            events.append(ServerSentEvent(data: JSONValue.object(last).text))
        }
        return events + [ServerSentEvent(data: "[DONE]")]
    }

    func failure(_ message: JSONValue, code: JSONValue) -> ServerSentEvent {
        let body: JSONValue = [
            "error": ["message": message, "type": "server_error", "param": nil, "code": code]
        ]
        return ServerSentEvent(data: body.text)
    }

    private func chunk(
        _ delta: JSONValue, finish: String? = nil, adding extra: JSONObject = JSONObject()
    ) -> ServerSentEvent {
        var chunk = head("chat.completion.chunk")
        let choice: JSONValue = [
            "index": 0, "delta": delta, "logprobs": nil, "finish_reason": .optional(finish),
        ]
        chunk["choices"] = [choice]
        chunk.members += extra.members
        return ServerSentEvent(data: JSONValue.object(chunk).text)
    }

    private func head(_ object: String) -> JSONObject {
        [
            "id": .string("chatcmpl-\(run.id)"), "object": .string(object),
            "created": .integer(run.startedAt.secondsSinceEpoch), "model": .string(run.agent.name),
        ]
    }
}

extension AgentRun {
    /// The tokens of the models that drove it; none when the engine did.
    fileprivate var completionUsage: JSONValue {
        let use = modelUse
        return [
            "prompt_tokens": .integer(Int64(use.inputTokens)),
            "completion_tokens": .integer(Int64(use.outputTokens)),
            "total_tokens": .integer(Int64(use.tokens)),
        ]
    }
}
