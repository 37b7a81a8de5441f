internal import Domain
internal import Orchestration
internal import Paygent

/// What goes on beside the requests, until it is stopped.
struct Background: Sendable {
    private let task: Task<Void, Never>
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    /// How long a stop waits for the pass that is under way.
    static let stopSecondsMax = 5

    init(_ composition: Composition) {
        let (ended, end) = AsyncStream<Void>.makeStream()
        (self.ended, self.end) = (ended, end)
        task = Task.detached {
            await Upkeep(composition).run()
            end.finish()
        }
    }

    /// What a stop cuts off is taken up at the next start.
    func stop() async {
        task.cancel()
        let end = end
        let limit = Task.detached {
            do { try await Task.sleep(for: .seconds(Self.stopSecondsMax)) } catch { return }
            Terminal.error("paygent: stopped while payments were being looked after")
            end.finish()
        }
        for await _ in ended {}
        limit.cancel()
    }
}

/// Recovery at the start, then a look from time to time.
private struct Upkeep {
    let composition: Composition

    static let sweepSeconds: Int64 = 5
    /// How often a look is taken for models that have rested long enough.
    static let modelsSeconds: Int64 = 1
    /// A client may repeat a request and get its first answer for as long.
    static let answersKeptDays: Int64 = 2
    static let answersForgottenAtOnce = 1000
    static let occurrencesKeptDays: Int64 = 90

    init(_ composition: Composition) { self.composition = composition }

    func run() async {
        await once("recovery") { try await recover() }
        async let sweeps: Void = every(.seconds(Self.sweepSeconds), "recovery") {
            try await sweep()
        }
        async let models: Void = every(.seconds(Self.modelsSeconds), "models") {
            await composition.models.pool?.tryResting()
            return nil
        }
        async let messages: Void = tell()
        async let questions: Void = ask()
        async let dues: Void = every(.seconds(1), "waiting runs") {
            try await composition.agentRuns.goOnWithDue()
            return nil
        }
        async let foreign: Void = every(.seconds(1), "events of other processes") {
            try await ForeignEvents(
                journal: composition.storage.money, events: composition.events
            ).run()
            return nil
        }
        async let positions: Void = every(.seconds(Self.sweepSeconds), "positions") {
            try await composition.money.settlePositions()
        }
        async let days: Void = every(.seconds(86_400), "old answers") { try await forget() }
        async let clockwork: Void = Clockwork(
            timekeeper: composition.timekeeper, subscriptions: composition.subscriptions,
            runs: composition.agentRuns, clock: SystemClock()
        ).run()
        _ = await (sweeps, models, messages, questions, dues, foreign, positions, days, clockwork)
    }

    private func recover() async throws -> String? {
        let report = try await composition.money.recovery.pass()
        try await composition.agentRuns.goOn()
        return report.sentence
    }

    /// Agents go on whose payment has come to its end.
    private func sweep() async throws -> String? {
        let report = try await composition.money.recovery.pass()
        for (payment, tenant) in report.ended {
            await once("run") {
                _ = try await composition.agentRuns.goOn(after: payment, of: tenant)
                return nil
            }
        }
        try await composition.agentRuns.goOnWithOrphans()
        if let damage = report.damage {
            // Thrown last, when all the others have had their turn: it is told once.
            if let sentence = report.sentence { Terminal.error("paygent: recovery: \(sentence)") }
            throw StartError(damage)
        }
        return report.sentence
    }

    /// A receiver that hangs holds up one of several, and no payment.
    private func tell() async {
        await withTaskGroup { group in
            for notices in composition.money.notices {
                group.addTask {
                    await every(.seconds(notices.carrier.pace.lookSeconds), "notices") {
                        try await notices.collect()
                        return nil
                    }
                }
                for _ in 0..<notices.carrier.pace.messagesAtOnce {
                    group.addTask {
                        await every(.seconds(1), "notices") { try await deliver(notices) }
                    }
                }
            }
        }
    }

    /// A model that is slow holds up one of several, and neither payments nor schedules.
    private func ask() async {
        await withTaskGroup { group in
            for _ in 0..<Self.questionsAtOnce {
                group.addTask {
                    await every(.seconds(1), "driven runs") {
                        while try await composition.agentRuns.goOnWithQuestion() {}
                        return nil
                    }
                }
            }
        }
    }

    static let questionsAtOnce = 16

    /// Until nothing is due.
    private func deliver(_ notices: Notices) async throws -> String? {
        while !Task.isCancelled {
            switch try await notices.deliver() {
            case .nothingDue: return nil
            case .heard, .notHeard: continue
            case .givenUp(let id, let kind, let reason):
                return "\(kind) \(id) is given up, because \(reason)"
            }
        }
        return nil
    }

    private func forget() async throws -> String? {
        let before = SystemClock().now().adding(seconds: -Self.answersKeptDays * 86_400)
        var sum = 0
        while !Task.isCancelled {
            let count = try await composition.storage.answers.forget(
                before: before, limit: Self.answersForgottenAtOnce)
            sum += count
            if count < Self.answersForgottenAtOnce { break }
        }
        try await forgetOccurrences()
        return sum == 0 ? nil : "\(sum) removed"
    }

    /// What fired long ago is still known by its run.
    private func forgetOccurrences() async throws {
        let before = SystemClock().now().adding(seconds: -Self.occurrencesKeptDays * 86_400)
        while !Task.isCancelled {
            let count = try await composition.storage.triggers.forget(
                before: before, limit: Self.answersForgottenAtOnce)
            if count < Self.answersForgottenAtOnce { return }
        }
    }

    /// A failure is told, and the next pass tries again: nothing is lost by it. One that lasts is
    /// told once.
    private func every(
        _ pause: Duration, _ name: String, _ work: () async throws -> String?
    ) async {
        var told: String?
        while !Task.isCancelled {
            told = await once(name, told, work)
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// - Parameter told: the failure that was told last.
    /// - Returns: the failure of this pass.
    @discardableResult
    private func once(
        _ name: String, _ told: String? = nil, _ work: () async throws -> String?
    ) async -> String? {
        do {
            if let sentence = try await work() { Terminal.error("paygent: \(name): \(sentence)") }
            return nil
        } catch {
            let failure = "\(error)"
            if failure != told { Terminal.error("paygent: \(name): \(failure)") }
            return failure
        }
    }
}

extension Recovery.Report {
    /// Nil when everything could be read.
    fileprivate var damage: String? {
        guard !unreadable.isEmpty else { return nil }
        return "cannot be read, so nobody goes on with it and what it has reserved stays reserved: "
            + unreadable.joined(separator: ", ") + " (GET /api/v1/reconciliation lists payments)"
    }

    /// Nil when nothing has changed.
    fileprivate var sentence: String? {
        guard settled + stopped + failed + expiredApprovals > 0 else { return nil }
        return "\(settled) payments settled, \(stopped) stopped, \(expiredApprovals) approvals "
            + "expired, \(waiting) still waiting, \(failed) to be tried again"
    }
}
