public import Domain
internal import Hashing
internal import JSON
public import Paygent

/// After a restore: compares what the store believes with what the chains know, and lets payments
/// be signed again once a person has seen it.
public struct Reconciliation: Sendable {
    private let holds: any SigningHolds
    private let mark: any SignatureMark
    let runs: any RunStore
    private let approvals: any ApprovalStore
    let journal: any Journal
    private let witness: any PaymentWitness
    private let wallet: Wallet
    let clock: any Clock
    let events: any Events

    /// Runs read at once.
    private static let pageMax = 200
    /// Movements of the wallet that are looked at on each chain.
    private static let transfersMax = 200
    /// A payment was opened at most this long before its transfer.
    private static let openedBeforeSeconds: Int64 = 86_400

    public init(
        holds: any SigningHolds, mark: any SignatureMark, runs: any RunStore,
        approvals: any ApprovalStore, journal: any Journal, witness: any PaymentWitness,
        wallet: Wallet, clock: any Clock, events: any Events
    ) {
        self.holds = holds
        self.mark = mark
        self.runs = runs
        self.approvals = approvals
        self.journal = journal
        self.witness = witness
        self.wallet = wallet
        self.clock = clock
        self.events = events
    }

    public enum Failure: Error, Equatable {
        /// It is not what the person saw.
        case changed
        /// The chain does not answer for these payments.
        case unknown([ID<PaymentRun>])
        case notFound
        /// Nothing is open about the payment; it is in this state.
        case notOpen(String)
        /// The chain itself says that it was paid.
        case isPaid
        /// Until then whoever has the signature may collect.
        case mayStillSettle(Timestamp)
        case chain(ChainError)
        case store(StoreError)
    }

    /// What a person is shown, and confirms.
    public struct Report: Sendable, Hashable {
        public struct Payment: Sendable, Hashable {
            public let run: PaymentRun
            public let testimony: Testimony
        }

        /// Nil while payments may be signed.
        public let hold: SigningHold?
        /// Those that are not over, with the chain's word on each.
        public let open: [Payment]
        /// Stored damaged: what they are cannot be told, and nothing is signed or sent for them.
        public let unreadable: [ID<PaymentRun>]
        /// Money that left the wallet lately, on chains, in no payment that the store knows.
        public let unknown: [ChainTransfer]
    }

    public func report() async throws(Failure) -> Report {
        do {
            let (open, unreadable) = try await openPayments()
            return Report(
                hold: try await holds.signingHold(), open: open, unreadable: unreadable,
                unknown: try await unknownTransfers())
        } catch let error as StoreError {
            throw .store(error)
        } catch let error as ChainError {
            throw .chain(error)
        } catch { throw .store(.unavailable("\(error)")) }
    }

    /// Ends the hold. What the chain has paid is booked as paid first; everything else goes on as
    /// it would have.
    ///
    /// - Parameter hash: of the report that the person saw.
    /// - Returns: the payments that were booked.
    public func confirm(
        hash: String, by person: String
    ) async throws(Failure) -> [ID<PaymentRun>] {
        let report = try await report()
        guard report.hold != nil else { return [] }
        guard report.hash == hash else { throw .changed }
        guard report.undecided.isEmpty else { throw .unknown(report.undecided) }
        var booked: [ID<PaymentRun>] = []
        do throws(StoreError) {
            for payment in report.open {
                guard case .paid(let receipt) = payment.testimony else { continue }
                try await book(receipt, of: payment.run.id)
                booked.append(payment.run.id)
            }
            try await begin(report, booked, by: person)
        } catch { throw .store(error) }
        events.announce()
        return booked
    }

    /// The mark is moved before the hold ends: in between, nothing is signed.
    private func begin(
        _ report: Report, _ booked: [ID<PaymentRun>], by person: String
    ) async throws(StoreError) {
        do { try mark.replace(by: try await journal.tail()) } catch let error as StoreError {
            throw error
        } catch { throw .unavailable("the note beside the key cannot be written") }
        try await holds.release(
            by: person,
            finding: [
                "hash": .string(report.hash), "open": .integer(Int64(report.open.count)),
                "booked": .strings(booked.map(\.rawValue)),
                "unknown_transfers": .strings(report.unknown.map(\.transaction)),
            ], at: clock.now())
    }

    private func book(_ receipt: Receipt, of id: ID<PaymentRun>) async throws(StoreError) {
        guard let stored = try await runs.run(id) else { return }
        var run = stored.value
        var approval: Approval?
        if case .awaitingApproval(let terms) = run.state {
            approval = try await approvals.approval(terms.approval)
            do { try approval?.withdraw() } catch { throw .conflict }
        }
        let step: PaymentRun.Step
        do { step = try run.apply(.paid(receipt)) } catch { throw .conflict }
        _ = try await runs.commit(
            RunChange(
                run, after: .paid(receipt), entry: step.entry, approval: approval,
                expected: stored.version, at: clock.now()))
    }
}

// Looking.
extension Reconciliation {
    private func openPayments() async throws(StoreError) -> (
        [Report.Payment], unreadable: [ID<PaymentRun>]
    ) {
        var open: [Report.Payment] = []
        var unreadable: [ID<PaymentRun>] = []
        var last: ID<PaymentRun>?
        while true {
            let page = try await runs.unfinishedRuns(after: last, limit: Self.pageMax)
            unreadable += page.unreadable
            for stored in page.runs {
                open.append(
                    Report.Payment(
                        run: stored.value, testimony: await testimony(on: stored.value)))
            }
            guard let next = page.next else { return (open, unreadable) }
            last = next
        }
    }

    /// Trades at a venue have no authorization: simulated ones are kept in this very store, and
    /// those on a chain show among the transfers.
    func testimony(on run: PaymentRun) async -> Testimony {
        run.intent.order == nil ? await witness.testimony(on: run) : .notPaid
    }

    private func unknownTransfers() async throws -> [ChainTransfer] {
        let chains = Network.allCases.filter { !wallet.isSimulated(on: $0) }
        let left = try await wallet.transfers(on: chains, limit: Self.transfersMax)
            .filter { $0.from == wallet.address && $0.to != wallet.address }
        guard let oldest = left.map(\.at).min() else { return [] }
        let known = try await transactions(
            since: oldest.adding(seconds: -Self.openedBeforeSeconds))
        return left.filter { !known.contains($0.transaction) }
    }

    private func transactions(since start: Timestamp) async throws(StoreError) -> Set<String> {
        var known: Set<String> = []
        var filter = RunFilter(from: start, limit: Self.pageMax)
        while true {
            let page = try await runs.runs(matching: filter)
            for stored in page {
                if case .settled(let receipt) = stored.run.state {
                    known.insert(receipt.transaction)
                }
            }
            guard page.count == Self.pageMax, let last = page.last else { return known }
            filter.before = last.run.id
        }
    }
}

extension Reconciliation.Report {
    /// Payments that the chain says nothing about yet.
    var undecided: [ID<PaymentRun>] {
        open.compactMap { payment in
            guard case .unknown = payment.testimony else { return nil }
            return payment.run.id
        }
    }

    /// Of all that a person has to see.
    public var hash: String {
        let lines =
            [hold?.cause.rawValue ?? ""]
            + open.map { "\($0.run.id) \($0.run.state.name) \($0.testimony)" }
            + unreadable.map { "\($0) unreadable" }
            + unknown.map { "\($0.transaction) \($0.amount.atomicUnits) \($0.amount.asset.id)" }
        return Hex.encode(SHA256.hash(Array(lines.joined(separator: "\n").utf8)))
    }
}
