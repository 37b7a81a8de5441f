public import Domain
public import Paygent

/// Lets agents act when their time comes: each moment once, whoever else keeps time on the same
/// store, and after whatever the process or its clock went through.
public struct Timekeeper: Sendable {
    let triggers: any TriggerStore
    let agents: any AgentStore
    let runs: AgentRuns
    let zones: any TimeZones
    let watcher: Watcher
    let clock: any Clock
    let randomness: any Randomness
    private let alarm = Broadcast()

    public init(
        triggers: any TriggerStore, agents: any AgentStore, runs: AgentRuns,
        zones: any TimeZones, watcher: Watcher, clock: any Clock, randomness: any Randomness
    ) {
        self.triggers = triggers
        self.agents = agents
        self.runs = runs
        self.zones = zones
        self.watcher = watcher
        self.clock = clock
        self.randomness = randomness
    }

    public typealias Failure = AgentRuns.Failure

    /// A run that was opened and wants to be driven.
    public struct Started: Sendable, Hashable {
        public let run: ID<AgentRun>
        public let tenant: Tenant
    }

    static let dueAtOnce = 100

    /// What came of one look at the clock.
    public struct Round: Sendable {
        /// What has to be driven now. What is not, because the process ends here, recovery finds.
        public internal(set) var started: [Started] = []
        /// Where somebody has to look at a number. That may take long, so it is not done here.
        public internal(set) var looks: [Versioned<Trigger>] = []
    }

    /// A round and its looks, one after the other.
    public func pass() async throws(Failure) -> [Started] {
        let round = try await round()
        var started = round.started
        for trigger in round.looks { started += try await look(at: trigger) }
        return started
    }

    /// Opens a run for every moment that has come.
    public func round() async throws(Failure) -> Round {
        let now = clock.now()
        var round = Round()
        var seen: Set<Trigger> = []
        while true {
            let page = try await store { () throws(StoreError) in
                try await triggers.due(at: now, limit: Self.dueAtOnce)
            }.filter { !seen.contains($0.value) }
            if page.isEmpty { return round }
            for trigger in page {
                seen.insert(trigger.value)
                if trigger.value.condition == nil {
                    round.started += try await attend(to: trigger, now)
                } else if let claimed = try await claimed(trigger, now) {
                    round.looks.append(claimed)
                }
            }
        }
    }

    /// Whoever sleeps until the next moment is woken when a nearer one is made.
    public func wakes() -> AsyncStream<Void> { alarm.wakes() }

    func changed() { alarm.announce() }

    /// The earliest moment that is known.
    public func nextDue() async throws(Failure) -> Timestamp? {
        try await store { () throws(StoreError) in try await triggers.nextDue() }
    }

    private func attend(
        to stored: Versioned<Trigger>, _ now: Timestamp
    ) async throws(Failure) -> [Started] {
        var (trigger, version) = (stored.value, stored.version)
        let occurrences = occurrences(of: trigger)
        let isStopped = try await isStopped(trigger)
        var started: [Started] = []
        do throws(StoreError) {
            guard let occurrences else {
                trigger.forgetThePast(at: now, nil)
                _ = try await triggers.save(trigger, expected: version)
                return []
            }
            while let advance = trigger.advance(to: now, occurrences, isStopped: isStopped) {
                let happening = await happening(advance, trigger, now, isStopped)
                let isOpen = try await triggers.happen(happening, expected: version)
                version += 1
                if isOpen, let run = happening.run?.run {
                    started.append(Started(run: run.id, tenant: Tenant(trigger.tenant)))
                }
            }
            if trigger != stored.value {
                _ = try await triggers.save(trigger, expected: version)
            }
        } catch {
            // Another process has dealt with it; what this one opened is still to be driven.
            guard error == .conflict else { throw runs.failure(error) }
        }
        return started
    }

    private func happening(
        _ advance: Advance, _ trigger: Trigger, _ now: Timestamp, _ isStopped: Bool
    ) async -> Happening {
        var happening = Happening(trigger, [])
        if let skipped = advance.skipped {
            happening.occurrences.append(
                trigger.passedOver(
                    skipped.first, skipped.sentence(isStopped: isStopped), at: now))
        }
        guard let moment = advance.fire else { return happening }
        let key = Trigger.key(of: moment)
        do throws(Refusal) {
            let prepared = try await prepare(trigger, key: key, moment)
            happening.run = prepared
            happening.occurrences.append(
                Occurrence(
                    trigger: trigger.id, key: key, kind: .run, moment: moment, at: now,
                    run: prepared.run.id))
        } catch {
            happening.occurrences.append(trigger.passedOver(moment, error.sentence, at: now))
        }
        return happening
    }

    /// Why a moment passes without a run.
    struct Refusal: Error {
        let sentence: String
    }

    func prepare(
        _ trigger: Trigger, key: String, _ moment: Timestamp
    ) async throws(Refusal) -> AgentRunOpening {
        guard let order = trigger.order, let command = StandingOrder.command(order) else {
            throw Refusal(sentence: Self.noOrder)
        }
        do throws(Failure) {
            return try await runs.prepare(
                Order(order), command: command, agent: trigger.agent,
                as: trigger.run(for: key, at: moment), of: Tenant(trigger.tenant))
        } catch {
            switch error {
            case .agentKilled: throw Refusal(sentence: Self.stopped)
            case .agentNotFound: throw Refusal(sentence: "The agent is not listed any more.")
            case .sessionNotFound, .runNotFound, .unavailable:
                throw Refusal(sentence: "The agent could not be asked just then.")
            }
        }
    }

    static let stopped = "The agent was stopped; what comes meanwhile is not made up for."
    static let noOrder =
        "It is not said what the agent is to do: send a command such as \"buy today's weather quote\"."

    func isStopped(_ trigger: Trigger) async throws(Failure) -> Bool {
        try await runs.isKilled(
            AgentReference(name: trigger.agent, version: 1, tenant: trigger.tenant))
    }

    /// Nil for what happens at no time of its own, and for a place that nobody knows.
    public func occurrences(of trigger: Trigger) -> Occurrences? {
        Timetable(triggers: triggers, zones: zones).occurrences(of: trigger)
    }

    func store<Value: Sendable>(
        _ body: () async throws(StoreError) -> Value
    ) async throws(Failure) -> Value {
        do { return try await body() } catch { throw runs.failure(error) }
    }
}

extension Trigger {
    func passedOver(_ moment: Timestamp, _ sentence: String, at now: Timestamp) -> Occurrence {
        Occurrence(
            trigger: id, key: Self.key(of: moment), kind: .skipped, moment: moment, at: now,
            sentence: sentence)
    }
}

extension Advance.Skipped {
    fileprivate func sentence(isStopped: Bool) -> String {
        if isStopped { return Timekeeper.stopped }
        switch count {
        case 1: return "Its time passed while nothing ran, and a later one was made up for."
        case Trigger.countMax...:
            return "A thousand times or more passed while nothing ran; they are not made up for."
        default: return "\(count) times passed while nothing ran; they are not made up for."
        }
    }
}
