import Domain
import JSON
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("25", "25"), ("0.10", "0.1"), ("1250.50", "1250.5"), ("0", "0"), ("0.000001", "0.000001"),
    ])
    func readsAndPrintsExactly(text: String, printed: String) throws {
        #expect(try Quantity(decimal: text).description == printed)
    }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "1e5", "1,5", " 1", "1.2.3"])
    func otherTextIsMalformed(text: String) {
        #expect(throws: MoneyError.malformed) { try Quantity(decimal: text) }
    }

    @Test func limitsAreErrorsNotWraps() {
        #expect(throws: MoneyError.tooPrecise) { try Quantity(decimal: "0.1234567890123456789") }
        #expect(throws: MoneyError.overflow) {
            try Quantity(decimal: String(repeating: "9", count: 40))
        }
    }

    /// Ten thousand amounts a run, of tokens with 6 and with 18 decimals.
    @Test(arguments: [6, 18] as [UInt8])
    func everyAmountSurvivesAsAtomicUnits(decimals: UInt8) throws {
        let asset = Asset(symbol: "T", network: .base, contract: nil, decimals: decimals)
        let seed = UInt64.random(in: 1...UInt64.max)
        var state = seed
        for _ in 0..<5_000 {
            // xorshift64, so that a seed that failed can be tried again.
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let money = Money(atomicUnits: UInt128(state >> (state % 64)), of: asset)
            let text = money.quantity.description
            #expect(
                try Money(try Quantity(decimal: text), of: asset) == money, "seed \(seed): \(text)")
        }
    }

    @Test func comparesAcrossScales() throws {
        #expect(try Quantity(decimal: "0.5") < Quantity(1))
        #expect(try Quantity(decimal: "1.0") == Quantity(1))
        #expect(try Quantity(decimal: "0.30") > Quantity(decimal: "0.299999"))
    }

    @Test func arithmeticIsExact() throws {
        let fivePercent = try Quantity(decimal: "0.05")
        #expect(try fivePercent.multiplied(by: Quantity(300)) == Quantity(15))
        #expect(Quantity(5).divided(by: 2).description == "2.5")
        #expect(try Quantity(decimal: "0.1").adding(Quantity(decimal: "0.2")).description == "0.3")
    }
}

@Suite struct AddressTests {
    /// Source: EIP-55's own examples.
    @Test(arguments: [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    ])
    func checksumsAreEIP55(text: String) throws {
        #expect(try Address(text).checksummed == text)
        #expect(try Address(text.lowercased()).checksummed == text)
    }

    @Test func aMistypedLetterIsNoticed() {
        #expect(throws: AddressError.badChecksum) {
            try Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")
        }
    }

    @Test(arguments: [
        ("", AddressError.noPrefix), ("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", .noPrefix),
        ("0x", .wrongLength(0)), ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", .wrongLength(39)),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", .notHexadecimal),
        ("0x0xaeb6053f3e94c9b9a09f33669435e7ef1beaed", .notHexadecimal),
    ])
    func whatIsNoAddressIsNamed(text: String, error: AddressError) {
        #expect(throws: error) { try Address(text) }
    }

    @Test func theBuiltInTableIsWhole() {
        let table = AssetTable()
        #expect(table.assets.count == 13)
        #expect(table.asset("USDC", on: .cronosTestnet)?.domain?.version == "1")
        #expect(table.asset("USDC", on: .cronos)?.domain == nil)
    }
}

@Suite struct ScheduleTests {
    @Test(arguments: [
        "every:15m", "every:6h", "every:2d", "daily", "daily@09:00", "weekdays@18:00", "weekly",
        "weekly:mon,thu@09:00", "biweekly:fri@17:00", "monthly", "monthly:1,15@08:00",
        "monthly:last", "quarterly", "yearly", "once:2026-03-01@10:00", "on:request", "on:webhook",
        "on:webhook:/hooks/paid", "on:balance<20 USDC", "on:price:ETH<2000 USD",
        "on:price:CRO>0.15 USD", "on:event:invoice approved",
    ])
    func readsWhatItPrints(text: String) {
        #expect(Schedule(canonical: text)?.description == text)
    }

    @Test(arguments: ["", "every:0m", "daily@25:00", "once:2026-02-30", "on:price:ETH=1 USD"])
    func nonsenseIsRefused(text: String) { #expect(Schedule(canonical: text) == nil) }
}

@Suite struct TimestampTests {
    @Test func printsRFC3339() {
        #expect(Timestamp(millisecondsSinceEpoch: 0).rfc3339 == "1970-01-01T00:00:00.000Z")
        #expect(
            Timestamp(millisecondsSinceEpoch: 1_795_165_444_123).rfc3339
                == "2026-11-20T09:04:04.123Z")
        #expect(Timestamp(millisecondsSinceEpoch: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }

    @Test(arguments: ["2026-11-20T09:04:04.123Z", "1970-01-01T00:00:00.000Z"])
    func readsWhatItPrints(text: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == text)
    }

    @Test func readsADayAndWholeSeconds() {
        #expect(Timestamp(rfc3339: "2026-11-20")?.rfc3339 == "2026-11-20T00:00:00.000Z")
        #expect(Timestamp(rfc3339: "2026-11-20T09:04:04Z")?.rfc3339 == "2026-11-20T09:04:04.000Z")
        for text in ["", "2026", "2026-13-01", "2026-11-20T25:00:00Z", "2026-11-20 09:00"] {
            #expect(Timestamp(rfc3339: text) == nil)
        }
    }

    @Test func identifiersSortByTime() {
        let early = ID<Int>(at: Timestamp(millisecondsSinceEpoch: 1000), random: .max)
        let late = ID<Int>(at: Timestamp(millisecondsSinceEpoch: 1001), random: 0)
        #expect(early.rawValue < late.rawValue)
        #expect(ID<Int>(uuid: early.rawValue) == early)
        #expect(Array(early.rawValue)[14] == "7")
        #expect(ID<Int>(uuid: "../../etc/passwd") == nil)
    }
}

@Suite struct AgentSpecTests {
    @Test func jsonReadsWhatItWrites() throws {
        var spec = AgentSpec()
        spec[.agentType] = .text("weather buyer")
        spec[.perPaymentLimit] = .limit(.amount(TokenAmount(try Quantity(decimal: "0.10"), "USDC")))
        spec[.dailyLimit] = .limit(.none)
        spec[.tools] = .tools([.x402Payment])
        spec[.schedule] = .schedules([.daily(at: ClockTime(hour: 9, minute: 0))])
        spec[.retryPolicy] = .retry(RetryPolicy(retriesMax: 3, backoff: .exponential))
        spec[.customTools] = .customTools([
            HTTPTool(
                name: "toll_quote", endpoint: "https://tolls.example/v2/quote", method: "POST",
                parameters: [.init(name: "plate")],
                headers: [.init(name: "Authorization", secretName: "TOLL_KEY")])
        ])
        #expect(try AgentSpec(json: spec.json) == spec)
        #expect(try AgentSpec(json: JSONValue(parsing: spec.json.bytes)) == spec)
    }

    @Test func anUnknownFieldIsNamed() {
        #expect(throws: SpecError(field: "max_loss", problem: "no such field")) {
            try AgentSpec(json: ["max_loss": "0"])
        }
    }
}
