import Domain
import Language
import Testing

@Suite("Amounts as people write them")
struct MentionTests {
    private func mentions(_ text: String) -> [Mention] {
        let tokens = Tokens(text)
        return MentionReader(tokens, Term.table.hits(in: tokens)).all()
    }

    @Test(
        "every way of writing an amount reads as the same number and currency",
        arguments: [
            ("1,250.50 USDC", "1250.5", "USDC"), ("1.250,50 euros", "1250.5", "EUR"),
            ("1'000 CHF", "1000", "CHF"), ("1 000,00 €", "1000", "EUR"), ("$1,250", "1250", "USD"),
            ("1.300 euros", "1300", "EUR"), ("1.234 ETH", "1.234", "ETH"), ("€20", "20", "EUR"),
            ("fifty cents", "0.5", "USD"), ("12 cents", "0.12", "USD"),
            ("half a dollar", "0.5", "USD"), ("a grand dollars", "1000", "USD"),
            ("1.5k usdc", "1500", "USDC"), ("2 million dollars", "2000000", "USD"),
            ("1 lakh rupees", "100000", "INR"), ("ninety quid", "90", "GBP"),
            ("a hundred and thirty five dollars", "135", "USD"),
            ("two and a half thousand pounds", "2500", "GBP"),
            ("eleven and a half thousand pounds", "11500", "GBP"),
            ("a couple hundred euros", "200", "EUR"), ("a dozen euros", "12", "EUR"),
            ("0.75 USDC", "0.75", "USDC"), ("EUR 15", "15", "EUR"), ("a dime", "0.1", "USD"),
            ("\u{FF13}\u{FF10} USDC", "30", "USDC"), ("7 cents in USDC", "0.07", "USDC"),
            ("between forty and fifty-five dollars", "55", "USD"), ("40-55 USDC", "55", "USDC"),
        ])
    func amount(text: String, value: String, token: String) throws {
        let amount = try #require(mentions(text).compactMap(\.amount).first)
        #expect(amount.value.description == value)
        #expect(amount.token == token)
    }

    @Test(
        "ten printed forms of one amount read back as that amount",
        arguments: [1, 7, 12, 99, 150, 1000, 2500, 12_345, 999_999])
    func printedTenWays(number: Int) throws {
        let plain = String(number)
        let grouped = Self.grouped(number, ",")
        let forms = [
            "\(plain) USDC", "\(plain)USDC", "USDC \(plain)", "\(grouped) USDC",
            "\(Self.grouped(number, "'")) USDC", "\(plain).00 USDC", "\(grouped).00 USDC",
            "\(plain) usdc", "\(Self.grouped(number, "_")) USDC", "\(plain),00 USDC",
        ]
        for form in forms {
            let amount = try #require(mentions(form).compactMap(\.amount).first, "\(form)")
            #expect(amount.value == Quantity(UInt64(number)), "\(form)")
            #expect(amount.token == "USDC", "\(form)")
        }
    }

    private static func grouped(_ number: Int, _ separator: String) -> String {
        var text = String(number)
        var place = text.count - 3
        while place > 0 {
            text.insert(contentsOf: separator, at: text.index(text.startIndex, offsetBy: place))
            place -= 3
        }
        return text
    }

    @Test(
        "percentages, durations, times and multiples are no amounts",
        arguments: [
            ("80 bps", Mention.Kind.percent(Quantity(digits: 8, scale: 1))),
            ("half a percent", .percent(Quantity(digits: 5, scale: 1))),
            ("1500 ms", .duration(seconds: Quantity(digits: 15, scale: 1))),
            ("half a minute", .duration(seconds: Quantity(30))), ("3x", .times(Quantity(3))),
            ("06:30", .clock(ClockTime(hour: 6, minute: 30)!)),
            ("four in the afternoon", .clock(ClockTime(hour: 16, minute: 0)!)),
            ("5:30 pm", .clock(ClockTime(hour: 17, minute: 30)!)), ("15th", .ordinal(15)),
            ("+41 31 555 01 88", .phone),
            ("1 March 2026", .date(CivilDate(year: 2026, month: 3, day: 1))),
        ])
    func typed(text: String, kind: Mention.Kind) {
        #expect(mentions(text).first?.kind == kind)
    }
}
