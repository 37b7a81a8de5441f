/// Why an exchange with a server came to nothing. What a server says in it is one bounded line.
public enum ExchangeFailure: Error, Sendable, Hashable {
    /// The server breaks the protocol: how.
    case notUnderstood(String)
    /// It speaks none of our revisions.
    case versionUnknown(String)
    case hasNoTools
    /// More pages, tools, bytes or messages than anybody needs: which.
    case tooMuch(String)
    /// It answered with an error of its own.
    case refused(code: Int64, message: String)
    /// It no longer offers the tool.
    case toolGone
    /// It describes the tool otherwise than when its owner took it over.
    case toolChanged(pin: String)
    /// It forgot the conversation twice.
    case sessionLost
    /// It ended before it had answered.
    case ended

    /// What was wrong, as the end of a sentence about the server.
    public var words: String {
        switch self {
        case .notUnderstood(let what): "what it says is not MCP: \(what)"
        case .versionUnknown(let version):
            "it speaks revision '\(version)' of MCP, which is not known here"
        case .hasNoTools: "it offers no tools"
        case .tooMuch(let what): "it sends too much: \(what)"
        case .refused(let code, let message): "it answered with error \(code): \(message)"
        case .toolGone: "it no longer offers this tool"
        case .toolChanged: "it describes this tool differently from when it was taken over"
        case .sessionLost: "it forgot the conversation again and again"
        case .ended: "it ended without an answer"
        }
    }
}
