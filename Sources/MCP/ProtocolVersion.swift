/// A revision of the Model Context Protocol that is spoken here. The raw value is its name.
public enum ProtocolVersion: String, Sendable, Hashable, CaseIterable {
    case november2024 = "2024-11-05"
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    /// Whether every request carries what `initialize` said before, so that there are no sessions.
    public var isStateless: Bool { self == .july2026 }

    public static let withSessions = allCases.filter { !$0.isStateless }

    /// The answer to a client that asks for a revision in `initialize`: that one, or the newest.
    public static func negotiated(for asked: String) -> ProtocolVersion {
        withSessions.first { $0.rawValue == asked } ?? .november2025
    }
}
