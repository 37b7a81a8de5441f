internal import JSON

/// OpenAI's Responses.
///
/// Source: `openai` 3.51.0, types/responses/response_create_params.py and the stream events of
/// types/responses/response_stream_event.py.
enum OpenAIResponses {
    static func body(_ request: ModelRequest, model: String) -> JSONValue {
        var body: JSONObject = [
            "model": .string(model), "instructions": .string(request.system),
            "input": .array(request.messages.flatMap(items)), "stream": true, "store": false,
            "max_output_tokens": .integer(Int64(request.outputTokensMax)),
        ]
        if let form = request.form {
            body["text"] = [
                "format": [
                    "type": "json_schema", "name": .string(form.name), "strict": true,
                    "schema": form.schema,
                ]
            ]
        }
        if !request.tools.isEmpty {
            body["tools"] = .array(request.tools.map(tool))
            body["tool_choice"] = choice(request.toolUse)
            body["parallel_tool_calls"] = false
        }
        return .object(body)
    }

    private static func items(_ message: ModelMessage) -> [JSONValue] {
        switch message {
        case .user(let text): return [["role": "user", "content": .string(text)]]
        case .assistant(let text, let calls):
            let said: [JSONValue] =
                text.isEmpty ? [] : [["role": "assistant", "content": .string(text)]]
            return said
                + calls.map { call in
                    [
                        "type": "function_call", "call_id": .string(call.id),
                        "name": .string(call.name),
                        "arguments": .string(JSONValue.object(call.arguments).text),
                    ]
                }
        case .toolResult(let id, let text):
            return [
                [
                    "type": "function_call_output", "call_id": .string(id),
                    "output": .string(text),
                ]
            ]
        }
    }

    /// Flat, and with `strict`, which is a required key here.
    private static func tool(_ tool: ModelTool) -> JSONValue {
        [
            "type": "function", "name": .string(tool.name), "description": .string(tool.summary),
            "parameters": tool.parameters, "strict": false,
        ]
    }

    private static func choice(_ use: ModelRequest.ToolUse) -> JSONValue {
        switch use {
        case .auto: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name): ["type": "function", "name": .string(name)]
        }
    }
}

// What comes back.
extension OpenAIResponses {
    static func take(
        _ data: JSONValue, _ name: String, into draft: inout ReplyDraft
    ) throws(ModelFailure) -> [ModelDelta] {
        let index = Int(data["output_index"]?.integer ?? 0)
        switch data["type"]?.string ?? name {
        case "response.output_text.delta":
            return try draft.append(text: data["delta"]?.string ?? "")
        case "response.refusal.delta": draft.end = .refused
        case "response.output_item.added":
            guard let item = data["item"], item["type"]?.string == "function_call" else {
                return []
            }
            return try draft.begin(
                call: index, id: item["call_id"]?.string ?? "",
                name: item["name"]?.string ?? "")
        case "response.function_call_arguments.delta":
            try draft.append(arguments: data["delta"]?.string ?? "", toCall: index)
        case "response.function_call_arguments.done":
            if let whole = data["arguments"]?.string {
                try draft.set(arguments: whole, ofCall: index)
            }
        case "response.completed", "response.incomplete":
            try end(data["response"] ?? [:], &draft)
        case "response.failed", "error": throw .broken(status: 500)
        default: break
        }
        return []
    }

    /// An answer that did not stream.
    static func takeWhole(
        _ document: JSONValue, into draft: inout ReplyDraft
    ) throws(ModelFailure) {
        guard let output = document["output"]?.array else { throw .nonsense("no output") }
        for (index, item) in output.enumerated() {
            switch item["type"]?.string {
            case "message":
                for part in item["content"]?.array ?? [] {
                    if part["type"]?.string == "refusal" { draft.end = .refused }
                    _ = try draft.append(text: part["text"]?.string ?? "")
                }
            case "function_call":
                _ = try draft.begin(
                    call: index, id: item["call_id"]?.string ?? "",
                    name: item["name"]?.string ?? "")
                try draft.append(arguments: item["arguments"]?.string ?? "", toCall: index)
            default: break
            }
        }
        try end(document, &draft)
    }

    private static func end(
        _ response: JSONValue, _ draft: inout ReplyDraft
    ) throws(ModelFailure) {
        if let usage = response["usage"], usage.object != nil {
            draft.usage = ModelUsage(
                inputTokens: ModelUsage.checked(usage["input_tokens"]),
                outputTokens: ModelUsage.checked(usage["output_tokens"]))
        }
        draft.isEnded = true
        switch response["status"]?.string {
        case "completed": draft.end = draft.end ?? (draft.calls.isEmpty ? .finished : .calls)
        case "incomplete":
            let reason = response["incomplete_details"]?["reason"]?.string
            draft.end = reason == "content_filter" ? .refused : .length
        default: throw .nonsense("neither completed nor incomplete")
        }
    }
}
