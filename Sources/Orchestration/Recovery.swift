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
        /// What is damaged in the store, by name: nobody can go on with it, and the rest goes on.
        public var unreadable: [String] = []
        /// Payments that ended in this pass, and whose they are: what waited for them can go on.
        public var ended: [ID<PaymentRun>: Tenant] = [:]

        public init() {}
    }

    /// Goes on with what waits for the chain, and with what has lost its process. What another
    /// living process drives stays with it.
    public func pass() async throws(PaymentFailure) -> Report {
        var report = Report()
        let expired = try await approvals.expireOverdue()
        for run in expired.stopped {
            report.expiredApprovals += 1
            report.note(run)
        }
        report.unreadable = expired.failed.map { "approval \($0)" }
        var last: ID<PaymentRun>?
        while true {
            let page: UnfinishedRuns
            do {
                page = try await runs.unfinishedRuns(after: last, limit: Self.pageMax)
            } catch { throw .store(error) }
            report.unreadable += page.unreadable.map { "payment \($0)" }
            await drive(await ours(page.runs), into: &report)
            guard let next = page.next else { return report }
            last = next
        }
    }

    /// Those that no request drives, here or in another process.
    private func ours(_ page: [Versioned<PaymentRun>]) async -> [ID<PaymentRun>] {
        var ours: [ID<PaymentRun>] = []
        for run in page.map(\.value) {
            switch run.state {
            case .unresolved, .reserved, .paying:
                if await payments.isAbandoned(run.id) { ours.append(run.id) }
            case .proposed, .awaitingApproval, .settled, .stopped: continue
            }
        }
        return ours
    }

    private func drive(_ page: [ID<PaymentRun>], into report: inout Report) async {
        await withTaskGroup(of: PaymentRun?.self) { group in
            var waiting = page.makeIterator()
            for _ in 0..<togetherMax {
                guard let run = waiting.next() else { break }
                group.addTask { await resume(run) }
            }
            while let run = await group.next() {
                report.count(run)
                if let next = waiting.next() { group.addTask { await resume(next) } }
            }
        }
    }

    /// - Returns: nil when the run could not be driven: its state is stored, and is tried again.
    private func resume(_ id: ID<PaymentRun>) async -> PaymentRun? {
        do { return try await payments.takeUpForOther(id).run } catch { return nil }
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
