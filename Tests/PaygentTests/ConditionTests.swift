import Domain
import JSON
import Paygent
import Testing

@Suite("A number that is watched")
struct ConditionTests {
    /// Looks every ten seconds, and counts what fires.
    private struct Watching {
        var trigger: Trigger
        var now = Timestamp(millisecondsSinceEpoch: 1_000_000)
        var keys: [String] = []

        init(_ text: String, missed: Trigger.Missed = .latest) {
            trigger = Trigger(
                id: "x", agent: "a", tenant: "t", text: text, zone: "UTC", isAdded: true,
                beginning: now, missed: missed, order: "what is my balance")
            trigger.forgetThePast(at: now, nil)
        }

        mutating func see(
            _ value: String, after seconds: Int64 = 10, isStopped: Bool = false
        ) throws -> LineCrossed? {
            now = now.adding(seconds: seconds)
            let condition = try #require(trigger.condition)
            let crossed = trigger.look(
                Sighting(try Quantity(decimal: value), isSimulated: true), at: now, condition,
                isStopped: isStopped)
            // As it is stored and read by the next process.
            trigger = try Trigger(json: trigger.json)
            if let crossed, crossed.passedOver == nil { keys.append(crossed.key) }
            return crossed
        }
    }

    @Test(
        "fires once a crossing, and a number that trembles on the line crosses once",
        arguments: [
            ("on:balance<5 USDC", "6 5 4.99 5.01 4.99 5.04 4 5.05 4.9", 2),
            ("on:balance<5 USDC", "4 3 2 6 4", 1), ("on:balance<5 USDC", "5 5 5", 0),
            ("on:price:CRO<0.08 USD", "0.081 0.0799 0.0801 0.0799 0.0808 0.07", 2),
            ("on:price:ETH>2000 USD", "1999 2000 2001 1999 2001 1980 2000.5", 2),
            ("on:price:ETH>2000 USD", "2500 2600", 0),
        ])
    func crossings(text: String, values: String, count: Int) throws {
        var watching = Watching(text)
        for value in values.split(separator: " ") { _ = try watching.see(String(value)) }
        #expect(watching.keys.count == count && Set(watching.keys).count == count)
        #expect(watching.trigger.due == watching.now.adding(seconds: Trigger.lookSeconds))
    }

    @Test("what happened while nobody looked is one crossing, by the rule for missed ones")
    func missed() throws {
        for (rule, reason) in [
            (Trigger.Missed.latest, LineCrossed.Reason?.none), (.all, nil), (.skip, .missed),
        ] {
            var watching = Watching("on:balance<5 USDC", missed: rule)
            _ = try watching.see("6")
            let crossed = try #require(try watching.see("4", after: 3600))
            #expect(crossed.passedOver == reason, "\(rule)")
            #expect(try watching.see("4") == nil)
        }
        var awake = Watching("on:balance<5 USDC", missed: .skip)
        _ = try awake.see("6")
        #expect(try awake.see("4", after: 60)?.passedOver == nil)
    }

    @Test("while it is stopped nothing fires, and afterwards it starts afresh")
    func stopped() throws {
        var watching = Watching("on:balance<5 USDC")
        _ = try watching.see("6")
        #expect(try watching.see("4", isStopped: true)?.passedOver == .stopped)
        watching.trigger.forgetThePast(at: watching.now, nil)
        #expect(try watching.see("4") == nil && watching.keys.isEmpty)
        _ = try watching.see("6")
        #expect(try watching.see("3") != nil)
    }

    @Test("a look that failed changes nothing but says why")
    func failed() throws {
        var watching = Watching("on:balance<5 USDC")
        _ = try watching.see("6")
        watching.trigger.lookFailed("Nobody answers.", at: watching.now)
        #expect(watching.trigger.watch?.problem == "Nobody answers.")
        #expect(try watching.see("4") != nil && watching.trigger.watch?.problem == nil)
    }

    @Test("a clock that is put back and extreme lines do no harm")
    func extremes() throws {
        var watching = Watching("on:balance<5 USDC")
        _ = try watching.see("6")
        #expect(try watching.see("4", after: -5000) != nil)
        #expect(try watching.see("4") == nil)
        var zero = Watching("on:price:CRO>0 USD")
        #expect(try zero.see("1") == nil && zero.trigger.watch?.isArmed == false)
        #expect(try zero.see("0") == nil && zero.see("1") != nil)
        var huge = Watching("on:balance<340282366920938463463374607431768211455 X")
        #expect(try huge.see("1") == nil)
    }

    @Test("words are read as conditions, and what is no event is no trigger")
    func words() {
        #expect(Trigger.text(inWords: "when my balance falls below 5 USDC") == "on:balance<5 USDC")
        #expect(Trigger.text(inWords: "when CRO drops below $0.08") == "on:price:CRO<0.08 USD")
        #expect(Trigger.When("on:request") == nil)
    }
}
