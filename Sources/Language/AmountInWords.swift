public import Domain

/// How amounts sound: for voices, and for reading an amount back in words and digits.
extension TokenAmount {
    /// `ten cents in USDC`, `twenty-five dollars`, `one point five CRO`.
    public var inWords: String {
        guard let unit = SpokenUnit(token: token) else {
            return NumberInWords.words(quantity) + " " + token
        }
        return spoken(in: unit) + (token == unit.plainToken ? "" : " in \(token)")
    }

    /// `ten cents`: where it is clear which token is meant.
    public var inWordsWithoutToken: String {
        guard let unit = SpokenUnit(token: token) else { return inWords }
        return spoken(in: unit)
    }

    private func spoken(in unit: SpokenUnit) -> String {
        guard quantity.scale <= 2, let cents = try? quantity.scaled(to: 2) else {
            return NumberInWords.words(quantity) + " " + unit.wholes
        }
        let (whole, rest) = (cents / 100, cents % 100)
        let wholeWords = NumberInWords.words(whole) + " " + (whole == 1 ? unit.whole : unit.wholes)
        let restWords = NumberInWords.words(rest) + " " + (rest == 1 ? unit.part : unit.parts)
        if rest == 0 { return wholeWords }
        return whole == 0 ? restWords : wholeWords + " and " + restWords
    }
}

private struct SpokenUnit {
    let plainToken: String
    let whole: String
    let wholes: String
    let part: String
    let parts: String

    /// Nil for tokens that have no hundredths with a name.
    init?(token: String) {
        switch Policy.unit(of: token) {
        case "USD": self.init("USD", "dollar", "dollars", "cent", "cents")
        case "EUR": self.init("EUR", "euro", "euros", "cent", "cents")
        case "GBP": self.init("GBP", "pound", "pounds", "penny", "pence")
        default: return nil
        }
    }

    private init(
        _ plainToken: String, _ whole: String, _ wholes: String, _ part: String, _ parts: String
    ) {
        self.plainToken = plainToken
        self.whole = whole
        self.wholes = wholes
        self.part = part
        self.parts = parts
    }
}

/// English number words.
public enum NumberInWords {
    /// `twelve thousand five hundred`; plain digits from 10^21 on.
    public static func words(_ number: UInt128) -> String {
        guard number > 0 else { return ones[0] }
        guard number < largest else { return String(number) }
        var parts: [String] = []
        var rest = number
        for scale in scales where rest >= scale.value {
            parts.append(belowThousand(Int(rest / scale.value)) + scale.name)
            rest %= scale.value
        }
        return parts.joined(separator: " ")
    }

    /// The decimals one by one: `zero point zero five`.
    public static func words(_ quantity: Quantity) -> String {
        let parts = quantity.description.split(separator: ".")
        let whole = parts.first.flatMap { UInt128($0) }.map { words($0) } ?? quantity.description
        guard parts.count == 2 else { return whole }
        let decimals = parts[1].utf8.map { ones[Int($0 - UInt8(ascii: "0"))] }
        return whole + " point " + decimals.joined(separator: " ")
    }

    private static func belowThousand(_ number: Int) -> String {
        let (hundreds, rest) = (number / 100, number % 100)
        if hundreds == 0 { return belowHundred(rest) }
        return ones[hundreds] + " hundred" + (rest == 0 ? "" : " " + belowHundred(rest))
    }

    private static func belowHundred(_ number: Int) -> String {
        if number < 20 { return ones[number] }
        return tens[number / 10] + (number % 10 == 0 ? "" : "-" + ones[number % 10])
    }

    private static let largest: UInt128 = 1_000_000_000_000_000_000_000
    private static let scales: [(value: UInt128, name: String)] = [
        (1_000_000_000_000_000_000, " quintillion"), (1_000_000_000_000_000, " quadrillion"),
        (1_000_000_000_000, " trillion"), (1_000_000_000, " billion"), (1_000_000, " million"),
        (1000, " thousand"), (1, ""),
    ]
    private static let ones = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
        "nineteen",
    ]
    private static let tens = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]
}
