public import Domain
public import Hashing
public import Paygent

// Which triggers an agent has: those of its design, and those that its owner added.
extension Timekeeper {
    /// Brings the triggers in line with the latest version of the agent's design. Called after it
    /// was registered, and for every agent at the start.
    public func follow(_ name: String, of tenant: Tenant) async throws(Failure) {
        let stored = try await list(name, tenant)
        let listed = try await store { () throws(StoreError) in
            try await agents.agent(name, of: tenant)
        }
        let wanted = listed.map { designed(by: $0, tenant) } ?? []
        for trigger in stored where !trigger.value.isAdded || listed == nil {
            guard !wanted.contains(where: { $0.isAtTheTime(of: trigger.value) }) else { continue }
            try await remove(trigger.value.id, of: name, tenant: tenant)
        }
        try await watch(stored)
        let kept = try await list(name, tenant)
        for found in kept where !found.value.isAdded && !found.value.isOrderOwn {
            try await adopt(wanted, found)
        }
        for var trigger in wanted where !kept.contains(where: { $0.value.id == trigger.id }) {
            trigger.forgetThePast(at: trigger.beginning, occurrences(of: trigger))
            try await save(trigger, expected: 0)
        }
        changed()
    }

    /// What the agent does at the same time is what its design says now.
    private func adopt(_ wanted: [Trigger], _ found: Versioned<Trigger>) async throws(Failure) {
        guard let design = wanted.first(where: { $0.isAtTheTime(of: found.value) }),
            design.order != found.value.order
        else { return }
        var trigger = found.value
        trigger.order = design.order
        try await save(trigger, expected: found.version)
    }

    /// Triggers of a version that did not watch for them yet.
    private func watch(_ stored: [Versioned<Trigger>]) async throws(Failure) {
        for found in stored where found.value.condition != nil && found.value.due == nil {
            var trigger = found.value
            trigger.forgetThePast(at: clock.now(), nil)
            try await save(trigger, expected: found.version)
        }
    }

    public func followAll(of tenant: Tenant) async throws(Failure) {
        var cursor: String?
        repeat {
            let page = try await store { () throws(StoreError) in
                try await agents.list(of: tenant, after: cursor, limit: 200)
            }
            for agent in page.items { try await follow(agent.latest.name, of: tenant) }
            cursor = page.nextCursor
        } while cursor != nil
    }

    private func designed(by agent: RegisteredAgent, _ tenant: Tenant) -> [Trigger] {
        let spec = agent.latest.design.effective
        let order = StandingOrder.text(of: spec)
        let now = clock.now()
        return spec.schedules(.schedule).filter { $0 != .onRequest }.map { schedule in
            trigger(
                agent.latest.name, tenant, schedule.description,
                zone: spec.text(.timezone) ?? "UTC",
                order: order, isAdded: false, now)
        }
    }

    private func trigger(
        _ name: String, _ tenant: Tenant, _ text: String, zone: String, order: String?,
        id: String? = nil, isAdded: Bool, _ now: Timestamp
    ) -> Trigger {
        Trigger(
            id: id ?? Trigger.id(for: text), agent: name, tenant: tenant.rawValue, text: text,
            zone: zone, isAdded: isAdded, beginning: now, order: order,
            secret: Trigger.When(text) == .called ? newSecret() : [])
    }

    private func newSecret() -> [UInt8] {
        let bits = [randomness.next(), randomness.next()]
        return bits.flatMap { bits in
            (0..<16).map { UInt8(truncatingIfNeeded: bits >> UInt128(8 * $0)) }
        }
    }

    /// What an owner says of a trigger; a missing part stays as it is.
    public struct Change: Sendable {
        public var text: String?
        public var order: String?
        public var missed: Trigger.Missed?
        public var zone: String?

        public init(
            text: String? = nil, order: String? = nil, missed: Trigger.Missed? = nil,
            zone: String? = nil
        ) {
            self.text = text
            self.order = order
            self.missed = missed
            self.zone = zone
        }
    }

    public enum ChangeFailure: Error, Equatable {
        case notFound
        case notATime(String)
        case notAPlace(String)
        case notACommand(String)
        /// What a design says is changed in the design.
        case ofTheDesign
        case run(Failure)
    }

    /// Adds a trigger, or changes what it does.
    public func change(
        _ id: String, of name: String, tenant: Tenant, _ change: Change
    ) async throws(ChangeFailure) -> Trigger {
        if let zone = change.zone, zones.rules(of: zone) == nil { throw .notAPlace(zone) }
        if let order = change.order, StandingOrder.command(order) == nil {
            throw .notACommand(order)
        }
        do throws(Failure) { _ = try await runs.agent(name, of: tenant) } catch {
            throw .run(error)
        }
        for _ in 0..<Self.conflictsMax {
            let there: Versioned<Trigger>?
            do throws(Failure) {
                there = try await list(name, tenant).first { $0.value.id == id }
            } catch { throw .run(error) }
            let changed = try changed(id, name, tenant, there?.value, change)
            let isStored: Bool
            do throws(Failure) {
                isStored = try await save(changed, expected: there?.version ?? 0)
            } catch { throw .run(error) }
            guard isStored else { continue }
            self.changed()
            return changed
        }
        throw .run(.unavailable("the trigger acts just now; send the change again"))
    }

    private static let conflictsMax = 8

    private func changed(
        _ id: String, _ name: String, _ tenant: Tenant, _ there: Trigger?, _ change: Change
    ) throws(ChangeFailure) -> Trigger {
        let now = clock.now()
        var trigger: Trigger
        if let there, change.text ?? there.text == there.text,
            change.zone ?? there.zone == there.zone
        {
            trigger = there
        } else {
            guard there?.isAdded ?? true else { throw .ofTheDesign }
            guard let text = change.text ?? there?.text else { throw .notFound }
            guard Self.isTime(text) else { throw .notATime(text) }
            trigger = self.trigger(
                name, tenant, text, zone: change.zone ?? there?.zone ?? "UTC",
                order: there?.order, id: id, isAdded: true, now)
            trigger.missed = there?.missed ?? .latest
            trigger.forgetThePast(at: now, occurrences(of: trigger))
        }
        if let order = change.order { (trigger.order, trigger.isOrderOwn) = (order, true) }
        if let missed = change.missed { trigger.missed = missed }
        return trigger
    }

    private static func isTime(_ text: String) -> Bool {
        Trigger.When(text) != nil
    }

    public func remove(_ id: String, of name: String, tenant: Tenant) async throws(Failure) {
        _ = try await store { () throws(StoreError) in
            try await triggers.remove(id, of: name, tenant: tenant)
        }
    }

    /// After a kill: what came while the agent was stopped is never made up for.
    public func revived(_ name: String, of tenant: Tenant) async throws(Failure) {
        let now = clock.now()
        for stored in try await list(name, tenant) {
            var trigger = stored.value
            trigger.forgetThePast(at: now, occurrences(of: trigger))
            try await save(trigger, expected: stored.version)
        }
        changed()
    }

    /// - Throws: `.agentNotFound`.
    public func check(_ name: String, of tenant: Tenant) async throws(Failure) {
        _ = try await runs.agent(name, of: tenant)
    }

    public func list(
        _ name: String, _ tenant: Tenant
    ) async throws(Failure) -> [Versioned<Trigger>] {
        try await store { () throws(StoreError) in
            try await triggers.triggers(of: name, tenant: tenant)
        }
    }

    public func past(
        _ name: String, _ tenant: Tenant, limit: Int
    ) async throws(Failure) -> [Occurrence] {
        try await store { () throws(StoreError) in
            try await triggers.occurrences(of: name, tenant: tenant, limit: limit)
        }
    }

    /// - Returns: false when another process was there first.
    @discardableResult
    private func save(_ trigger: Trigger, expected: Int64) async throws(Failure) -> Bool {
        do {
            _ = try await triggers.save(trigger, expected: expected)
            return true
        } catch {
            guard error == .conflict else { throw runs.failure(error) }
            return false
        }
    }
}

// Calls from outside, signed.
extension Timekeeper {
    public enum CallFailure: Error, Equatable {
        case notFound
        case refused(StandardWebhook.Refusal)
        /// Nothing is done, and why.
        case passedOver(String)
        case run(Failure)
    }

    /// Opens the run that a call asks for. The same message is the same run, however often it comes.
    ///
    /// What the call says is never read as a command: the trigger has its own.
    public func call(
        _ id: String, of name: String, tenant: Tenant, body: [UInt8],
        _ headers: StandardWebhook.Headers
    ) async throws(CallFailure) -> ID<AgentRun> {
        let stored: [Versioned<Trigger>]
        do throws(Failure) { stored = try await list(name, tenant) } catch { throw .run(error) }
        guard let found = stored.first(where: { $0.value.id == id }), found.value.when == .called
        else { throw .notFound }
        let (trigger, now) = (found.value, clock.now())
        do {
            try StandardWebhook.verify(
                body, headers, secrets: [trigger.secret], now: now.secondsSinceEpoch)
        } catch { throw .refused(error) }
        let key = "call \(headers.id)"
        do throws(StoreError) {
            if let before = try await triggers.occurrence(key, of: trigger)?.run { return before }
        } catch { throw .run(runs.failure(error)) }
        return try await open(found, key: key, now)
    }

    private func open(
        _ stored: Versioned<Trigger>, key: String, _ now: Timestamp
    ) async throws(CallFailure) -> ID<AgentRun> {
        let trigger = stored.value
        let prepared: AgentRunOpening
        do throws(Refusal) { prepared = try await prepare(trigger, key: key, now) } catch {
            throw .passedOver(error.sentence)
        }
        let occurrence = Occurrence(
            trigger: trigger.id, key: key, kind: .run, moment: now, at: now, run: prepared.run.id)
        do throws(StoreError) {
            _ = try await triggers.happen(
                Happening(trigger, [occurrence], run: prepared), expected: stored.version)
        } catch .conflict {
            return try await openedMeanwhile(trigger, key)
        } catch { throw .run(runs.failure(error)) }
        return prepared.run.id
    }

    /// Another call came at the same time: with this message, or with another.
    private func openedMeanwhile(
        _ trigger: Trigger, _ key: String
    ) async throws(CallFailure) -> ID<AgentRun> {
        do throws(StoreError) {
            if let run = try await triggers.occurrence(key, of: trigger)?.run { return run }
        } catch { throw .run(runs.failure(error)) }
        throw .run(.unavailable("other calls came at the same time; send this one again"))
    }
}

extension Trigger {
    fileprivate func isAtTheTime(of other: Trigger) -> Bool {
        id == other.id && text == other.text && zone == other.zone
    }
}
