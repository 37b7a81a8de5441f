public import Domain

/// What is to be done now: at most one moment to act on, and those that are passed over.
public struct Advance: Sendable, Hashable {
    public var fire: Timestamp?
    public var skipped: Skipped?

    public struct Skipped: Sendable, Hashable {
        public var first: Timestamp
        /// Counted up to `Trigger.countMax`.
        public var count: Int
    }
}

extension Trigger {
    /// What comes later than this has been missed. Units: seconds.
    static let graceSeconds: Int64 = 60
    /// How many missed times are made up for at most.
    static let madeUpMax = 100
    /// Beyond it, passed-over times are "a thousand or more".
    public static let countMax = 1000

    /// Deals with the times up to now, one that fires at a time: until it answers nil.
    ///
    /// A clock that was put back is gone after: the times come again, and those that fired have
    /// their keys already, so that they do not fire twice.
    ///
    /// - Parameter isStopped: by the kill switch: what comes meanwhile is passed over for ever.
    public mutating func advance(
        to now: Timestamp, _ occurrences: Occurrences, isStopped: Bool
    ) -> Advance? {
        if cursor > now { cursor = now }
        guard let last = occurrences.last(atOrBefore: now), last > cursor else {
            due = occurrences.next(after: cursor)
            return nil
        }
        let fire = isStopped ? nil : chosen(last, now, occurrences)
        let end = fire ?? last
        let skipped = passedOver(until: end, fires: fire != nil, occurrences)
        cursor = end
        due = occurrences.next(after: cursor)
        return Advance(fire: fire, skipped: skipped)
    }

    private func chosen(
        _ last: Timestamp, _ now: Timestamp, _ occurrences: Occurrences
    ) -> Timestamp? {
        switch missed {
        case .latest: return last
        case .skip: return last.adding(seconds: Self.graceSeconds) >= now ? last : nil
        case .all:
            var first = last
            for _ in 1..<Self.madeUpMax {
                let before = Timestamp(
                    millisecondsSinceEpoch: first.millisecondsSinceEpoch - 1)
                guard let earlier = occurrences.last(atOrBefore: before), earlier > cursor else {
                    break
                }
                first = earlier
            }
            return first
        }
    }

    private func passedOver(
        until end: Timestamp, fires: Bool, _ occurrences: Occurrences
    ) -> Advance.Skipped? {
        var (count, first, moment) = (0, Timestamp?.none, cursor)
        while count < Self.countMax, let next = occurrences.next(after: moment),
            next < end || (!fires && next == end)
        {
            first = first ?? next
            count += 1
            moment = next
        }
        return first.map { Advance.Skipped(first: $0, count: count) }
    }

    /// Starts afresh: what came before is never made up for.
    public mutating func forgetThePast(at now: Timestamp, _ occurrences: Occurrences?) {
        cursor = now
        due = condition == nil ? occurrences?.next(after: now) : now
        watch?.isArmed = nil
    }
}
