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
            do throws(Failure) { _ = try await drive(run, of: tenant) } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
    }
}

/// When this process takes up which run. Lost with the process, and set again by whoever drives the
/// run next.
final class Alarms: Sendable {
    private let times = Mutex<[ID<AgentRun>: (time: Timestamp, tenant: Tenant)]>([:])

    func set(_ time: Timestamp, for run: AgentRun) {
        times.withLock { $0[run.id] = (time, Tenant(run.agent.tenant)) }
    }

    func due(at now: Timestamp) -> [(ID<AgentRun>, Tenant)] {
        times.withLock { times in
            let due = times.filter { $0.value.time <= now }
            for run in due.keys { times[run] = nil }
            return due.map { ($0.key, $0.value.tenant) }
        }
    }
}
