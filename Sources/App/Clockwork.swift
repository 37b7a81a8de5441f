internal import Domain
internal import Orchestration
internal import Paygent

/// Wakes the timekeeper at the next moment, and lets what it opens run.
struct Clockwork {
    let timekeeper: Timekeeper
    let subscriptions: Subscriptions
    let runs: AgentRuns
    let clock: any Clock

    /// However far the next moment is: a clock that is set, or another process that stops, is
    /// noticed after as long.
    static let sleepMillisecondsMax: Int64 = 15_000
    /// After a failure, and between two passes.
    static let sleepMillisecondsMin: Int64 = 20

    func run() async {
        do { try await timekeeper.followAll(of: .local) } catch { tell(error) }
        while !Task.isCancelled {
            // Before the pass, so that no wake falls between it and the sleep.
            let wakes = timekeeper.wakes()
            var pause = Self.sleepMillisecondsMax
            do {
                let round = try await timekeeper.round()
                for started in round.started { drive(started) }
                for trigger in round.looks { look(at: trigger) }
                for started in try await subscriptions.pass() { drive(started) }
                if let next = try await timekeeper.nextDue() {
                    let distance = next.millisecondsSinceEpoch - clock.now().millisecondsSinceEpoch
                    pause = min(pause, max(distance, Self.sleepMillisecondsMin))
                }
            } catch { tell(error) }
            await sleep(pause, or: wakes)
        }
    }

    /// Each run by itself: a slow one does not hold the clock.
    private func drive(_ started: Timekeeper.Started) {
        Task.detached {
            do { _ = try await runs.drive(started.run, of: started.tenant) } catch {
                Terminal.error("paygent: scheduled run \(started.run): \(error)")
            }
        }
    }

    /// By itself too: a chain that does not answer does not hold the clock.
    private func look(at trigger: Versioned<Trigger>) {
        Task.detached {
            do {
                for started in try await timekeeper.look(at: trigger) { drive(started) }
            } catch { tell(error) }
        }
    }

    private func sleep(_ milliseconds: Int64, or wakes: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return }
            }
            group.addTask { for await _ in wakes { return } }
            await group.next()
            group.cancelAll()
        }
    }

    private func tell(_ error: any Error) { Terminal.error("paygent: schedules: \(error)") }
}
