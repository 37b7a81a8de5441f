internal import Domain

/// How large one value may be, so that a design stays small whatever people paste.
enum SlotBounds {
    static let itemsMax = 100

    /// What is wrong with the size of a value, as a plain sentence; nil when it fits.
    static func problem(_ slot: Slot, _ value: SlotValue) -> (code: String, sentence: String)? {
        let texts = value.texts
        guard texts.count <= itemsMax, value.itemCount <= itemsMax else {
            return ("too_many", "I can keep \(itemsMax) entries at most for this: \(slot.title).")
        }
        guard texts.allSatisfy({ fits($0, slot.lengthMax) }) else {
            return (
                "too_long",
                "I can keep \(slot.lengthMax) characters at most for this: \(slot.title)."
            )
        }
        return nil
    }

    /// Bytes settle it for most texts; only a long one is counted in characters.
    private static func fits(_ text: String, _ lengthMax: Int) -> Bool {
        text.utf8.count <= lengthMax || text.count <= lengthMax
    }
}

extension SlotValue {
    /// The free texts in it.
    fileprivate var texts: [String] {
        switch self {
        case .text(let text), .name(let text), .choice(let text), .symbol(let text),
            .zone(let text):
            [text]
        case .texts(let items), .names(let items), .choices(let items), .languages(let items): items
        case .channels(let channels): channels.compactMap(\.target)
        case .flag, .tools, .customTools, .network, .limit, .schedules, .percent, .number, .retry,
            .seconds:
            []
        }
    }

    fileprivate var itemCount: Int {
        switch self {
        case .schedules(let items): items.count
        case .channels(let items): items.count
        case .customTools(let items): items.count
        case .texts, .names, .choices, .languages, .tools: 0
        case .text, .name, .flag, .choice, .symbol, .network, .limit, .zone, .percent, .number,
            .retry, .seconds:
            1
        }
    }
}
