import Domain
import Paygent
import Synchronization

// Steps that wait for a time. The time is stored with the step, so a restart waits no longer.
extension AgentRuns {
    /// Shorter waits keep their task; longer ones are taken up by the clock.
    static let waitInPlaceMilliseconds: Int64 = 2_000

    /// - Returns: whether it is time now; otherwise the run is taken up when it is.
    func isTime(_ time: Timestamp, for run: AgentRun) async -> Bool {
        let wait = time.millisecondsSinceEpoch - clock.now().millisecondsSinceEpoch
        guard wait > 0 else { return true }
        guard wait <= Self.waitInPlaceMilliseconds else {
            alarms.set(time, for: run)
            return false
        }
        do { try await Task.sleep(for: .milliseconds(wait)) } catch { return false }
        return true
    }

    /// Goes on with the runs whose time has come. Called every second.
    ///
    /// - Throws: the first failure, after every run has had its turn.
    public func goOnWithDue() async throws(Failure) {
        var first: Failure?
        for (run, tenant) in alarms.due(at: clock.now()) {
            do throws(Failure) { _ = try await drive(run, of: tenant, asking: false) } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
    }
}

// Runs whose language model has to be asked, which takes long.
extension AgentRuns {
    /// After a failure.
    static let questionPauseSeconds: Int64 = 5

    /// Goes on with one run that waits for its model to be asked. Called by several at once, so that
    /// a slow model holds up nobody else.
    ///
    /// - Returns: false when none waits.
    public func goOnWithQuestion() async throws(Failure) -> Bool {
        guard let (run, tenant) = questions.first(at: clock.now()) else { return false }
        do { _ = try await drive(run, of: tenant) } catch {
            questions.set(clock.now().adding(seconds: Self.questionPauseSeconds), run, tenant)
            throw error
        }
        return true
    }
}

/// When this process takes up which run. Lost with the process, and set again by whoever drives the
/// run next.
final class Alarms: Sendable {
    private let times = Mutex<[ID<AgentRun>: (time: Timestamp, tenant: Tenant)]>([:])

    func set(_ time: Timestamp, for run: AgentRun) {
        set(time, run.id, Tenant(run.agent.tenant))
    }

    func set(_ time: Timestamp, _ run: ID<AgentRun>, _ tenant: Tenant) {
        times.withLock { $0[run] = (time, tenant) }
    }

    /// The one that has been due the longest; nil when none is.
    func first(at now: Timestamp) -> (ID<AgentRun>, Tenant)? {
        times.withLock { times in
            let first = times.filter { $0.value.time <= now }.min { $0.value.time < $1.value.time }
            guard let first else { return nil }
            times[first.key] = nil
            return (first.key, first.value.tenant)
        }
    }

    func due(at now: Timestamp) -> [(ID<AgentRun>, Tenant)] {
        times.withLock { times in
            let due = times.filter { $0.value.time <= now }
            for run in due.keys { times[run] = nil }
            return due.map { ($0.key, $0.value.tenant) }
        }
    }
}
