import Domain

/// The first thing an agent says, where a platform has a place for it.
enum Greeting {
    /// The owner's own words when they are words to be said; otherwise a plain one.
    static func text(_ context: ExportContext) -> String {
        let wish = FreeText.line(context.brief.spec.text(.greetingStyle) ?? "")
        if let quoted = quotation(in: wish) { return context.safe(quoted) }
        let openings = ["hi", "hello", "hey", "good ", "welcome", "greetings", "howdy"]
        let lower = wish.lowercased()
        if openings.contains(where: { lower.hasPrefix($0) }) { return context.safe(wish) }
        let offer =
            context.brief.movesMoney ? "What would you like to get done?" : "How can I help?"
        return "Hi, this is \(context.safe(context.name)). \(offer)"
    }

    /// Whether a plain English greeting would be in the wrong language.
    static func isForeign(_ context: ExportContext) -> Bool {
        let languages = context.brief.spec.list(.languages)
        return !languages.isEmpty && !languages.contains("en")
    }

    private static func quotation(in text: String) -> String? {
        for (open, close) in [("\"", "\""), ("“", "”"), ("‘", "’"), ("«", "»")] {
            let opener = Character(open)
            guard let start = text.firstIndex(of: opener) else { continue }
            let inside = text[text.index(after: start)...]
            guard let end = inside.firstIndex(of: Character(close)), end > inside.startIndex else {
                continue
            }
            return String(inside[..<end])
        }
        return nil
    }
}
