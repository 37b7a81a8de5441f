import Language

/// The forms of the verbs that order something: `paid`, `sending`, `sold`.
enum VerbForms {
    /// The word that orders what a participle tells as done: `paid` is `pay`.
    static func base(ofParticiple key: UInt64) -> String? { participles[key] }

    /// The word that orders what a gerund only names: `sending` is `send`.
    static func base(ofGerund key: UInt64) -> String? { gerunds[key] }

    /// Either of both.
    static func base(of key: UInt64) -> String? { participles[key] ?? gerunds[key] }

    /// The key of the word that orders it.
    static func order(of key: UInt64) -> UInt64? { base(of: key).map { WordKey.of($0) } }

    /// Every form: none of them is a slip of the keyboard.
    static let words: Set<String> = forms.words

    private static let regular = """
        transfer wire forward remit move release disburse credit swap exchange convert change trade turn
        purchase acquire cancel end stop terminate discontinue close reduce trim halve open raise lower tighten
        claim collect redeem approve accept authorise authorize reject decline deny refuse settle cover clear tip
        subscribe renew refund reimburse donate place add provide deposit stake wager limit cap check list book
        order return unsubscribe drop flatten exit shut liquidate restrict increase decrease adjust update push
        compensate deliver repay route remove lift disable skip bypass ignore delete erase suspend waive sign email mail print display
        """
    /// The last consonant is written twice.
    private static let doubling =
        " skip ship transfer swap cancel stop trim cap tip remit drop shut "

    private static let irregular = """
        pay paid paying, send sent sending, sell sold selling, buy bought buying, give given giving,
        put put putting, set set setting, cut cut cutting, bet bet betting, find found finding,
        show shown showing, get got getting, cancel canceled canceling, transfer transfered transfering, shut shut shutting,
        spend spent spending, shoot shot shooting, let let letting, withdraw withdrawn withdrawing, pay payed paing, move moved moving, convert converted converting, check checked checking
        """

    private static let participles = forms.participles
    private static let gerunds = forms.gerunds

    private static let forms: Forms = {
        var forms = Forms()
        for verb in regular.split(whereSeparator: \.isWhitespace).map(String.init) {
            let repeatsLast = doubling.contains(" \(verb) ")
            let stem = repeatsLast ? verb + String(verb.last ?? " ") : verb
            let bare = verb.hasSuffix("e") ? String(verb.dropLast()) : stem
            let past = verb.hasSuffix("y") ? String(verb.dropLast()) + "i" : bare
            forms.add(verb, past + "ed", (verb.hasSuffix("y") ? verb : bare) + "ing")
        }
        for line in irregular.split(separator: ",") {
            let written = line.split(whereSeparator: \.isWhitespace).map(String.init)
            forms.add(written[0], written[1], written[2])
        }
        return forms
    }()

    private struct Forms {
        var participles: [UInt64: String] = [:]
        var gerunds: [UInt64: String] = [:]
        var words: Set<String> = []

        mutating func add(_ verb: String, _ participle: String, _ gerund: String) {
            participles[WordKey.of(participle)] = verb
            gerunds[WordKey.of(gerund)] = verb
            words.formUnion([verb, participle, gerund])
        }
    }
}
