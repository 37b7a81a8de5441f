public import Domain

/// What one reply asks: one thing, with the reason and ready answers.
public struct Question: Sendable, Hashable {
    public var topic: Topic
    public var text: String
    public var reason: String
    /// 1 to 4.
    public var suggestions: [String]

    public enum Topic: Sendable, Hashable {
        case slot(Slot)
        /// Approve the finished design.
        case confirm

        /// As clients see it: the slot's name, or `confirm`.
        public var name: String {
            switch self {
            case .slot(let slot): slot.rawValue
            case .confirm: "confirm"
            }
        }
    }

    public init(topic: Topic, text: String, reason: String, suggestions: [String]) {
        self.topic = topic
        self.text = text
        self.reason = reason
        self.suggestions = suggestions
    }
}
