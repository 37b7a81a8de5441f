internal import JSON

/// Anthropic's Messages.
///
/// Source: `anthropic` 2.10.0, types/message_create_params.py and raw_message_stream_event.py.
enum AnthropicMessages {
    /// The only version there is. Source: platform.claude.com, API versioning.
    static let version = "2023-06-01"

    static func body(_ request: ModelRequest, model: String) -> JSONValue {
        var body: JSONObject = [
            "model": .string(model), "max_tokens": .integer(Int64(request.outputTokensMax)),
            "system": .string(request.system), "messages": .array(messages(request)),
            "stream": true,
        ]
        if let form = request.form {
            body["output_config"] = [
                "format": ["type": "json_schema", "schema": form.schema]
            ]
        }
        if !request.tools.isEmpty {
            body["tools"] = .array(
                request.tools.map { tool in
                    [
                        "name": .string(tool.name), "description": .string(tool.summary),
                        "input_schema": tool.parameters,
                    ]
                })
            body["tool_choice"] = choice(request.toolUse)
        }
        return .object(body)
    }

    /// Results of tools are the user's; neighbours of one role become one message.
    private static func messages(_ request: ModelRequest) -> [JSONValue] {
        var merged: [(role: String, content: [JSONValue])] = []
        for message in request.messages {
            let (role, content) = blocks(message)
            if merged.last?.role == role {
                merged[merged.count - 1].content += content
            } else {
                merged.append((role, content))
            }
        }
        return merged.map { ["role": .string($0.role), "content": .array($0.content)] }
    }

    private static func blocks(_ message: ModelMessage) -> (String, [JSONValue]) {
        switch message {
        case .user(let text): return ("user", [["type": "text", "text": .string(text)]])
        case .assistant(let text, let calls):
            let said: [JSONValue] =
                text.isEmpty ? [] : [["type": "text", "text": .string(text)]]
            return (
                "assistant",
                said
                    + calls.map { call in
                        [
                            "type": "tool_use", "id": .string(call.id),
                            "name": .string(call.name), "input": .object(call.arguments),
                        ]
                    }
            )
        case .toolResult(let id, let text):
            return (
                "user",
                [
                    [
                        "type": "tool_result", "tool_use_id": .string(id),
                        "content": .string(text),
                    ]
                ]
            )
        }
    }

    private static func choice(_ use: ModelRequest.ToolUse) -> JSONValue {
        switch use {
        case .auto: ["type": "auto", "disable_parallel_tool_use": true]
        case .none: ["type": "none"]
        case .required: ["type": "any", "disable_parallel_tool_use": true]
        case .named(let name):
            ["type": "tool", "name": .string(name), "disable_parallel_tool_use": true]
        }
    }
}

// What comes back.
extension AnthropicMessages {
    static func take(
        _ data: JSONValue, into draft: inout ReplyDraft
    ) throws(ModelFailure) -> [ModelDelta] {
        let index = Int(data["index"]?.integer ?? 0)
        switch data["type"]?.string {
        case "message_start": takeUsage(data["message"]?["usage"], into: &draft)
        case "content_block_start":
            let block = data["content_block"] ?? [:]
            if block["type"]?.string == "tool_use" {
                return try draft.begin(
                    call: index, id: block["id"]?.string ?? "",
                    name: block["name"]?.string ?? "")
            }
            return try draft.append(text: block["text"]?.string ?? "")
        case "content_block_delta":
            let delta = data["delta"] ?? [:]
            if let text = delta["text"]?.string { return try draft.append(text: text) }
            if let json = delta["partial_json"]?.string {
                try draft.append(arguments: json, toCall: index)
            }
        case "message_delta":
            takeUsage(data["usage"], into: &draft)
            try end(data["delta"]?["stop_reason"], &draft)
        case "message_stop": draft.isEnded = true
        case "error":
            let kind = data["error"]?["type"]?.string
            throw kind == "overloaded_error" || kind == "rate_limit_error"
                ? .busy(retryAfterSeconds: nil) : .broken(status: 500)
        default: break
        }
        return []
    }

    /// An answer that did not stream.
    static func takeWhole(
        _ document: JSONValue, into draft: inout ReplyDraft
    ) throws(ModelFailure) {
        guard let content = document["content"]?.array else { throw .nonsense("no content") }
        for (index, block) in content.enumerated() {
            if block["type"]?.string == "tool_use" {
                _ = try draft.begin(
                    call: index, id: block["id"]?.string ?? "",
                    name: block["name"]?.string ?? "")
                try draft.append(
                    arguments: (block["input"] ?? [:]).text, toCall: index)
            }
            _ = try draft.append(text: block["text"]?.string ?? "")
        }
        takeUsage(document["usage"], into: &draft)
        try end(document["stop_reason"], &draft)
        draft.isEnded = true
    }

    private static func end(
        _ reason: JSONValue?, _ draft: inout ReplyDraft
    ) throws(ModelFailure) {
        guard let reason = reason?.string else { return }
        switch reason {
        case "end_turn", "stop_sequence": draft.end = .finished
        case "tool_use": draft.end = .calls
        case "max_tokens", "model_context_window_exceeded": draft.end = .length
        case "refusal": draft.end = .refused
        default: throw .nonsense("an unknown reason to end")
        }
    }

    /// Input is told at the start, output at the end; each count so far is the whole.
    private static func takeUsage(_ usage: JSONValue?, into draft: inout ReplyDraft) {
        guard let usage, usage.object != nil else { return }
        if usage["input_tokens"] != nil {
            draft.usage.inputTokens = ModelUsage.checked(usage["input_tokens"])
        }
        if usage["output_tokens"] != nil {
            draft.usage.outputTokens = ModelUsage.checked(usage["output_tokens"])
        }
    }
}
