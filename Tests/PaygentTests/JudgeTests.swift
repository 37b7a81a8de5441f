import Domain
import Paygent
import Testing

@Suite struct JudgeTests {
    @Test func whatIsWithinEveryRuleIsAllowedAndNamesOne() throws {
        let verdict = try Sample.policy().judge(Sample.intent("0.5"), spending: Spending())
        guard case .allow(let reason) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(reason.rule == "never above 2 USDC")
    }

    struct Situation {
        var policy: Policy
        var intent: PaymentIntent
        var spending = Spending()
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let code: Reason.Code
        let rule: String
        let change: @Sendable (inout Situation) throws -> Void

        var testDescription: String { name }
    }

    static let refusals: [Row] = [
        Row(name: "killed", code: .killed, rule: "") { $0.spending.isKilled = true },
        Row(name: "zero", code: .amountInvalid, rule: "") {
            $0.intent.amount = try Sample.usdc("0")
        },
        Row(name: "other network", code: .networkNotAllowed, rule: "") {
            $0.policy.network = .cronos
        },
        Row(name: "other token", code: .assetNotAllowed, rule: "") {
            $0.intent.amount = Money(
                atomicUnits: 1,
                of: Asset(symbol: "CRO", network: .cronosTestnet, contract: nil, decimals: 18))
        },
        Row(name: "tool", code: .toolNotAllowed, rule: "") {
            $0.intent.tool = .builtIn(.swapTokens)
        },
        Row(name: "unknown custom tool", code: .toolNotAllowed, rule: "") {
            $0.intent.tool = .custom("other")
        },
        Row(name: "nobody", code: .payeeInvalid, rule: "") { $0.intent.payee = Payee() },
        Row(name: "zero address", code: .payeeInvalid, rule: "") {
            $0.intent.payee = Payee(address: Address(bytes: Array(repeating: 0, count: 20)))
        },
        Row(name: "the token itself", code: .payeeInvalid, rule: "") {
            $0.intent.payee = Payee(address: Sample.usdc.contract)
        },
        Row(name: "homoglyph", code: .payeeInvalid, rule: "") {
            $0.intent.payee.host = "api.weаther.example"
        },
        Row(name: "blocked domain", code: .payeeBlocked, rule: "Never pay weather.example.") {
            $0.policy.blockedRecipients = ["weather.example"]
        },
        Row(name: "blocked name", code: .payeeBlocked, rule: "Never pay Weather.") {
            $0.policy.blockedRecipients = ["Weather"]
        },
        Row(name: "not listed", code: .payeeNotAllowed, rule: "Only pay other.example.") {
            $0.policy.allowedRecipients = ["other.example"]
        },
        Row(
            name: "look-alike domain", code: .payeeLookAlike,
            rule: "Only pay api.weatner.example."
        ) { $0.policy.allowedRecipients = ["api.weatner.example"] },
        Row(name: "over the caller's maximum", code: .overCeiling, rule: "") {
            $0.intent.ceiling = try Sample.usdc("0.4")
        },
        Row(name: "no caps", code: .noBudget, rule: "") { $0.policy.caps = [] },
        Row(name: "cap in euro", code: .assetNotAllowed, rule: "5 euro") {
            $0.policy.caps = [
                .init(window: .day, limit: try Sample.amount("5", "EUR"), sentence: "5 euro")
            ]
        },
        Row(name: "payment cap", code: .overPaymentCap, rule: "never above 2 USDC") {
            $0.intent.amount = try Sample.usdc("2.000001")
        },
        Row(name: "daily cap", code: .overDailyCap, rule: "10 dollars a day") {
            $0.spending.posted[.day] = try Quantity(decimal: "9.500001")
        },
        Row(name: "daily cap by reservations", code: .overDailyCap, rule: "10 dollars a day") {
            $0.spending.reserved = try Quantity(decimal: "9.6")
        },
        Row(name: "total", code: .overTotalCap, rule: "100 in all") {
            $0.spending.posted[.total] = Quantity(100)
        },
        Row(name: "sums past counting", code: .overTotalCap, rule: "100 in all") {
            $0.spending.posted[.total] = Quantity(digits: .max, scale: 0)
        },
    ]

    @Test(arguments: refusals)
    func refusesAndNamesTheRule(row: Row) throws {
        let verdict = try verdict(row)
        guard case .deny(let reason) = verdict else {
            Issue.record("\(row.name): \(verdict)")
            return
        }
        #expect(reason.code == row.code && reason.rule == row.rule, "\(row.name): \(reason)")
    }

    static let questions: [Row] = [
        Row(name: "above the threshold", code: .aboveApprovalThreshold, rule: "ask ana above 1") {
            $0.intent.amount = try Sample.usdc("1.000001")
        },
        Row(name: "price rose", code: .priceRose, rule: "") {
            $0.intent.quote = .init(amount: try Sample.usdc("0.4"))
        },
        Row(name: "payee changed since the quote", code: .payeeChanged, rule: "") {
            $0.intent.quote = .init(
                amount: try Sample.usdc("0.5"), address: Address(bytes: Array(1...20)))
        },
        Row(name: "payee changed since last time", code: .payeeChanged, rule: "") {
            $0.spending.lastAddressAtHost = Address(bytes: Array(1...20))
        },
        Row(name: "looks like one paid before", code: .payeeLookAlike, rule: "") {
            var bytes = Array(UInt8(0)..<20)
            bytes[9] = 0xFF
            $0.spending.similarAddresses = [Address(bytes: bytes)!]
        },
        Row(name: "too many", code: .tooFrequent, rule: "3 a minute") {
            $0.policy.velocity = .init(paymentsMax: 3, seconds: 60, sentence: "3 a minute")
            $0.spending.recentPayments = 3
        },
        Row(name: "split", code: .looksSplit, rule: "ask ana above 1") {
            $0.intent.amount = try Sample.usdc("0.95")
            $0.spending.nearThresholdPayments = SplitRule.paymentsMax
        },
        Row(name: "nobody named the payee", code: .originUnclear, rule: "") {
            $0.intent.amount = try Sample.usdc("0.01")
            $0.intent.doubt = "It comes from a page."
        },
    ]

    @Test(arguments: questions)
    func asksAndNamesTheApprovers(row: Row) throws {
        let verdict = try verdict(row)
        guard case .askFirst(let reason, let approvers) = verdict else {
            Issue.record("\(row.name): \(verdict)")
            return
        }
        #expect(reason.code == row.code && reason.rule == row.rule, "\(row.name): \(reason)")
        #expect(approvers == ["ana"])
    }

    @Test(arguments: [
        ("weather.example", true), ("API.weather.example", true), ("eather.example", false),
        ("https://api.weather.example/x", true), ("*.weather.example", true), ("Weather", false),
        ("0x000102030405060708090a0b0c0d0e0f10111213", true),
        ("0x000102030405060708090a0b0c0d0e0f10111214", false), ("Weather Inc", true),
    ])
    func anAllowListCoversWhatItNames(recipient: String, isAllowed: Bool) throws {
        var policy = try Sample.policy()
        policy.allowedRecipients = [recipient]
        var intent = try Sample.intent()
        if recipient == "Weather Inc" { intent.payee.name = "weather inc" }
        let verdict = policy.judge(intent, spending: Spending())
        if case .allow = verdict { #expect(isAllowed) } else { #expect(!isAllowed) }
    }

    @Test func capsInDollarsCountStablecoinsOneToOne() {
        for symbol in ["USD", "usdc", "USDC.e", "USDT"] {
            #expect(UnitOfAccount(symbol) == UnitOfAccount("USDC"))
        }
        #expect(UnitOfAccount("CRO") != UnitOfAccount("USDC"))
        #expect(UnitOfAccount("EUR") != UnitOfAccount("USD"))
    }

    @Test func windowsRollAndCutsCoverThemExactly() throws {
        let now = Sample.time(1_763_631_000_123)
        for window in BudgetWindow.allCases {
            guard let span = window.spanSeconds else { continue }
            let cut = try #require(window.cut(at: now))
            #expect(cut.start == now.adding(seconds: -span))
            #expect(cut.start < cut.minutesFrom && cut.minutesFrom <= cut.hoursFrom)
            #expect(cut.minutesFrom.millisecondsSinceEpoch.isMultiple(of: 60_000))
            #expect(cut.hoursFrom.millisecondsSinceEpoch.isMultiple(of: 3_600_000))
        }
    }

    private func verdict(_ row: Row) throws -> Verdict {
        var situation = Situation(policy: try Sample.policy(), intent: try Sample.intent())
        try row.change(&situation)
        return situation.policy.judge(situation.intent, spending: situation.spending)
    }
}
