import Domain
import Paygent
import Testing

@Suite struct PaymentRunTests {
    /// Every event in every state: it moves the run, or throws and leaves it as it was.
    @Test(arguments: Past.allCases, Past.probes)
    func everyEventMovesOrThrows(past: Past, event: PaymentRun.Event) throws {
        var run = try past.replayed().run
        let before = run
        do {
            _ = try run.apply(event)
            #expect(run != before)
            #expect(past.accepted.contains(event.name), "\(event.name) moved \(past)")
        } catch {
            #expect(run == before)
            #expect(!past.accepted.contains(event.name), "\(event.name) was refused by \(past)")
            #expect(error == TransitionError(run: run.id, event: event.name))
        }
    }

    @Test(arguments: Past.allCases)
    func reservedMoneyIsReleasedOnceAndOnlyWhenCertain(past: Past) throws {
        let (run, entries) = try past.replayed()
        switch run.state {
        case .proposed: #expect(entries.isEmpty)
        case .awaitingApproval, .reserved, .paying, .unresolved: #expect(entries == [.reserve])
        case .settled: #expect(entries == [.reserve, .post])
        case .stopped:
            #expect(
                entries.isEmpty || entries == [.reserve, .void] || entries == [.reserve, .expire])
        }
    }

    @Test(arguments: Past.allCases)
    func aStoredRunReadsBackAsItWas(past: Past) throws {
        let run = try past.replayed().run
        #expect(try PaymentRun(json: run.json) == run)
    }

    @Test(arguments: Past.probes)
    func aJournaledEventReadsBackAsItWas(event: PaymentRun.Event) throws {
        #expect(try PaymentRun.Event(name: event.name, json: event.json) == event)
    }

    /// Once the bytes may have left, only the chain or the end of the window frees the money.
    @Test func afterAnExposedAttemptNothingIsVoidedOnASellersWord() throws {
        var run = try Past.retrying.replayed().run
        let first = try run.apply(.notSent(Sample.reason))
        #expect(first.entry == nil && first.action == .send)
        let second = try run.apply(.notSent(Sample.reason))
        #expect(second.entry == nil && second.action == .reconcile)
    }

    @Test func whatNeverLeftIsVoidedAtOnce() throws {
        var run = try Past.paying.replayed().run
        for _ in 1..<PaymentRun.attemptsMax {
            #expect(try run.apply(.notSent(Sample.reason)).action == .send)
        }
        #expect(try run.apply(.notSent(Sample.reason)).entry == .void)
    }

    /// Whatever happens, there is one signature and every attempt sends its bytes.
    @Test(arguments: 0..<500)
    func randomHistoriesSignOnceAndConserveMoney(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var run = PaymentRun(try Sample.intent())
        var (signatures, entries): (Int, [PaymentRun.Step.Entry]) = (0, [])
        for _ in 0..<60 {
            let event = Past.probes[Int.random(in: 0..<Past.probes.count, using: &generator)]
            do {
                let step = try run.apply(event)
                if case .signed = event { signatures += 1 }
                entries += [step.entry].compactMap(\.self)
                if let action = step.action { #expect(run.state.action == action, "seed \(seed)") }
            } catch { continue }
        }
        #expect(signatures <= 1, "seed \(seed)")
        let isConserved =
            entries.isEmpty || entries == [.reserve]
            || (entries.count == 2 && entries[0] == .reserve && entries[1] != .reserve)
        #expect(isConserved, "seed \(seed): \(entries)")
    }

    /// A history that leads to each state.
    enum Past: CaseIterable {
        case proposed, held, refused, rejected, expired, approved, reserved, notSigned, paying
        case retrying, unanswered, undecided, settled, settledLater, notPaid, notSent
        case killedBefore, killedUnderWay

        static let probes: [PaymentRun.Event] = [
            .allowed(Sample.reason), .held(Sample.terms, Sample.reason), .refused(Sample.reason),
            .approved(by: "ana"), .rejected(by: "ana", Sample.reason), .expired,
            .signed(Sample.payment), .notSigned(Sample.reason), .paid(Sample.receipt("0x2")),
            .notPaid(Sample.reason), .unanswered, .notSent(Sample.reason),
            .undecided(Sample.reason), .killed,
        ]

        /// The table: what each state takes.
        var accepted: Set<String> {
            switch self {
            case .proposed: ["allowed", "held", "refused", "killed"]
            case .held: ["approved", "rejected", "expired", "killed", "paid"]
            case .approved, .reserved: ["signed", "not_signed", "killed", "paid"]
            case .paying, .retrying:
                ["paid", "not_paid", "unanswered", "not_sent", "undecided", "killed"]
            case .unanswered, .undecided, .killedUnderWay: ["paid", "not_paid"]
            case .refused, .rejected, .expired, .notSigned, .settled, .settledLater, .notPaid,
                .notSent, .killedBefore:
                []
            }
        }

        private var events: [PaymentRun.Event] {
            let held = PaymentRun.Event.held(Sample.terms, Sample.reason)
            let paying: [PaymentRun.Event] = [.allowed(Sample.reason), .signed(Sample.payment)]
            return switch self {
            case .proposed: []
            case .held: [held]
            case .refused: [.refused(Sample.reason)]
            case .rejected: [held, .rejected(by: "ana", Sample.reason)]
            case .expired: [held, .expired]
            case .approved: [held, .approved(by: "ana")]
            case .reserved: [.allowed(Sample.reason)]
            case .notSigned: [.allowed(Sample.reason), .notSigned(Sample.reason)]
            case .paying: paying
            case .retrying: paying + [.unanswered]
            case .unanswered: paying + [.unanswered, .unanswered, .unanswered]
            case .undecided: paying + [.undecided(Sample.reason)]
            case .settled: paying + [.paid(Sample.receipt("0x1"))]
            case .settledLater:
                paying + [.undecided(Sample.reason), .paid(Sample.receipt("0x1"))]
            case .notPaid: paying + [.undecided(Sample.reason), .notPaid(Sample.reason)]
            case .notSent:
                paying + Array(repeating: .notSent(Sample.reason), count: PaymentRun.attemptsMax)
            case .killedBefore: [.allowed(Sample.reason), .killed]
            case .killedUnderWay: paying + [.killed]
            }
        }

        func replayed() throws -> (run: PaymentRun, entries: [PaymentRun.Step.Entry]) {
            var run = PaymentRun(try Sample.intent())
            let entries = try events.compactMap { try run.apply($0).entry }
            return (run, entries)
        }
    }
}
