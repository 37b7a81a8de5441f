public import Domain

/// What a word or phrase of general English means by itself, whoever says it.
public enum Term: Sendable, Hashable {
    /// 0 to 19, 20, 30 … 90.
    case number(UInt64)
    case hundred
    /// Thousand, million, lakh.
    case scale(UInt64)
    /// A dozen, a couple.
    case bunch(UInt64)
    case half, quarter, third
    case article
    case ordinal(Int)
    case currency(Currency)
    case unit(TimeUnit)
    case weekday(Schedule.Weekday)
    case month(Int)
    case language(String)
    case zone(String)
    case network(Network)
}

/// What money is counted in, as a word or sign says it.
public struct Currency: Sendable, Hashable {
    /// In capitals; empty for coins whose currency depends on who speaks: `a fiver`.
    public let code: String
    /// How many of this unit make one: 100 for cents.
    public let divisor: UInt64
    /// What one such coin or note is worth, in hundredths; 0 for what is counted.
    public let coinHundredths: UInt64

    public init(_ code: String, divisor: UInt64 = 1, coinHundredths: UInt64 = 0) {
        self.code = code
        self.divisor = divisor
        self.coinHundredths = coinHundredths
    }
}

public enum TimeUnit: Int64, Sendable, Hashable {
    case millisecond = 1
    case second = 1000
    case minute = 60_000
    case hour = 3_600_000
    case day = 86_400_000
    case week = 604_800_000
    case month = 2_592_000_000

    public var milliseconds: Int64 { rawValue }
}

extension Term {
    /// The general vocabulary: numbers, money, time, places and languages.
    public static let table = PhraseTable<Term>(
        numbers + ordinals + currencies + times + languages + zones + networks)

    private static let numbers: [(Term, String)] =
        [
            "zero/nil", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
            "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
            "eighteen", "nineteen",
        ].enumerated().map { (.number(UInt64($0.offset)), $0.element) }
        + [
            "twenty", "thirty", "forty/fourty", "fifty", "sixty", "seventy", "eighty",
            "ninety/ninty",
        ].enumerated().map { (.number(UInt64($0.offset + 2) * 10), $0.element) }
        + [
            (.hundred, "hundred, hundreds"),
            (.scale(1000), "thousand, thousands, k, grand, mille"),
            (.scale(1_000_000), "million, millions, mio, mn, mil"),
            (.scale(1_000_000_000), "billion, bn, billions"),
            (.scale(1_000_000_000_000), "trillion, trillions"),
            (.scale(100_000), "lakh, lakhs, lac"),
            (.scale(10_000_000), "crore, crores"), (.bunch(12), "dozen"),
            (.bunch(2), "couple, couple of"), (.bunch(20), "score of"), (.half, "half"),
            (.quarter, "quarter, quarters"), (.third, "third, thirds"),
            (.article, "a, an"),
        ]

    private static let ordinals: [(Term, String)] =
        [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
            "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
            "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty first",
            "twenty second", "twenty third", "twenty fourth", "twenty fifth", "twenty sixth",
            "twenty seventh", "twenty eighth", "twenty ninth", "thirtieth", "thirty first",
        ].enumerated().map { (.ordinal($0.offset + 1), $0.element) }

    private static let times: [(Term, String)] = [
        (.unit(.millisecond), "ms, millisecond/milliseconds, msec"),
        (.unit(.second), "s, sec/secs, second/seconds"),
        (.unit(.minute), "m, min/mins, minute/minutes, minuts"),
        (.unit(.hour), "h, hr/hrs, hour/hours"), (.unit(.day), "d, day/days"),
        (.unit(.week), "w, wk/wks, week/weeks, wek"),
        (.unit(.month), "month/months, mo"),
        (.weekday(.mon), "monday/mondays, mon, lunes"),
        (.weekday(.tue), "tuesday/tuesdays, tue/tues, martes"),
        (.weekday(.wed), "wednesday/wednesdays, wed/weds"),
        (.weekday(.thu), "thursday/thursdays, thu/thur/thurs, jueves"),
        (.weekday(.fri), "friday/fridays, fri, viernes"),
        (.weekday(.sat), "saturday/saturdays, sat, sabado"),
        (.weekday(.sun), "sunday/sundays, sun, domingo"),
        (.month(1), "january, jan"), (.month(2), "february, feb"), (.month(3), "march, mar"),
        (.month(4), "april, apr"), (.month(5), "may"), (.month(6), "june, jun"),
        (.month(7), "july, jul"), (.month(8), "august, aug"), (.month(9), "september, sep, sept"),
        (.month(10), "october, oct"), (.month(11), "november, nov"), (.month(12), "december, dec"),
    ]

    private static let networks: [(Term, String)] = [
        (.network(.cronos), "cronos, cronos mainnet/main/chain/evm, cronos main net, cronoz"),
        (
            .network(.cronosTestnet),
            "cronos testnet/test, cronos test net, cronos t3, testnet of cronos, testnet cronos"
                + ", cronos's testnet, test net of cronos"
        ),
        (.network(.cronosZkEVM), "cronos zkevm, cronos zk evm, cronos zk, zkevm cronos"),
        (.network(.base), "base, base mainnet/chain/network, base main net"),
        (.network(.baseSepolia), "base sepolia, base testnet, base test net, sepolia on base"),
        (.network(.ethereum), "ethereum, ethereum mainnet, eth mainnet, mainnet ethereum"),
        (.network(.sepolia), "sepolia, ethereum sepolia, ethereum testnet"),
        (.network(.polygon), "polygon, polygon pos, matic network, polygon mainnet"),
        (.network(.arbitrum), "arbitrum, arbitrum one, arbitrum mainnet"),
        (.network(.optimism), "optimism, op mainnet, optimism mainnet"),
        (.network(.avalanche), "avalanche, avax c? chain, avalanche c chain, avalanche mainnet"),
        (.network(.bnbChain), "bnb chain, bnb smart chain, bsc, binance smart? chain"),
        (.network(.solana), "solana, solana mainnet"),
    ]
}
