import Language

/// Finds wishes that somebody should not learn of a payment or not have to approve it: "so my
/// approver never sees it", "make sure Carla doesn't find out", "in pieces, below the threshold".
struct Concealment {
    let text: CommandText
    let range: Range<Int>

    init(_ text: CommandText, _ range: Range<Int>) {
        self.text = text
        self.range = range
    }

    /// "hide the payment from …"
    static func begins(_ text: CommandText, _ index: Int) -> Bool {
        hiding.contains(text.key(index))
    }

    private static let hiding = WordSet(words: "hide conceal disguise mask")

    var isIn: Bool {
        range.contains { index in
            let key = text.key(index)
            if Self.noticing.contains(key) { return isKept(from: index) }
            if Self.telling.contains(key) { return Self.silences.contains(text.key(index - 1)) }
            if Self.needing.contains(key), needsApproval(index) { return isKept(from: index) }
            if Self.missing.contains(key) { return isMissed(index) }
            if Self.asks.contains(key) { return isOverseen && isKept(from: index) }
            return Self.dividing.contains(key) && dodges(after: index)
        }
    }

    /// Somebody is not to notice: a denial just before, and a purpose before that.
    private func isKept(from verb: Int) -> Bool {
        for place in stride(from: verb - 1, through: max(0, verb - 4), by: -1) {
            let key = text.key(place)
            if text.tokens[place].kind == .lineBreak || text.isSign(place, ".") { return false }
            if Self.before.contains(key) { return !Self.speakers.contains(text.key(place + 1)) }
            guard Self.denials.contains(key) else { continue }
            // "if you don't know": who does not notice gives the order.
            guard !Self.speakers.contains(text.key(place - 1)) else { return false }
            if Self.modals.contains(text.key(place - 1)) {
                return !Self.speakers.contains(text.key(place - 2))
            }
            if text.key(place + 1) == Self.let_ || Self.firm.contains(key) { return true }
            return hasPurpose(before: place + 1) || Self.nobodies.contains(key)
        }
        return false
    }

    /// "so the approver misses it", but not "so I don't miss the discount".
    private func isMissed(_ index: Int) -> Bool {
        let isOurs = [index - 1, index - 2].contains {
            Self.denials.contains(text.key($0)) || Self.speakers.contains(text.key($0))
        }
        return !isOurs && hasPurpose(before: index)
    }

    /// Somebody is named who looks after the money: only then is a question of theirs to be avoided.
    private var isOverseen: Bool {
        range.contains { Self.overseers.contains(text.key($0)) }
    }

    private static let asks = WordSet(words: "ask asks")
    private static let overseers = WordSet(
        words: """
            accounting accountant auditor auditors approver approvers boss finance compliance manager management
            supervisor controller nobody noone anyone anybody
            """)

    /// "so", "that", "make sure", "don't let" stand at most six words before.
    private func hasPurpose(before index: Int) -> Bool {
        (max(0, index - 6) ..<| index).contains { Self.purposes.contains(text.key($0)) }
    }

    /// "split … into …, under the approval limit".
    private func dodges(after index: Int) -> Bool {
        let end = min(text.tokens.count, index + 24)
        let rest = index ..<| end
        return rest.contains { Self.parts.contains(text.key($0)) || text.key($0) == Self.into }
            && rest.contains { Self.guards.contains(text.key($0)) }
    }

    /// "does not need approval", "never hits the threshold".
    private func needsApproval(_ index: Int) -> Bool {
        ((index + 1) ..<| min(text.tokens.count, index + 4)).contains {
            Self.guards.contains(text.key($0))
        }
    }

    private static let telling = WordSet(
        words:
            "mention mentioning tell telling report reporting disclose disclosing reveal revealing")
    private static let silences = WordSet(words: "dont not never without")
    private static let needing = WordSet(
        words: "need needs require requires trigger triggers hit hits reach reaches trip trips")
    private static let modals = WordSet(words: "must shall should may can will")
    private static let firm = WordSet(words: "shouldnt mustnt cannot")
    private static let let_ = WordKey.of("let")
    private static let into = WordKey.of("into")
    private static let noticing = WordSet(
        words: """
            see sees notice notices know knows find finds hear hears learn learns spot spots catch catches flag
            flags approve approves asked detect detects discover discovers realise realize realises realizes
            suspect suspects wise alerted notified told informed flagged triggered seeing noticing knowing finding hearing learning
            spotting
            """)
    private static let missing = WordSet(words: "miss misses overlook overlooks")
    private static let denials = WordSet(
        words: """
            never not doesnt dont wont cant didnt isnt arent shouldnt mustnt cannot nobody noone no without hardly nothing neither
            """)
    private static let nobodies = WordSet(words: "nobody noone without")
    private static let before = WordSet(words: "before until")
    private static let speakers = WordSet(words: "i you if we u")
    private static let purposes = WordSet(
        words: "so that sure let without ensure lest such make nobody noone careful")
    private static let dividing = WordSet(
        words: """
            split splitting divide dividing chop chopping break breaking slice slicing spread spreading cut cutting
            pieces bits chunks instalments installments parts portions structure
            """)
    private static let parts = WordSet(
        words: "pieces bits chunks parts portions several many small smaller tiny times multiple")
    private static let guards = WordSet(
        words: """
            sign approval approvals approver approvers threshold thresholds limit limits cap caps review reviews reviewer
            auditor notices notice approve radar alarm alarms flag
            """)
}
