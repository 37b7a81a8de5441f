public import Domain

/// What differs between two designs, in plain sentences.
public struct DesignDiff: Sendable, Hashable {
    /// One a slot that differs, in reading order.
    public let sentences: [String]
    /// How the most that can be lost in 24 hours changes; nil when it stays.
    public let maximumLoss: String?

    public var isEmpty: Bool { sentences.isEmpty && maximumLoss == nil }

    public init(from before: Design, to after: Design) {
        sentences = Self.sentences(from: before, to: after)
        maximumLoss = Self.lossSentence(
            from: MaximumLoss(before.policy), to: MaximumLoss(after.policy))
    }

    /// Only the sentences about slots.
    public static func sentences(from before: Design, to after: Design) -> [String] {
        let (old, new) = (before.effective, after.effective)
        return new.differences(from: old).map { sentence($0, from: old[$0], to: new[$0]) }
    }

    /// `The daily limit goes from 5 USDC to 10 USDC.`
    static func sentence(_ slot: Slot, from before: SlotValue?, to after: SlotValue?) -> String {
        switch (before, after) {
        case (nil, let after?): return Statement(slot: slot, value: after).sentence
        case (let before?, nil):
            return "\(slot.title.capitalizedFirst): taken out (it was \(before.plain))."
        case (let before?, let after?):
            if slot.isList, let edits = listEdits(before, after) {
                return "\(slot.title.capitalizedFirst): \(edits)."
            }
            return slot.isNounTitle
                ? "\(slot.title.capitalizedFirst) goes from \(before.plain) to \(after.plain)."
                : "\(slot.title.capitalizedFirst): now \(after.plain), before \(before.plain)."
        case (nil, nil): return ""
        }
    }

    static func lossSentence(from before: MaximumLoss, to after: MaximumLoss) -> String? {
        guard before != after else { return nil }
        if let old = before.single, let new = after.single {
            let isSameUnit = Policy.unit(of: old.token) == Policy.unit(of: new.token)
            let areZero = old.quantity.isZero && new.quantity.isZero
            if areZero || isSameUnit && old.quantity == new.quantity { return nil }
            return "The most it can lose in 24 hours goes from \(old) to \(new)."
        }
        let (old, new) = (before.sentence, after.sentence)
        return old == new ? nil : "Before: \(old) Now: \(new)"
    }

    private static func listEdits(_ before: SlotValue, _ after: SlotValue) -> String? {
        guard let old = before.items, let new = after.items else { return nil }
        let (added, removed) = (
            new.filter { !old.contains($0) }, old.filter { !new.contains($0) }
        )
        var edits: [String] = []
        if !added.isEmpty { edits.append("added \(listed(added, "and"))") }
        if !removed.isEmpty { edits.append("removed \(listed(removed, "and"))") }
        return edits.isEmpty ? nil : edits.joined(separator: ", ")
    }
}

extension Slot {
    /// Whether the title is a noun that can `go from … to …`.
    fileprivate var isNounTitle: Bool {
        switch kind {
        case .limit, .network, .symbol, .zone, .percent, .number: true
        case .text, .texts, .name, .names, .flag, .choice, .choices, .tools, .customTools,
            .schedules, .retry, .seconds, .channels, .languages:
            false
        }
    }
}

extension SlotValue {
    /// A list's items in plain words; nil for what is no list.
    fileprivate var items: [String]? {
        switch self {
        case .texts(let items), .names(let items), .choices(let items): items
        case .languages(let codes): codes.map { SlotValue.languages([$0]).plain }
        case .tools(let tools): tools.map(\.title)
        case .customTools(let tools): tools.map(\.plain)
        case .schedules(let schedules): schedules.map(\.words)
        case .channels(let channels): channels.map(\.plain)
        case .text, .name, .flag, .choice, .symbol, .network, .limit, .zone, .percent, .number,
            .retry, .seconds:
            nil
        }
    }
}

extension MaximumLoss {
    /// The bound when there is exactly one.
    fileprivate var single: TokenAmount? { bounds.count == 1 ? bounds[0].amount : nil }
}
