internal import JSON

/// OpenAI's Chat Completions, also as Ollama, vLLM, LiteLLM and llama.cpp speak it.
///
/// Source: `openai` 3.51.0, types/chat/completion_create_params.py and chat_completion_chunk.py.
enum ChatCompletions {
    static func body(_ request: ModelRequest, model: String, isOpenAI: Bool) -> JSONValue {
        let role = isOpenAI ? "developer" : "system"
        var messages: [JSONValue] = [
            ["role": .string(role), "content": .string(request.system)]
        ]
        messages += request.messages.map(message)
        var body: JSONObject = [
            "model": .string(model), "messages": .array(messages), "stream": true,
            "stream_options": ["include_usage": true],
        ]
        let limit = isOpenAI ? "max_completion_tokens" : "max_tokens"
        body[limit] = .integer(Int64(request.outputTokensMax))
        if isOpenAI { body["store"] = false }
        if let form = request.form {
            body["response_format"] = [
                "type": "json_schema",
                "json_schema": [
                    "name": .string(form.name), "strict": true, "schema": form.schema,
                ],
            ]
        }
        if !request.tools.isEmpty {
            body["tools"] = .array(request.tools.map(tool))
            body["tool_choice"] = choice(request.toolUse)
            body["parallel_tool_calls"] = false
        }
        return .object(body)
    }

    private static func message(_ message: ModelMessage) -> JSONValue {
        switch message {
        case .user(let text): return ["role": "user", "content": .string(text)]
        case .assistant(let text, let calls):
            var object: JSONObject = ["role": "assistant", "content": .string(text)]
            if !calls.isEmpty {
                object["tool_calls"] = .array(
                    calls.map { call in
                        [
                            "id": .string(call.id), "type": "function",
                            "function": [
                                "name": .string(call.name),
                                "arguments": .string(JSONValue.object(call.arguments).text),
                            ],
                        ]
                    })
            }
            return .object(object)
        case .toolResult(let id, let text):
            return ["role": "tool", "tool_call_id": .string(id), "content": .string(text)]
        }
    }

    private static func tool(_ tool: ModelTool) -> JSONValue {
        [
            "type": "function",
            "function": [
                "name": .string(tool.name), "description": .string(tool.summary),
                "parameters": tool.parameters,
            ],
        ]
    }

    private static func choice(_ use: ModelRequest.ToolUse) -> JSONValue {
        switch use {
        case .auto: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }
}

// What comes back.
extension ChatCompletions {
    static func take(
        _ chunk: JSONValue, into draft: inout ReplyDraft
    ) throws(ModelFailure) -> [ModelDelta] {
        try refuseError(chunk)
        takeUsage(chunk, into: &draft)
        guard let choice = chunk["choices"]?.array?.first else { return [] }
        let delta = choice["delta"] ?? [:]
        var deltas = try draft.append(text: delta["content"]?.string ?? "")
        if let refusal = delta["refusal"]?.string, !refusal.isEmpty { draft.end = .refused }
        for call in delta["tool_calls"]?.array ?? [] {
            let index = Int(call["index"]?.integer ?? 0)
            if let id = call["id"]?.string, let name = call["function"]?["name"]?.string {
                deltas += try draft.begin(call: index, id: id, name: name)
            }
            if let arguments = call["function"]?["arguments"]?.string {
                try draft.append(arguments: arguments, toCall: index)
            }
        }
        try end(choice["finish_reason"], &draft)
        return deltas
    }

    /// An answer that did not stream.
    static func takeWhole(
        _ document: JSONValue, into draft: inout ReplyDraft
    ) throws(ModelFailure) {
        try refuseError(document)
        takeUsage(document, into: &draft)
        guard let choice = document["choices"]?.array?.first, let message = choice["message"]
        else { throw .nonsense("no choice") }
        _ = try draft.append(text: message["content"]?.string ?? "")
        for (index, call) in (message["tool_calls"]?.array ?? []).enumerated() {
            _ = try draft.begin(
                call: index, id: call["id"]?.string ?? "",
                name: call["function"]?["name"]?.string ?? "")
            try draft.append(
                arguments: call["function"]?["arguments"]?.string ?? "", toCall: index)
        }
        try end(choice["finish_reason"], &draft)
        draft.isEnded = true
    }

    /// `[DONE]` may be missing with other servers: the reason for the end is the end.
    private static func end(
        _ reason: JSONValue?, _ draft: inout ReplyDraft
    ) throws(ModelFailure) {
        guard let reason = reason?.string else { return }
        switch reason {
        case "stop", "end_turn": draft.end = draft.end ?? .finished
        case "tool_calls", "function_call": draft.end = .calls
        case "length": draft.end = .length
        case "content_filter": draft.end = .refused
        default: throw .nonsense("an unknown reason to end")
        }
    }

    private static func takeUsage(_ chunk: JSONValue, into draft: inout ReplyDraft) {
        guard let usage = chunk["usage"], usage.object != nil else { return }
        draft.usage = ModelUsage(
            inputTokens: ModelUsage.checked(usage["prompt_tokens"]),
            outputTokens: ModelUsage.checked(usage["completion_tokens"]))
    }

    private static func refuseError(_ chunk: JSONValue) throws(ModelFailure) {
        guard let error = chunk["error"], !error.isNull else { return }
        throw .broken(status: Int(error["code"]?.integer ?? 500))
    }
}
