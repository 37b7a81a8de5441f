import Domain
import Language
import Testing

@Suite struct AmountInWordsTests {
    @Test(arguments: [
        ("0.10", "USDC", "ten cents in USDC"), ("25", "USD", "twenty-five dollars"),
        ("1.01", "USD", "one dollar and one cent"), ("0", "EUR", "zero euros"),
        ("1250.50", "EURC", "one thousand two hundred fifty euros and fifty cents in EURC"),
        ("0.001", "USDC", "zero point zero zero one dollars in USDC"),
        ("1.5", "CRO", "one point five CRO"), ("0.02", "GBP", "two pence"),
        ("1000000", "CRO", "one million CRO"), ("119", "CRO", "one hundred nineteen CRO"),
    ])
    func anAmountIsSaidAsPeopleSayIt(digits: String, token: String, words: String) throws {
        #expect(TokenAmount(try Quantity(decimal: digits), token).inWords == words)
    }

    @Test func numbersBeyondTheirNamesStayDigits() {
        #expect(NumberInWords.words(UInt128.max) == String(UInt128.max))
        #expect(
            NumberInWords.words(UInt128(999_999_999_999_999_999))
                == "nine hundred ninety-nine quadrillion nine hundred ninety-nine trillion "
                + "nine hundred ninety-nine billion nine hundred ninety-nine million "
                + "nine hundred ninety-nine thousand nine hundred ninety-nine")
    }
}
