import Domain
import Paygent
import Testing

@Suite struct SubscriptionTests {
    /// Every event in every state: what follows, or that it cannot happen.
    @Test func everyEventInEveryStateHasItsAnswer() throws {
        let expected: [Subscription.State: [Subscription.State?]] = [
            // timeCame, paid, notPaid, cancel with the period, cancel at once
            .active: [.renewing, nil, nil, .active, .cancelled],
            .renewing: [.renewing, .active, .pastDue, .renewing, .renewing],
            .pastDue: [.renewing, nil, nil, .cancelled, .cancelled],
            .cancelled: [nil, nil, nil, nil, nil],
            .expired: [nil, nil, nil, nil, nil],
        ]
        let later = Self.start.adding(seconds: 60 * 86_400)
        let events: [Subscription.Event] = [
            .timeCame(later), .paid(Self.price, at: later), .notPaid(at: later),
            .cancelled(atOnce: false), .cancelled(atOnce: true),
        ]
        for state in Subscription.State.allCases {
            let answers = try #require(expected[state])
            for (event, answer) in zip(events, answers) {
                let before = try subscription(in: state)
                #expect(before.state == state)
                var after = before
                do throws(SubscriptionError) {
                    _ = try after.apply(event)
                    #expect(after.state == answer, "\(state) \(event)")
                } catch {
                    #expect(answer == nil && after == before, "\(state) \(event)")
                }
            }
        }
    }

    /// A year of months, looked at in any steps: one run a period, and none before its time.
    @Test(arguments: [3_600, 50_000, 86_400, 700_000] as [Int64])
    func eachPeriodIsPaidForOnce(step: Int64) throws {
        var subscription = Self.fresh
        _ = try subscription.apply(.paid(Self.price, at: Self.start))
        var (runs, now): (Set<ID<AgentRun>>, Timestamp) = ([subscription.run], Self.start)
        let end = Self.start.adding(seconds: 365 * 86_400)
        while now < end {
            now = now.adding(seconds: step)
            var wants = false
            do throws(SubscriptionError) {
                wants = try subscription.apply(.timeCame(now))
            } catch { #expect(error == .tooEarly) }
            guard wants else { continue }
            #expect(runs.insert(subscription.run).inserted)
            // Two that see it at once come upon the same run.
            _ = try subscription.apply(.paid(Self.price, at: now))
            #expect(subscription.isUsable(at: now))
        }
        #expect(runs.count == 12 || runs.count == 13)
    }

    @Test func aLongAbsenceIsNotPaidFor() throws {
        var subscription = try subscription(in: .active)
        let back = Self.start.adding(seconds: 200 * 86_400)
        #expect(!subscription.isUsable(at: back))
        #expect(try subscription.apply(.timeCame(back)))
        _ = try subscription.apply(.paid(Self.price, at: back))
        #expect(subscription.number == 7 && subscription.isUsable(at: back))
        #expect(throws: SubscriptionError.tooEarly) { try subscription.apply(.timeCame(back)) }
        // A clock that is put back pays nothing again.
        #expect(throws: SubscriptionError.tooEarly) {
            try subscription.apply(.timeCame(Self.start))
        }
    }

    @Test func whatIsNotPaidExpiresAfterThreeTries() throws {
        var subscription = try subscription(in: .active)
        var now = try #require(subscription.paidUntil)
        var runs: Set<ID<AgentRun>> = []
        for _ in 1...Subscription.triesMax {
            #expect(try subscription.apply(.timeCame(now)))
            runs.insert(subscription.run)
            #expect(!subscription.isUsable(at: now))
            _ = try subscription.apply(.notPaid(at: now))
            now = now.adding(seconds: Subscription.retrySeconds)
        }
        #expect(subscription.state == .expired && runs.count == 3 && subscription.due == nil)
    }

    @Test func whatIsCancelledIsUsedUpOrEndsAtOnce() throws {
        var slow = try subscription(in: .active)
        _ = try slow.apply(.cancelled(atOnce: false))
        let end = try #require(slow.paidUntil)
        #expect(slow.isUsable(at: end.adding(seconds: -1)) && !slow.isUsable(at: end))
        #expect(try !slow.apply(.timeCame(end)))
        #expect(slow.state == .cancelled)
        var quick = try subscription(in: .active)
        _ = try quick.apply(.cancelled(atOnce: true))
        #expect(!quick.isUsable(at: Self.start))
    }

    @Test func aFirstPaymentThatFailsLeavesNothing() throws {
        var subscription = Self.fresh
        _ = try subscription.apply(.notPaid(at: Self.start))
        #expect(subscription.state == .expired && !subscription.isUsable(at: Self.start))
    }

    /// The end of January, a month later, is the end of February.
    @Test func monthsKeepTheirDay() throws {
        let end = try #require(Timestamp(rfc3339: "2027-01-31T10:00:00Z"))
        var subscription = Subscription(
            id: "s", tenant: "local", agent: "a", listing: Self.listing, run: ID("r"), at: end)
        var days: [String] = []
        for _ in 0..<3 {
            _ = try subscription.apply(.paid(Self.price, at: subscription.paidUntil ?? end))
            let until = try #require(subscription.paidUntil)
            days.append(String(until.rfc3339.prefix(10)))
            _ = try subscription.apply(.timeCame(until))
        }
        #expect(days == ["2027-02-28", "2027-03-31", "2027-04-30"])
    }

    private static let start = Timestamp(millisecondsSinceEpoch: 1_780_000_000_000)
    private static let price = TokenAmount(Quantity(3), "USDC")
    private static let listing: Listing = {
        var listing = Listing(
            id: "news", name: "News", summary: "", category: "news", url: "https://n.example",
            price: price, pricingModel: "subscription")
        listing.period = .monthly
        return listing
    }()
    private static let fresh = Subscription(
        id: "s1", tenant: "local", agent: "reader", listing: listing, run: ID("r1"), at: start)

    private func subscription(in state: Subscription.State) throws -> Subscription {
        var subscription = Self.fresh
        _ = try subscription.apply(.paid(Self.price, at: Self.start))
        let end = try #require(subscription.paidUntil)
        switch state {
        case .active: break
        case .renewing: _ = try subscription.apply(.timeCame(end))
        case .pastDue:
            _ = try subscription.apply(.timeCame(end))
            _ = try subscription.apply(.notPaid(at: end))
        case .cancelled: _ = try subscription.apply(.cancelled(atOnce: true))
        case .expired:
            subscription = Self.fresh
            _ = try subscription.apply(.notPaid(at: Self.start))
        }
        return subscription
    }
}
