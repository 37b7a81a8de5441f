public import Domain

/// Tools that come from elsewhere: a document, or another server.
public protocol ToolImport: Sendable {
    var tools: [HTTPTool] { get }
    /// What stands in the transcript for the import; names the pins, so that the design keeps them.
    var message: String { get }
}

extension ToolImport {
    /// The import as a message that was read: `session.receive` takes it like any other.
    public var reading: Reading {
        Reading(
            acts: [.inform],
            changes: [
                SlotChange(
                    .customTools, .add(.customTools(tools)), span: 0..<message.utf8.count,
                    confidence: 100)
            ])
    }
}
