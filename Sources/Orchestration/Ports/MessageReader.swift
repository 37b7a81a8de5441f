public import Wizard

/// Looks for what a message may say beyond what the embedded engine reads in it. The engine reads
/// every message itself; this only points at words, and the engine judges them.
public protocol MessageReader: Sendable {
    /// - Parameter session: the conversation as it stood before the message.
    func proposals(in message: String, of session: Session) async -> [Proposal]
}

/// The deterministic engine alone: always there, needs nothing.
public struct EmbeddedReader: MessageReader {
    public init() {}

    public func proposals(in message: String, of session: Session) async -> [Proposal] { [] }
}
