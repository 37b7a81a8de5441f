import Language

/// Small sets of words that the readers of a command share.
enum Words {
    static let to = WordKey.of("to")
    static let and = WordKey.of("and")
    static let from = WordKey.of("from")
    static let for_ = WordKey.of("for")
    static let with = WordKey.of("with")
    static let on = WordKey.of("on")
    static let of = WordKey.of("of")
    static let in_ = WordKey.of("in")
    static let that = WordKey.of("that")
    static let at = WordKey.of("at")
    static let against = WordKey.of("against")
    static let i = WordKey.of("i")

    static let receivers = WordSet(words: "to into for in onto")
    static let payers = WordSet(words: "with using from via against out")
    static let networkJoints = WordSet(words: "on via over through using across the")

    /// What stands before a name and is no part of it.
    static let determiners = WordSet(
        words: """
            the a an my our your his her their its this these those some any another one to from with of
            over me us for at on today's tomorrow's tonight's please up out off
            """)

    /// What stands between a verb and a sum.
    static let adverbs = WordSet(
        words:
            "exactly precisely just only about around roughly approximately approx merely another like"
    )

    /// Where a name ends.
    static let nameEnds = WordSet(
        words: """
            for each every on with using via in at by when whenever if once please now pls plz asap
            thanks today tomorrow tonight then and from to so because immediately before after until
            through over without as but cheers instead again while since under below above daily
            weekly monthly yearly per a an costing worth it's its priced out right thank this next
            later quickly only max tops
            """)

    static let comparesUp = WordSet(
        words: "over above exceeding exceeded > greater bigger larger more atleast least beyond")
    static let comparesDown = WordSet(
        words: """
            under below less cheaper max maximum most to within beneath than up upto budget cap <
            """)

    static let negative = WordSet(words: "minus negative")
    static let notNumbers = WordSet(
        words: "nan infinity inf infinite undefined null infinitely +inf -inf none nothing naught")

    static let hugeScales = WordSet(
        words: "quadrillion quintillion sextillion septillion zillion gazillion bazillion googol")

    static let bookings = WordSet(words: "invoice bill order ticket receipt case booking")
    static let bookedNumbers = WordSet(
        words: "invoice bill order ticket no number nr ref reference id # num inv receipt case")

    static let nots = WordSet(
        words: """
            not doesn't don't won't isn't didn't never wont doesnt dont isnt cannot can't fails
            """)

    static let pronouns = WordSet(
        words: "no it them that this him her everything all those these she he they")
    static let mayFollowSymbol = WordSet(
        words: """
            with for using from at on now please to into every each when if and via in by out worth
            against pls plz plus or paying then max
            """)
}
