/// Programs on this machine that are talked to over their standard input and output, a line at a
/// time. Which ones there are, only the operator says.
public protocol LocalPrograms: Sendable {
    /// Starts a program for one conversation, and ends it whatever becomes of that: without a
    /// shell, with these arguments and this environment only. Its standard error is not kept.
    ///
    /// - Parameters:
    ///   - first: what it is told to begin with, each without its line's end.
    ///   - onLine: what to answer to a line. It runs where the bytes come in, so it must not wait.
    /// - Throws: `LocalProgramFailure`; nothing when `onLine` has ended the conversation.
    func converse(
        with command: LocalCommand, first: [[UInt8]], limits: LocalLimits,
        onLine: @escaping @Sendable ([UInt8]) -> LocalReply
    ) async throws(LocalProgramFailure)
}

public struct LocalCommand: Sendable, Hashable {
    /// Absolute path, or a name that is looked for in the usual folders.
    public var program: String
    public var arguments: [String]
    public var environment: [String: String]

    public init(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:])
    {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }
}

public struct LocalLimits: Sendable, Hashable {
    /// From the start to the last line.
    public var totalMilliseconds: Int
    public var lineBytesMax: Int
    /// Of everything that it says.
    public var bytesMax: Int

    public init(totalMilliseconds: Int, lineBytesMax: Int = 1 << 20, bytesMax: Int = 4 << 20) {
        self.totalMilliseconds = totalMilliseconds
        self.lineBytesMax = lineBytesMax
        self.bytesMax = bytesMax
    }
}

public enum LocalReply: Sendable, Hashable {
    /// These lines, perhaps none; then it is listened on.
    case say([[UInt8]])
    case done
}

public enum LocalProgramFailure: Error, Equatable {
    /// It never ran.
    case notStarted(String)
    case ended
    case timedOut
    case tooMuch
    case cancelled
    /// Why no program is started at all.
    case notAllowed
}

/// Where nothing is started.
public struct NoPrograms: LocalPrograms {
    public init() {}

    public func converse(
        with command: LocalCommand, first: [[UInt8]], limits: LocalLimits,
        onLine: @escaping @Sendable ([UInt8]) -> LocalReply
    ) async throws(LocalProgramFailure) { throw .notAllowed }
}
