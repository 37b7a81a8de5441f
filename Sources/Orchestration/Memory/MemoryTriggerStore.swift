public import Domain
public import Paygent
internal import Synchronization

/// The reference for triggers: what the contract suite calls correct.
public final class MemoryTriggerStore: TriggerStore {
    private struct Place: Hashable {
        let tenant: String
        let agent: String
        let id: String

        init(_ trigger: Trigger) {
            (tenant, agent, id) = (trigger.tenant, trigger.agent, trigger.id)
        }

        init(_ tenant: Tenant, _ agent: String, _ id: String) {
            (self.tenant, self.agent, self.id) = (tenant.rawValue, agent, id)
        }
    }

    private struct State {
        var triggers: [Place: Versioned<Trigger>] = [:]
        var occurrences: [(place: Place, occurrence: Occurrence)] = []

        func has(_ key: String, _ kind: Occurrence.Kind, _ place: Place) -> Occurrence? {
            occurrences.first {
                $0.place == place && $0.occurrence.key == key && $0.occurrence.kind == kind
            }?.occurrence
        }
    }

    private let state = Mutex(State())
    private let runs: MemoryAgentRunStore

    public init(runs: MemoryAgentRunStore) { self.runs = runs }

    public func triggers(
        of agent: String, tenant: Tenant
    ) async throws(StoreError) -> [Versioned<Trigger>] {
        state.withLock { state in
            state.triggers.values.filter {
                $0.value.agent == agent && $0.value.tenant == tenant.rawValue
            }.sorted { $0.value.id < $1.value.id }
        }
    }

    public func save(_ trigger: Trigger, expected: Int64) async throws(StoreError) -> Int64 {
        let isSaved = state.withLock { state in Self.save(trigger, expected, &state) }
        guard isSaved else { throw .conflict }
        return expected + 1
    }

    private static func save(
        _ trigger: Trigger, _ expected: Int64, _ state: inout State
    ) -> Bool {
        guard (state.triggers[Place(trigger)]?.version ?? 0) == expected else { return false }
        state.triggers[Place(trigger)] = Versioned(trigger, version: expected + 1)
        return true
    }

    public func remove(
        _ id: String, of agent: String, tenant: Tenant
    ) async throws(StoreError) -> Bool {
        state.withLock { $0.triggers.removeValue(forKey: Place(tenant, agent, id)) != nil }
    }

    public func due(
        at now: Timestamp, limit: Int
    ) async throws(StoreError) -> [Versioned<Trigger>] {
        state.withLock { state in
            let found = state.triggers.values.filter { stored in
                guard let due = stored.value.due else { return false }
                return due <= now || stored.value.cursor > now
            }
            return Array(
                found.sorted {
                    ($0.value.due ?? now, $0.value.id) < ($1.value.due ?? now, $1.value.id)
                }
                .prefix(limit))
        }
    }

    public func nextDue() async throws(StoreError) -> Timestamp? {
        state.withLock { $0.triggers.values.compactMap(\.value.due).min() }
    }

    public func happen(
        _ happening: Happening, expected: Int64
    ) async throws(StoreError) -> Bool {
        let place = Place(happening.trigger)
        let isNew: Bool? = state.withLock { state in
            guard Self.save(happening.trigger, expected, &state) else { return nil }
            var opens = happening.run != nil
            for occurrence in happening.occurrences {
                if state.has(occurrence.key, occurrence.kind, place) == nil {
                    state.occurrences.append((place, occurrence))
                } else if occurrence.kind == .run {
                    opens = false
                }
            }
            return opens
        }
        guard let isNew else { throw .conflict }
        guard isNew, let prepared = happening.run else { return false }
        do {
            try await runs.open(prepared)
            return true
        } catch .conflict { return false }
    }

    public func occurrences(
        of agent: String, tenant: Tenant, limit: Int
    ) async throws(StoreError) -> [Occurrence] {
        state.withLock { state in
            state.occurrences.reversed().filter {
                $0.place.agent == agent && $0.place.tenant == tenant.rawValue
            }.prefix(limit).map(\.occurrence)
        }
    }

    public func occurrence(
        _ key: String, of trigger: Trigger
    ) async throws(StoreError) -> Occurrence? {
        state.withLock { $0.has(key, .run, Place(trigger)) }
    }

    public func forget(before: Timestamp, limit: Int) async throws(StoreError) -> Int {
        state.withLock { state in
            let old = state.occurrences.filter { $0.occurrence.at < before }.count
            let count = min(old, limit)
            var left = count
            state.occurrences.removeAll { entry in
                guard left > 0, entry.occurrence.at < before else { return false }
                left -= 1
                return true
            }
            return count
        }
    }
}
