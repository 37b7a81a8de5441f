internal import Domain
internal import JSON
internal import Paygent

// What is said of a number that is watched.
extension ScheduleRoutes {
    static func json(of watch: Watch, _ condition: Condition) -> JSONValue {
        [
            "line": .string(condition.line.description), "unit": .string(condition.unit),
            "seen": .optional(watch.seen?.value.description),
            "seen_at": .optional(watch.seenAt?.rfc3339),
            "simulated": watch.seen.map { .bool($0.isSimulated) } ?? .null,
            "crossings": .integer(watch.crossings), "ready": .bool(watch.isArmed ?? false),
            "ready_from": .string(condition.wayBack.description),
            "problem": .optional(watch.problem),
        ]
    }

    static func status(of trigger: Trigger, _ condition: Condition) -> String {
        let watch = trigger.watch ?? Watch()
        if let problem = watch.problem { return "It cannot be looked at just now: \(problem)" }
        guard let seen = watch.seen, let isArmed = watch.isArmed else {
            return "It acts \(trigger.words); it has not been looked at yet."
        }
        let now =
            "It is \(seen.value) \(condition.unit)\(seen.isSimulated ? " (simulated)" : "") now."
        if isArmed { return "It acts \(trigger.words). \(now)" }
        let side = condition.crossing == .below ? "at least" : "at most"
        return "\(now) It acts \(trigger.words) again after it was \(side) \(condition.wayBack) "
            + "\(condition.unit)."
    }
}
