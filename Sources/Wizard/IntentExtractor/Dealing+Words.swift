import Language

// The words of dealing with somebody: data, not rules.
extension DealingReader {
    /// Verbs and nouns of paying and buying.
    static let acts = WordSet(
        words: """
            pay pays paid payed paying payment payments money cent cents penny pennies dime buy buys
            buying bought purchase purchases purchasing order orders ordering get gets send sends
            sending give gives giving transfer transfers use uses used using hit hits calls deal
            deals dealing dealings business spend spends hire hires trust trusts touch touches
            accept accepts choose chooses allow allows whitelist support supports tip tips
            funds fund goes go book books trade trades cash anything everything
            """)
    static let directions = WordSet(words: "from to at with")
    /// Whoever receives is its subject: "A gets nothing".
    static let receiving = WordSet(
        words: """
            get gets getting receive receives receiving have see sees earn earns touch touches given
            """)
    static let beings = WordSet(words: "be is are was been being get gets")
    static let done = WordSet(words: "paid payed used touched given sent funded booked bought hired")
    /// What one may get that is no money: "gets a copy of nothing".
    static let otherThings = WordSet(
        words: "copy copies mail mails email report reports message messages access say vote list")
    static let payees = WordSet(
        words: """
            supplier suppliers vendor vendors provider providers payee payees recipient recipients
            seller sellers shop shops firm firms company companies partner partners people store stores
            """)
    static let outs = WordSet(
        words: """
            banned blocked blacklisted excluded forbidden barred prohibited out taboo dropped sacked
            disallowed unwelcome boycotted vetoed suspended denied nogo
            """)
    static let shuns = WordSet(
        words: "avoid avoids refuse refuses ban bans block blocks exclude excludes boycott forbid")
    static let shunning = PhraseTable<Bool>([
        (
            true,
            """
            avoid, avoids, refuse, refuses, ban, bans, block, blocks, boycott, boycotts, blacklist,
            blocklist, denylist, exclude, excludes, forbid, forbids, shun, shuns,
            stay/stays/keep/keeps/steer/steers away/clear/off from/of, keep/keeps/stay/stays off,
            hands off, had it with, done with, finished with, fed up with, through with,
            leave alone, no more, refuse to pay, blocked, banned
            """
        )
    ])
    static let keeping = WordSet(
        words: "keep keeps leave leaves cut cuts shut shuts kick kicks lock locks throw take left")
    static let aways = WordSet(words: "out alone off away aside")
    /// What may stand between a no and the paying: "don't let it send anything to A".
    static let lettings = WordSet(
        words: """
            want wants wish let lets see like allow permit cent single whatsoever another longer
            further circumstances circumstance account ever business receive
            """)
    static let limits = WordSet(words: "more less only than above over")
    static let comparing = WordSet(words: "less only than above over")
    /// "half of us are from A": where people come from.
    static let origins = WordSet(words: "from in at")
    static let cases = WordSet(words: "without unless until till before twice when if than late")
    static let onlys = WordSet(words: "only just solely exclusively alone strictly")
    static let others = WordSet(
        words: "else other others elsewhere besides rest anybody anyone everybody everyone another")
    static let anyones = WordSet(
        words: """
            anyone anybody someone somebody everyone everybody nobody noone none one nothing
            anything everything all any others
            """)
    static let welcomes = WordSet(
        words: """
            cleared approved allowed ok okay fine trusted good contract contracted list listed
            vetted known whitelisted accepted welcome signed agreed permitted buy use pay who enough
            """)
    static let pointers = WordSet(
        words: "them they he him she her it those these this that both two three four")
    static let subordinates = WordSet(words: "if who whoever unless")
    static let lists = WordSet(words: "those these them list")
    static let objects = WordSet(words: "them him her it those these that this")
    static let endings = PhraseTable<Bool>([
        (
            true,
            """
            thats it, thats all, that is all, and thats it, on the list, full stop, period,
            nothing more, those two, those three, these two, these three, the two of them
            """
        )
    ])
    static let farewells = PhraseTable<Bool>([(true, "never again, not any more, no thanks, no longer")])
    static let exceptions = PhraseTable<Bool>([
        (
            true,
            """
            except, except for, excepting, but, besides, other than, apart from, aside from,
            else than, outside, outside of, excluding, save for, bar, not counting, with the exception of
            """
        )
    ])
    /// "not a cent": nothing at all, and no amount.
    static let coppers = WordSet(words: "cent penny dime copper")
    static let off = WordKey.of("off")
    static let limits_ = WordKey.of("limits")
    static let but = WordKey.of("but")
    static let for_ = WordKey.of("for")
}
