internal import Domain
public import Paygent

/// When agents act by themselves, for whoever only looks.
public struct Timetable: Sendable {
    private let triggers: any TriggerStore
    private let zones: any TimeZones

    public init(triggers: any TriggerStore, zones: any TimeZones) {
        self.triggers = triggers
        self.zones = zones
    }

    /// Nil for what happens at no time of its own, and for a place that nobody knows.
    public func occurrences(of trigger: Trigger) -> Occurrences? {
        guard case .time(let recurrence) = trigger.when,
            let rules = zones.rules(of: trigger.zone)
        else { return nil }
        return Occurrences(recurrence, in: rules, from: trigger.beginning)
    }

    /// One line for each trigger: when it acts, when next, and what it does then.
    func lines(of agent: String, tenant: Tenant) async throws(StoreError) -> [String] {
        try await triggers.triggers(of: agent, tenant: tenant).map { line($0.value) }
    }

    private func line(_ trigger: Trigger) -> String {
        guard let order = trigger.order else {
            return "\(trigger.words): nothing yet, because it was not told what to do."
        }
        return "\(trigger.words)\(next(trigger)): “\(order)”."
    }

    private func next(_ trigger: Trigger) -> String {
        switch trigger.when {
        case .called, .watched: return ""
        case nil: return ", which is no time"
        case .time:
            guard let occurrences = occurrences(of: trigger) else {
                return ", but '\(trigger.zone)' is no place that is known here"
            }
            guard let moment = occurrences.next(after: trigger.cursor) else {
                return ", which does not come again"
            }
            let local = moment.adding(
                seconds: occurrences.zone.offset(at: moment.secondsSinceEpoch))
            let text = local.rfc3339.prefix(16).replacing("T", with: " ")
            return ", next on \(text) (\(trigger.zone))"
        }
    }
}
