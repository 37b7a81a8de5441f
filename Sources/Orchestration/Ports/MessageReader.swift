public import Wizard

/// Reads what people write. The embedded engine answers at once; a model only adds proposals.
public protocol MessageReader: Sendable {
    func read(_ message: String, in context: ReadingContext) async -> Reading
}

/// The deterministic engine: always there, needs nothing.
public struct EmbeddedReader: MessageReader {
    public init() {}

    public func read(_ message: String, in context: ReadingContext) async -> Reading {
        IntentExtractor.read(message, in: context)
    }
}
