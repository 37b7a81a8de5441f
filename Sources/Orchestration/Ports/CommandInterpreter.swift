public import Paygent

/// Reads what an agent is told to do. The embedded engine answers at once; a model only proposes.
public protocol CommandInterpreter: Sendable {
    /// - Parameter memory: of the session; empty where the text points at nothing before it.
    func read(_ text: String, in memory: SessionMemory) async -> Command
}

/// The deterministic engine: always there, needs nothing.
public struct EmbeddedInterpreter: CommandInterpreter {
    public init() {}

    public func read(_ text: String, in memory: SessionMemory) async -> Command {
        CommandReader.read(text, in: memory)
    }
}
