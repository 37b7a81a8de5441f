public import Domain

/// A complete design to begin with.
public struct Starter: Sendable, Hashable {
    /// Stable, for clients.
    public let id: String
    public let title: String
    public let summary: String
    public let spec: AgentSpec

    public init(id: String, title: String, summary: String, spec: AgentSpec) {
        self.id = id
        self.title = title
        self.summary = summary
        self.spec = spec
    }
}
