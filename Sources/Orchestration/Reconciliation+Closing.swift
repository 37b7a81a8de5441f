public import Domain
internal import JSON
public import Paygent

// What no chain answers for any more: its node is gone, or its router. A person closes it, with
// evidence, and answers for it.
extension Reconciliation {
    /// A person's word on an open payment.
    public struct Closing: Sendable, Hashable {
        /// The transaction by which it was paid; nil when it was not paid.
        public let transaction: String?
        public let evidence: String
        /// Why it is said before the signature's time is over; nil when that is waited for.
        public let forcedBecause: String?
        public let person: String

        public init(
            transaction: String?, evidence: String, forcedBecause: String?, by person: String
        ) {
            self.transaction = transaction
            self.evidence = evidence
            self.forcedBecause = forcedBecause
            self.person = person
        }
    }

    /// How long after the end of its window a payment that nobody sees may still be collected: by
    /// our clock, which may be ahead, and on a chain that may be behind. Units: seconds.
    private static let graceSeconds: Int64 = 3600

    /// Closes a payment of which no chain says anything. The journal says first who said it, and
    /// why.
    ///
    /// - Throws: `.mayStillSettle`, unless it is forced with a reason, or said to be paid.
    public func close(
        _ id: ID<PaymentRun>, _ closing: Closing
    ) async throws(Failure) -> PaymentRun {
        let stored = try await open(id)
        var run = stored.value
        guard case .unresolved(let payment, _) = run.state else { throw .notOpen(run.state.name) }
        if case .paid = await testimony(on: run) { throw .isPaid }
        let end = payment.validBefore.adding(seconds: Self.graceSeconds)
        if closing.transaction == nil, closing.forcedBecause == nil, clock.now() <= end {
            throw .mayStillSettle(end)
        }
        let event = closing.event(isSimulated: payment.isSimulated)
        do throws(StoreError) {
            _ = try await journal.record([closing.note(on: run)], at: clock.now())
            let step: PaymentRun.Step
            do { step = try run.apply(event) } catch { throw .conflict }
            _ = try await runs.commit(
                RunChange(
                    run, after: event, entry: step.entry, expected: stored.version,
                    at: clock.now()))
        } catch { throw .store(error) }
        events.announce()
        return run
    }

    private func open(
        _ id: ID<PaymentRun>
    ) async throws(Failure) -> Versioned<PaymentRun> {
        do { if let found = try await runs.run(id) { return found } } catch { throw .store(error) }
        throw .notFound
    }
}

extension Reconciliation.Closing {
    fileprivate func event(isSimulated: Bool) -> PaymentRun.Event {
        guard let transaction else {
            return .notPaid(
                Reason(.notSettled, "\(person) closed it as not paid: \(evidence)"))
        }
        return .paid(
            Receipt(
                transaction: transaction, evidence: .owner, status: nil,
                isSimulated: isSimulated))
    }

    fileprivate func note(on run: PaymentRun) -> JournalNote {
        JournalNote(
            kind: "closed_by_hand", agent: run.intent.agent.key,
            detail: [
                "payment": .string(run.id.rawValue), "by": .string(person),
                "paid": .bool(transaction != nil), "transaction": .optional(transaction),
                "evidence": .string(evidence), "forced_because": .optional(forcedBecause),
            ])
    }
}
