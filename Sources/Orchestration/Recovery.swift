public import Domain
public import Paygent

/// Takes up what was left unfinished: at the start of the process, and from time to time after.
public struct Recovery: Sendable {
    private let runs: any RunStore
    private let payments: Payments
    private let approvals: Approvals

    /// Runs read at once.
    static let pageMax = 256
    private let togetherMax: Int

    /// - Parameter togetherMax: runs driven at once, so that a thousand open questions do not become
    ///   a thousand connections.
    public init(
        runs: any RunStore, payments: Payments, approvals: Approvals, togetherMax: Int = 16
    ) {
        self.togetherMax = togetherMax
        self.runs = runs
        self.payments = payments
        self.approvals = approvals
    }

    /// What one pass found and did.
    public struct Report: Sendable, Equatable {
        public var settled = 0
        public var stopped = 0
        /// Still waiting: for a person, or for the chain.
        public var waiting = 0
        /// Could not be driven; the next pass tries again.
        public var failed = 0
        public var expiredApprovals = 0
        /// Payments that ended in this pass, and whose they are: what waited for them can go on.
        public var ended: [ID<PaymentRun>: Tenant] = [:]

        public init() {}
    }

    /// Before the first request: every unfinished run is an orphan of the process before.
    public func start() async throws(PaymentFailure) -> Report {
        try await pass { _ in true }
    }

    /// While requests are served: only what no request is driving, that is what waits for the
    /// chain or for an answer that did not come in time.
    public func sweep() async throws(PaymentFailure) -> Report {
        try await pass { run in
            switch run.state {
            case .unresolved: true
            case .proposed, .awaitingApproval, .reserved, .paying, .settled, .stopped: false
            }
        }
    }

    private func pass(
        _ isOurs: @Sendable (PaymentRun) -> Bool
    ) async throws(PaymentFailure) -> Report {
        var report = Report()
        for run in try await approvals.expireOverdue() {
            report.expiredApprovals += 1
            report.note(run)
        }
        var last: ID<PaymentRun>?
        while true {
            let page: [Versioned<PaymentRun>]
            do {
                page = try await runs.unfinishedRuns(after: last, limit: Self.pageMax)
            } catch { throw .store(error) }
            await drive(page.filter { isOurs($0.value) }, into: &report)
            guard page.count == Self.pageMax, let end = page.last else { return report }
            last = end.value.id
        }
    }

    private func drive(_ page: [Versioned<PaymentRun>], into report: inout Report) async {
        await withTaskGroup(of: PaymentRun?.self) { group in
            var waiting = page.makeIterator()
            for _ in 0..<togetherMax {
                guard let stored = waiting.next() else { break }
                group.addTask { await resume(stored) }
            }
            while let run = await group.next() {
                report.count(run)
                if let stored = waiting.next() { group.addTask { await resume(stored) } }
            }
        }
    }

    /// - Returns: nil when the run could not be driven: its state is stored, and is tried again.
    private func resume(_ stored: Versioned<PaymentRun>) async -> PaymentRun? {
        do {
            var current = stored
            if case .paying = stored.value.state {
                // The attempt that was under way has lost its process: its answer will not come.
                guard let next = try await payments.record(.unanswered, on: stored) else {
                    return nil
                }
                current = next
            }
            return try await payments.drive(current).run
        } catch { return nil }
    }
}

extension Recovery.Report {
    fileprivate mutating func count(_ run: PaymentRun?) {
        guard let run else {
            failed += 1
            return
        }
        switch run.state {
        case .settled: settled += 1
        case .stopped: stopped += 1
        case .proposed, .awaitingApproval, .reserved, .paying, .unresolved: waiting += 1
        }
        note(run)
    }

    fileprivate mutating func note(_ run: PaymentRun) {
        if run.state.isFinal { ended[run.id] = Tenant(run.intent.agent.tenant) }
    }
}
