import JSON
import Testing

@testable import Models

/// Answers as each provider streams them, and what they come to.
enum WireSamples {
    static let chat = """
        data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

        data: {"id":"c","choices":[{"index":0,"delta":{"content":"Good "},"finish_reason":null}]}

        data: {"id":"c","choices":[{"index":0,"delta":{"content":"day"},"finish_reason":null}]}

        data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"look","arguments":""}}]},"finish_reason":null}]}

        data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"q\\""}}]},"finish_reason":null}]}

        data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":null}]}

        data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: {"id":"c","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7}}

        data: [DONE]


        """

    static let responses = """
        event: response.created
        data: {"type":"response.created","response":{"id":"r","status":"in_progress"}}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","output_index":0,"delta":"Good "}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","output_index":0,"delta":"day"}

        event: response.output_item.added
        data: {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"t1","name":"look","arguments":""}}

        event: response.function_call_arguments.delta
        data: {"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\\"q\\":"}

        event: response.function_call_arguments.done
        data: {"type":"response.function_call_arguments.done","output_index":1,"arguments":"{\\"q\\":1}"}

        event: response.completed
        data: {"type":"response.completed","response":{"status":"completed","usage":{"input_tokens":11,"output_tokens":7}}}


        """

    static let messages = """
        event: message_start
        data: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":11,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: ping
        data: {"type":"ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Good day"}}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"look","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"q\\":1}"}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":7}}

        event: message_stop
        data: {"type":"message_stop"}


        """

    static let all: [(ModelEndpoint.Format, String)] = [
        (.openaiChat, chat), (.compatible, chat), (.openai, responses), (.anthropic, messages),
    ]

    static let expected = ModelReply(
        text: "Good day",
        calls: [ModelToolCall(id: "t1", name: "look", arguments: ["q": 1])], end: .calls,
        usage: ModelUsage(inputTokens: 11, outputTokens: 7))

    static func endpoint(_ format: ModelEndpoint.Format) -> ModelEndpoint {
        ModelEndpoint(format: format, model: "m", baseURL: "http://127.0.0.1:1/v1")
    }
}

@Suite struct WireTests {
    @Test(arguments: WireSamples.all)
    func aStreamIsReadWhereverItIsCut(format: ModelEndpoint.Format, text: String) throws {
        let bytes = Array(text.utf8)
        for cut in 0..<bytes.count {
            var decoder = WireSamples.endpoint(format).decoder()
            var deltas = try decoder.take(Array(bytes[..<cut]))
            deltas += try decoder.take(Array(bytes[cut...]))
            #expect(try decoder.finish() == WireSamples.expected, "cut at \(cut)")
            #expect(deltas.last == .callStarted(name: "look"))
        }
    }

    /// A provider that leaves in the middle gave no answer, wherever it left.
    @Test(arguments: WireSamples.all)
    func aStreamThatEndsEarlyIsNoAnswer(format: ModelEndpoint.Format, text: String) throws {
        let bytes = Array(text.utf8)
        var answers = 0
        for end in 0..<bytes.count {
            var decoder = WireSamples.endpoint(format).decoder()
            do throws(ModelFailure) {
                _ = try decoder.take(Array(bytes[..<end]))
                // Only what lacks no more than its farewell may pass.
                #expect(try decoder.finish().calls == WireSamples.expected.calls)
                answers += 1
            } catch {
                #expect(error == .nonsense("cut off"), "ended at \(end): \(error)")
            }
        }
        #expect(answers < bytes.count / 3)
    }

    @Test func anAnswerThatDoesNotStreamIsRead() throws {
        let whole: [(ModelEndpoint.Format, String)] = [
            (
                .compatible,
                #"{"choices":[{"message":{"content":"Good day","tool_calls":[{"id":"t1","function":{"name":"look","arguments":"{\"q\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":11,"completion_tokens":7}}"#
            ),
            (
                .openai,
                #"{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Good day"}]},{"type":"function_call","call_id":"t1","name":"look","arguments":"{\"q\":1}"}],"usage":{"input_tokens":11,"output_tokens":7}}"#
            ),
            (
                .anthropic,
                #"{"content":[{"type":"text","text":"Good day"},{"type":"tool_use","id":"t1","name":"look","input":{"q":1}}],"stop_reason":"tool_use","usage":{"input_tokens":11,"output_tokens":7}}"#
            ),
        ]
        for (format, text) in whole {
            var decoder = WireSamples.endpoint(format).decoder()
            _ = try decoder.take(Array(text.utf8))
            #expect(try decoder.finish() == WireSamples.expected)
        }
    }

    @Test(arguments: [
        #"{"choices":[{"delta":{"content":1e309}}]}"#, #"{"choices":{}}"#, "NaN", "null", "[]", "7",
        #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"x"}}]}}]}"#,
        #"{"choices":[{"delta":{},"finish_reason":"because"}]}"#, #"{"error":{"message":"no"}}"#,
    ])
    func whatIsNoAnswerIsRefused(data: String) {
        #expect(throws: ModelFailure.self) {
            var decoder = WireSamples.endpoint(.compatible).decoder()
            _ = try decoder.take(Array("data: \(data)\n\n".utf8))
            _ = try decoder.finish()
        }
    }

    @Test func tenMegabytesAreTooMuch() {
        var decoder = WireSamples.endpoint(.compatible).decoder()
        let piece =
            Array(
                #"data: {"choices":[{"delta":{"content":"\#(String(repeating: "x", count: 4_000))"}}]}"#
                    .utf8) + [0x0A, 0x0A]
        #expect(throws: ModelFailure.tooLarge) {
            for _ in 0..<2_500 { _ = try decoder.take(piece) }
        }
    }

    /// Hundreds of thousands of replies nobody would send: each is refused or read, in bounds.
    @Test(arguments: [UInt64(1), 2, 3])
    func mutatedStreamsNeverDoHarm(seed: UInt64) {
        var random = Mutations(seed: seed)
        for round in 0..<700 {
            let (format, text) = WireSamples.all[round % WireSamples.all.count]
            let bytes = random.mutated(Array(text.utf8))
            var decoder = WireSamples.endpoint(format).decoder()
            do throws(ModelFailure) {
                for part in random.cut(bytes) { _ = try decoder.take(part) }
                let reply = try decoder.finish()
                #expect(reply.calls.count <= ReplyDecoder.callsMax)
                #expect(reply.usage.tokens <= 2 * ModelUsage.tokensMax)
            } catch { #expect(error != .unavailable, "seed \(seed), round \(round)") }
        }
    }
}

/// Seeded damage: bytes changed, doubled, dropped, and text moved about.
struct Mutations {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(bound, 1)))
    }

    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...next(6) where !bytes.isEmpty {
            let place = next(bytes.count)
            switch next(5) {
            case 0: bytes[place] = UInt8(next(256))
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + next(40)))
            case 2:
                bytes.insert(
                    contentsOf: bytes[place..<min(bytes.count, place + next(200))], at: place)
            case 3: bytes = Array(bytes[..<place])
            default:
                bytes.insert(
                    contentsOf: Array(Self.poison[next(Self.poison.count)].utf8), at: place)
            }
        }
        return bytes
    }

    mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        var (parts, rest) = ([[UInt8]](), bytes[...])
        while !rest.isEmpty {
            let count = min(rest.count, 1 + next(300))
            parts.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return parts
    }

    private static let poison = [
        "1e309", "NaN", "\u{0}", "{", "}", "[[[[", "\\ud800", "-1", "9223372036854775808", "null",
        "\n\n", "data: ", "event: error\n", "\"index\":-5", "\"output_index\":9223372036854775807",
    ]
}
