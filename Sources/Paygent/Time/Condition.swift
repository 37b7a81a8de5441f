public import Domain

/// A number that is watched: it acts when that crosses a line.
public struct Condition: Sendable, Hashable {
    public enum Subject: Sendable, Hashable {
        /// What the wallet holds of a token.
        case balance(of: String)
        /// What one of the first costs in the second.
        case price(of: String, in: String)
    }

    public let subject: Subject
    public let crossing: Schedule.Crossing
    public let line: Quantity

    /// Nil for a schedule that watches nothing.
    public init?(_ schedule: Schedule) {
        switch schedule {
        case .onBalance(let floor):
            subject = .balance(of: floor.token)
            crossing = .below
            line = floor.quantity
        case .onPrice(let token, let crossing, let price):
            subject = .price(of: token, in: price.token)
            self.crossing = crossing
            line = price.quantity
        case .every, .daily, .weekdays, .weekly, .biweekly, .monthly, .quarterly, .yearly, .once,
            .onRequest, .onWebhook, .onEvent:
            return nil
        }
    }

    /// What the numbers are counted in.
    public var unit: String {
        switch subject {
        case .balance(let token): token
        case .price(_, let token): token
        }
    }

    /// A number must come back so far behind the line, in percent of it, before a crossing counts
    /// again: one that trembles on the line is one crossing.
    public static let bandPercent: UInt64 = 1

    func isBeyond(_ value: Quantity) -> Bool {
        crossing == .below ? value < line : value > line
    }

    func isBack(_ value: Quantity) -> Bool {
        crossing == .below ? value >= wayBack : value <= wayBack
    }

    /// From where on a crossing counts again.
    public var wayBack: Quantity {
        let band = line.divided(by: 100 / Self.bandPercent)
        do {
            return crossing == .below ? try line.adding(band) : try line.subtracting(band)
        } catch {
            // No number is that large: the line itself will do.
            return line
        }
    }
}

/// One look at what is watched.
public struct Sighting: Sendable, Hashable {
    public let value: Quantity
    public let isSimulated: Bool

    public init(_ value: Quantity, isSimulated: Bool) {
        self.value = value
        self.isSimulated = isSimulated
    }
}

/// What is known of a watched number.
public struct Watch: Sendable, Hashable {
    /// Nil until it has been looked at: a number that is beyond the line at first has not crossed it.
    public internal(set) var isArmed: Bool?
    /// How often the line was crossed.
    public internal(set) var crossings: Int64 = 0
    /// The last one, and when.
    public internal(set) var seen: Sighting?
    public internal(set) var seenAt: Timestamp?
    /// Why it could not be looked at just now.
    public internal(set) var problem: String?

    public init() {}
}

/// A line that was crossed.
public struct LineCrossed: Sendable, Hashable {
    /// Unique among all of one trigger's.
    public let key: String
    /// Whether it is acted on; nil: it is.
    public let passedOver: Reason?

    public enum Reason: Sendable, Hashable {
        case stopped
        /// Nobody looked when it happened, and what is missed is left out.
        case missed
    }
}

extension Trigger {
    /// How often is looked. Units: seconds.
    public static let lookSeconds: Int64 = 10

    /// A look that has not ended by then is given up. Units: seconds.
    static let lookSecondsMax: Int64 = 60

    /// Nobody else looks meanwhile.
    public mutating func lookBegins(at now: Timestamp) {
        cursor = now
        due = now.adding(seconds: Self.lookSecondsMax)
    }

    public var condition: Condition? {
        guard case .watched(let condition) = when else { return nil }
        return condition
    }

    /// Notes a look, and says whether the line was crossed since the one before.
    ///
    /// What happened while nobody looked is one crossing at the most, and counts as missed when that
    /// was long.
    public mutating func look(
        _ seen: Sighting, at now: Timestamp, _ condition: Condition, isStopped: Bool
    ) -> LineCrossed? {
        var watch = watch ?? Watch()
        let last = watch.seenAt ?? now
        watch.seen = seen
        watch.seenAt = now
        watch.problem = nil
        defer {
            self.watch = watch
            lookAgain(after: now)
        }
        guard let isArmed = watch.isArmed else {
            watch.isArmed = !condition.isBeyond(seen.value)
            return nil
        }
        guard isArmed else {
            watch.isArmed = condition.isBack(seen.value)
            return nil
        }
        guard condition.isBeyond(seen.value) else { return nil }
        watch.isArmed = false
        watch.crossings += 1
        let wasLong = last.adding(seconds: Self.graceSeconds + Self.lookSeconds) < now
        return LineCrossed(
            key: "crossing \(beginning.millisecondsSinceEpoch)-\(watch.crossings)",
            passedOver: isStopped ? .stopped : missed == .skip && wasLong ? .missed : nil)
    }

    /// Nothing was seen this time.
    public mutating func lookFailed(_ problem: String, at now: Timestamp) {
        var watch = watch ?? Watch()
        watch.problem = problem
        self.watch = watch
        lookAgain(after: now)
    }

    private mutating func lookAgain(after now: Timestamp) {
        cursor = now
        due = now.adding(seconds: Self.lookSeconds)
    }
}
