public import MCP

/// Why an MCP server gave nothing.
public enum MCPFailure: Error, Equatable {
    /// The configuration names no such server; it names these.
    case unknownServer(String, known: [String])
    case http(HTTPFailure)
    /// An HTTP status that is no answer.
    case status(Int)
    case program(LocalProgramFailure)
    case exchange(ExchangeFailure)

    /// The end of a sentence about the server.
    public var words: String {
        switch self {
        case .unknownServer(let name, let known):
            "the configuration names no MCP server '\(name)'"
                + (known.isEmpty ? "" : "; it names \(known.joined(separator: ", "))")
        case .http(let failure): failure.words
        case .status(401), .status(403): "it wants credentials that it was not given"
        case .status(let status): "it answered with status \(status)"
        case .program(let failure): failure.words
        case .exchange(let failure): failure.words
        }
    }

    /// Whether the same again may go better.
    var mayPass: Bool {
        switch self {
        case .http(let failure):
            switch failure {
            case .notResolved, .notConnected, .timedOut, .cancelled, .broken: true
            case .badRequest, .forbiddenAddress, .untrustedCertificate, .responseTooLarge: false
            }
        case .status(let status): status == 408 || status == 429 || status >= 500
        case .program(.ended), .program(.timedOut), .program(.cancelled): true
        case .program(.notStarted), .program(.tooMuch), .program(.notAllowed): false
        case .exchange(.ended), .exchange(.sessionLost): true
        case .unknownServer, .exchange: false
        }
    }
}

/// A failed call, and whether the tool may have done something nevertheless.
struct MCPCallFailure: Error {
    let failure: MCPFailure
    let mayHaveBeenReceived: Bool
    /// Whether what went with the call was given away at any time. Unlike `mayHaveBeenReceived` it
    /// does not take the server's word for what it threw away.
    var hasGivenAway = false
}

extension LocalProgramFailure {
    var words: String {
        switch self {
        case .notStarted(let why): "its program could not be started: \(why)"
        case .ended: "its program ended without an answer"
        case .timedOut: "it took too long to answer"
        case .tooMuch: "its answer is too large"
        case .cancelled: "the call was cancelled"
        case .notAllowed: "no programs are started here"
        }
    }
}
