import Domain

/// Marks that a platform would replace inside a prompt. What people typed is written so that it
/// reads the same and means nothing: full-width forms, which Unicode's NFKC folds back.
extension Platform {
    func neutralised(_ text: String) -> String {
        switch self {
        case .elevenlabs, .vapi, .agentSpec, .dify, .n8n:
            // {{dynamic variable}}, Liquid's {{ }} and {% %}, {{input}}, {{#node.field#}}, {{expression}}
            Marks.replaced(text) { Marks.isPaired($0, $1) }
        case .googleADK:
            // {state}: any number of braces, and no escape
            Marks.replaced(text) { bytes, index in Marks.isBrace(bytes[index]) }
        case .mcpConfig:
            // ${ENVIRONMENT}
            Marks.replaced(text) { bytes, index in
                bytes[index] == UInt8(ascii: "$") && index + 1 < bytes.count
                    && bytes[index + 1] == UInt8(ascii: "{")
            }
        case .anthropic, .anthropicAgent:
            // Tags are that family's section marks.
            Marks.replaced(text) { Marks.opensTag($0, $1) }
        case .paygent, .openaiResponses, .openaiChat, .openaiAgents, .openaiAgentsAPI,
            .openaiRealtime, .openaiAssistant, .gemini, .langgraph, .agno, .mcp, .a2a, .openapi,
            .generic:
            text
        }
    }
}

private enum Marks {
    /// The text with each byte for which `isMark` holds in its full-width form.
    static func replaced(_ text: String, where isMark: ([UInt8], Int) -> Bool) -> String {
        let bytes = Array(text.utf8)
        guard bytes.indices.contains(where: { isMark(bytes, $0) }) else { return text }
        var result: [UInt8] = []
        for index in bytes.indices {
            if isMark(bytes, index) {
                let wide = Unicode.Scalar(0xFEE0 + UInt32(bytes[index])) ?? " "
                result.append(contentsOf: String(Character(wide)).utf8)
            } else {
                result.append(bytes[index])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func isBrace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
    }

    /// A brace beside the same brace, or beside a percent sign.
    static func isPaired(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard isBrace(bytes[index]) else { return false }
        let neighbours = [index - 1, index + 1].filter(bytes.indices.contains).map { bytes[$0] }
        return neighbours.contains { $0 == bytes[index] || $0 == UInt8(ascii: "%") }
    }

    static func opensTag(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count else { return false }
        let next = bytes[index + 1]
        return next == UInt8(ascii: "/") || next == UInt8(ascii: "!")
            || (next | 0x20) &- UInt8(ascii: "a") < 26
    }
}
