public import Domain
internal import Hashing

/// A service that is paid for by the period, by one agent.
///
/// A value that changes only through `apply`. One payment at a time is under way for it, and each
/// period is paid for once.
public struct Subscription: Sendable, Hashable {
    public typealias Period = Command.Subscribing.Period

    public enum State: String, Sendable, Hashable, CaseIterable {
        case active
        /// The run that pays for a period is under way.
        case renewing
        /// A renewal was not paid; it is tried again for a few days.
        case pastDue = "past_due"
        case cancelled
        case expired

        /// Nothing more is paid.
        public var isOver: Bool {
            switch self {
            case .active, .renewing, .pastDue: false
            case .cancelled, .expired: true
            }
        }
    }

    public enum Event: Sendable, Hashable {
        /// The period, or the time to wait, is over.
        case timeCame(Timestamp)
        case paid(TokenAmount, at: Timestamp)
        case notPaid(at: Timestamp)
        /// By its owner.
        case cancelled(atOnce: Bool)
    }

    /// Between two tries of a renewal. Units: seconds.
    public static let retrySeconds: Int64 = 86_400
    /// Tries of one renewal before the subscription expires.
    public static let triesMax = 3
    /// How often a run that pays is looked after. Units: seconds.
    static let lookSeconds: Int64 = 30

    public let id: String
    public let tenant: String
    public let agent: String
    /// Of its listing.
    public let service: String
    public let name: String
    public let url: String
    public let period: Period
    public let beganAt: Timestamp
    public internal(set) var state = State.renewing
    /// Counted from 1: the period that is paid for, or that is being paid for.
    public internal(set) var number: Int64 = 1
    public internal(set) var tries = 1
    /// Nil until the first payment.
    public internal(set) var paidUntil: Timestamp?
    /// What was paid last; before that, what is listed.
    public internal(set) var price: TokenAmount
    public internal(set) var endsWithPeriod = false
    /// When to look next; nil: never.
    public internal(set) var due: Timestamp?
    /// That pays or has paid for the period.
    public internal(set) var run: ID<AgentRun>

    public init(
        id: String, tenant: String, agent: String, listing: Listing, run: ID<AgentRun>,
        at now: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.agent = agent
        self.run = run
        service = listing.id
        name = listing.name
        url = listing.url
        period = listing.period ?? .monthly
        price = listing.price
        beganAt = now
        due = now.adding(seconds: Self.lookSeconds)
    }

    /// - Throws: `SubscriptionError` if the event cannot happen now; nothing is changed.
    /// - Returns: whether a run that pays is to be opened: it has the identifier `run`.
    public mutating func apply(_ event: Event) throws(SubscriptionError) -> Bool {
        switch event {
        case .timeCame(let now): return try timeCame(now)
        case .paid(let amount, let now):
            guard state == .renewing else { throw .outOfOrder }
            state = .active
            price = amount
            tries = 1
            paidUntil = end(ofPeriod: max(number, numberOfPeriod(at: now)))
            number = max(number, numberOfPeriod(at: now))
            due = paidUntil
        case .notPaid(let now):
            guard state == .renewing else { throw .outOfOrder }
            let isLast = paidUntil == nil || endsWithPeriod || tries >= Self.triesMax
            state = isLast ? (endsWithPeriod ? .cancelled : .expired) : .pastDue
            due = isLast ? nil : now.adding(seconds: Self.retrySeconds)
        case .cancelled(let atOnce): try cancel(atOnce)
        }
        return false
    }

    private mutating func timeCame(_ now: Timestamp) throws(SubscriptionError) -> Bool {
        guard let due, due <= now else { throw .tooEarly }
        switch state {
        case .active:
            guard !endsWithPeriod else {
                state = .cancelled
                self.due = nil
                return false
            }
            // What passed while nobody was there is not paid for.
            number = max(number + 1, numberOfPeriod(at: now))
            return pay(now, tries: 1)
        case .pastDue: return pay(now, tries: tries + 1)
        case .renewing:
            self.due = now.adding(seconds: Self.lookSeconds)
            return false
        case .cancelled, .expired: throw .outOfOrder
        }
    }

    /// One key for each period and try: a try follows only on one that has surely paid nothing.
    private mutating func pay(_ now: Timestamp, tries: Int) -> Bool {
        self.tries = tries
        state = .renewing
        let digest = SHA256.hash(Array("\(id)\n\(number)\n\(tries)".utf8))
        let bits = digest.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        run = ID(at: end(ofPeriod: number - 1), random: bits)
        due = now.adding(seconds: Self.lookSeconds)
        return true
    }

    private mutating func cancel(_ atOnce: Bool) throws(SubscriptionError) {
        switch state {
        case .active:
            endsWithPeriod = true
            guard atOnce else { return }
            state = .cancelled
            due = nil
        // Its payment may be on its way: what it pays for is used up, and nothing after it.
        case .renewing: endsWithPeriod = true
        case .pastDue:
            endsWithPeriod = true
            state = .cancelled
            due = nil
        case .cancelled, .expired: throw .outOfOrder
        }
    }

    /// Whether what was paid for may be used.
    public func isUsable(at now: Timestamp) -> Bool {
        guard let paidUntil, now < paidUntil else { return false }
        switch state {
        case .active, .renewing, .pastDue: return true
        case .cancelled, .expired: return false
        }
    }
}

public enum SubscriptionError: Error, Equatable {
    case outOfOrder
    case tooEarly
}

extension Subscription {
    /// The end of the n-th period; the 0th ends where the first begins.
    func end(ofPeriod number: Int64) -> Timestamp {
        switch period {
        case .daily: return beganAt.adding(seconds: number * 86_400)
        case .weekly: return beganAt.adding(seconds: number * 7 * 86_400)
        case .monthly: return beganAt.adding(months: number)
        case .yearly: return beganAt.adding(months: number * 12)
        }
    }

    private func numberOfPeriod(at now: Timestamp) -> Int64 {
        var number: Int64 = 1
        let days = (now.secondsSinceEpoch - beganAt.secondsSinceEpoch) / 86_400
        switch period {
        case .daily: number = max(1, days)
        case .weekly: number = max(1, days / 7)
        case .monthly: number = max(1, days / 31)
        case .yearly: number = max(1, days / 366)
        }
        while end(ofPeriod: number) <= now { number += 1 }
        return number
    }
}

extension Timestamp {
    /// The same day of a later month, or its last when the month is shorter; in UTC.
    func adding(months: Int64) -> Timestamp {
        let date = CivilDate(daysSinceEpoch: dayNumber)
        let month = date.year * 12 + date.month - 1 + months
        let first = CivilDate(year: month / 12, month: month % 12 + 1, day: 1).daysSinceEpoch
        let next = CivilDate(
            year: (month + 1) / 12, month: (month + 1) % 12 + 1, day: 1
        ).daysSinceEpoch
        let day = min(first + date.day - 1, next - 1)
        return Timestamp(
            millisecondsSinceEpoch: millisecondsSinceEpoch
                + (day - dayNumber) * Self.millisecondsPerDay)
    }
}
