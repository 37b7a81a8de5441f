internal import Domain
public import JSON

/// The answers that can be chosen with one key.
public struct Suggestions: Sendable, Equatable {
    public let texts: [String]
    /// Where an amount is asked for, `5` means five and not the fifth answer: letters name them.
    public let hasLetters: Bool

    public init(_ texts: [String], topic: String?) {
        self.texts = texts.map(harmless)
        hasLetters =
            topic.map { topic in Self.amountTopics.contains { topic.hasSuffix($0) } } ?? false
    }

    public static let none = Suggestions([], topic: nil)

    /// Of an answer of the service.
    public init(reply: JSONValue) {
        self.init(
            reply["suggestions"]?.array?.compactMap(\.string) ?? [],
            topic: reply["question_topic"]?.string)
    }

    private static let amountTopics = [
        "_limit", "_budget", "_threshold", "_price", "_tolerance", "_leverage", "timeout",
        "retry_policy", "amount",
    ]

    private static let letters: [Character] = Array("abcdefghijklmnopqrstuvwxyz")

    /// The text that a typed line stands for; nil when it is no choice.
    public func chosen(by line: String) -> String? {
        let key = line.trimmedSpaces.lowercased()
        guard let index = texts.indices.first(where: { self.key($0) == key }) else { return nil }
        return texts[index]
    }

    public func lines(width: Int) -> [Line] {
        texts.indices.flatMap { index in
            let name = Line("  \(key(index))  ", .accent)
            return (name + Line(texts[index])).wrapped(to: width, indent: 5)
        }
    }

    private func key(_ index: Int) -> String {
        hasLetters && index < Self.letters.count ? String(Self.letters[index]) : "\(index + 1)"
    }
}
