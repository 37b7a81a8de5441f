public import Paygent

/// Reads what an agent is told to do. The embedded engine answers at once; a model only proposes.
public protocol CommandInterpreter: Sendable {
    func read(_ text: String) async -> Command
}

/// The deterministic engine: always there, needs nothing.
public struct EmbeddedInterpreter: CommandInterpreter {
    public init() {}

    public func read(_ text: String) async -> Command { CommandReader.read(text) }
}
