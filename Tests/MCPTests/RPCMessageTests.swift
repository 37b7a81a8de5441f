import JSON
import MCP
import Testing

@Suite struct RPCMessageTests {
    @Test func aRequestKeepsItsIdAsItCame() throws {
        for id in ["7", "\"a-7\"", "-1"] {
            let bytes = Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#.utf8)
            guard case .request(let call) = try RPCMessage(parsing: bytes) else {
                Issue.record("\(id) is no request")
                continue
            }
            #expect(call.id.text == id && call.method == "ping" && call.params.isEmpty)
            #expect(call.answer([:]).text == #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#)
        }
    }

    @Test func aMessageWithoutIdAsksForNoAnswer() throws {
        let text = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
        #expect(
            try RPCMessage(parsing: Array(text.utf8))
                == .notification(method: "notifications/initialized"))
        let answer = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
        #expect(try RPCMessage(parsing: Array(answer.utf8)) == .answer)
    }

    @Test(arguments: [
        ("", RPCError.Code.parse, "null"), ("{", .parse, "null"),
        (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, .parse, "null"),
        ("7", .invalidRequest, "null"), ("[]", .invalidRequest, "null"),
        (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, .invalidRequest, "null"),
        (#"{"id":1,"method":"ping"}"#, .invalidRequest, "null"),
        (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, .invalidRequest, "null"),
        (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, .invalidRequest, "null"),
        (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, .invalidRequest, "null"),
        (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, .invalidRequest, "null"),
        (#"{"jsonrpc":"2.0","id":3}"#, .invalidRequest, "3"),
        (#"{"jsonrpc":"2.0","result":{}}"#, .invalidRequest, "null"),
        (#"{"jsonrpc":"2.0","id":3,"method":7}"#, .invalidRequest, "3"),
        (#"{"jsonrpc":"2.0","id":3,"method":"ping","params":[1]}"#, .invalidParams, "3"),
    ])
    func whatIsNoMessageIsRefusedByItsCode(text: String, code: RPCError.Code, id: String) {
        do throws(RPCError) {
            let message = try RPCMessage(parsing: Array(text.utf8))
            Issue.record("\(text) was read as \(message)")
        } catch {
            #expect(error.code == code && error.id.text == id && error.message.hasSuffix("."))
            #expect(error.json["error"]?["code"] == .integer(code.rawValue))
        }
    }

    @Test func aRevisionThatIsNotSpokenIsAnsweredByTheNewestWithSessions() {
        for version in ProtocolVersion.withSessions {
            #expect(ProtocolVersion.negotiated(for: version.rawValue) == version)
        }
        for asked in ["2026-07-28", "1999-01-01", "", "zzz"] {
            #expect(ProtocolVersion.negotiated(for: asked) == .november2025)
        }
    }
}
