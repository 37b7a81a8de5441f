import JSON
import Testing

@testable import Models

@Suite struct RequestTests {
    private static let request = ModelRequest(
        system: "Be kind.",
        messages: [
            .user("hello"),
            .assistant("", calls: [ModelToolCall(id: "t1", name: "look", arguments: ["q": 1])]),
            .toolResult(callID: "t1", text: "found"),
        ],
        tools: [ModelTool(name: "look", summary: "Looks.", parameters: ["type": "object"])],
        form: .init(name: "answer", schema: ["type": "object"]), outputTokensMax: 99,
        account: "s")

    private static func body(_ format: ModelEndpoint.Format) throws -> JSONValue {
        try JSONValue(parsing: WireSamples.endpoint(format).wire(request, key: "k").body)
    }

    @Test func chatCompletionsNestsFunctions() throws {
        let body = try Self.body(.compatible)
        #expect(body["messages"]?.array?[0]["role"] == "system")
        #expect(
            body["messages"]?.array?[2]["tool_calls"]?.array?[0]["function"]?["arguments"]
                == #"{"q":1}"#)
        #expect(body["messages"]?.array?[3]["tool_call_id"] == "t1")
        #expect(body["tools"]?.array?[0]["function"]?["name"] == "look")
        #expect(body["parallel_tool_calls"] == false)
        #expect(body["max_tokens"] == 99)
        #expect(try Self.body(.openaiChat)["messages"]?.array?[0]["role"] == "developer")
    }

    @Test func responsesKeepsFunctionsFlat() throws {
        let body = try Self.body(.openai)
        #expect(body["instructions"] == "Be kind.")
        #expect(body["tools"]?.array?[0]["name"] == "look")
        #expect(body["input"]?.array?[1]["type"] == "function_call")
        #expect(body["input"]?.array?[2]["output"] == "found")
        #expect(body["text"]?["format"]?["name"] == "answer")
        #expect(body["store"] == false)
    }

    @Test func messagesTakesResultsFromTheUser() throws {
        let body = try Self.body(.anthropic)
        #expect(body["system"] == "Be kind.")
        #expect(body["messages"]?.array?[2]["role"] == "user")
        #expect(body["messages"]?.array?[2]["content"]?.array?[0]["type"] == "tool_result")
        #expect(body["tool_choice"]?["disable_parallel_tool_use"] == true)
        #expect(body["max_tokens"] == 99)
    }

    @Test func theKeyIsInAHeaderOnly() {
        for format in ModelEndpoint.Format.allCases {
            let wire = WireSamples.endpoint(format).wire(Self.request, key: "very-secret")
            #expect(wire.headers.contains { $0.value.hasSuffix("very-secret") })
            #expect(!wire.url.contains("secret"))
            #expect(!String(decoding: wire.body, as: UTF8.self).contains("secret"))
        }
    }

    @Test(arguments: [
        ("openai:gpt-6-luna", "https://api.openai.com/v1", "OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-5-5#MY_KEY", "https://api.anthropic.com", "MY_KEY"),
        (
            "compatible:llama3.2:3b@http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1",
            "COMPATIBLE_API_KEY"
        ),
        ("openai-chat:a@https://x.example/v1#K", "https://x.example/v1", "K"),
    ])
    func anEndpointIsRead(text: String, base: String, key: String) throws {
        let endpoint = try ModelEndpoint(parsing: text)
        #expect(endpoint.baseURL == base)
        #expect(endpoint.keyName == key)
    }

    @Test(arguments: [
        "", "gpt", "openai:", "compatible:x", "foo:x", "openai:x@ftp://y", "openai:x#a b",
    ])
    func whatIsNoEndpointIsRefused(text: String) {
        #expect(throws: EndpointError.self) { try ModelEndpoint(parsing: text) }
    }
}
