import Testing

@testable import Models

@Suite struct ModelBudgetTests {
    private static func use(_ tokens: Int) -> ModelBudget.Use {
        .init(tokens: tokens, picodollars: UInt128(tokens) * 10)
    }

    @Test func manyAtOnceStayUnderTheCapTogether() throws {
        var budget = ModelBudget(ModelCaps(sessionTokens: 100, dayTokens: 250))
        let first = try budget.promise(Self.use(60), to: "a", on: 1)
        #expect(throws: ModelFailure.self) { try budget.promise(Self.use(60), to: "a", on: 1) }
        budget.settle(first, used: Self.use(10))
        _ = try budget.promise(Self.use(90), to: "a", on: 1)
        _ = try budget.promise(Self.use(100), to: "b", on: 1)
        #expect(throws: ModelFailure.self) { try budget.promise(Self.use(100), to: "c", on: 1) }
        _ = try budget.promise(Self.use(100), to: "c", on: 2)
    }

    @Test func moneyIsCappedToo() throws {
        var budget = ModelBudget(ModelCaps(dayPicodollars: 1_000))
        _ = try budget.promise(Self.use(100), to: "a", on: 1)
        #expect(throws: ModelFailure.capReached("the money of today is used up")) {
            try budget.promise(Self.use(1), to: "b", on: 1)
        }
    }

    @Test func whatWasPromisedYesterdayIsNotGivenBackToday() throws {
        var budget = ModelBudget(ModelCaps(dayTokens: 100))
        let old = try budget.promise(Self.use(100), to: "a", on: 1)
        _ = try budget.promise(Self.use(50), to: "b", on: 2)
        budget.settle(old, used: .none)
        #expect(budget.usedToday == Self.use(50))
    }

    @Test(arguments: [
        ("0.25/2", 250_000, 2_000_000), ("3/15", 3_000_000, 15_000_000), ("0/0.000001", 0, 1),
    ])
    func aPriceIsRead(text: String, input: Int, output: Int) throws {
        let price = try #require(ModelPrice(parsing: text))
        #expect(
            price
                == ModelPrice(inputPicodollars: UInt128(input), outputPicodollars: UInt128(output)))
        #expect(
            price.cost(of: ModelUsage(inputTokens: 2, outputTokens: 3))
                == UInt128(2 * input + 3 * output))
    }

    @Test(arguments: ["", "1", "1/", "-1/2", "1/2/3", "1e3/2", "0.0000001/1", "9999999999999/1"])
    func whatIsNoPriceIsRefused(text: String) { #expect(ModelPrice(parsing: text) == nil) }
}

@Suite struct SecretRedactionTests {
    @Test(arguments: [
        "sk-proj-abcdefghijklmnop1234", "ghp_abcdefghij0123456789", "AKIAIOSFODNN7EXAMPLE",
        "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF",
    ])
    func aSecretGoes(secret: String) {
        let text = SecretRedaction.redacted("pay with \(secret), please")
        #expect(text == "pay with [secret], please")
    }

    @Test func whatFollowsThePasswordGoes() {
        #expect(SecretRedaction.redacted("password: correcthorse!") == "password: [secret]!")
        #expect(SecretRedaction.redacted("Bearer abcdefgh") == "Bearer [secret]")
    }

    @Test(arguments: [
        "Pay 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed at most 5 USDC a day",
        "a skeleton risk-averse agent; sk- and so on",
        "https://api.weather.example/v1/forecast?city=Oslo",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ])
    func whatIsNoneStays(text: String) { #expect(SecretRedaction.redacted(text) == text) }
}
