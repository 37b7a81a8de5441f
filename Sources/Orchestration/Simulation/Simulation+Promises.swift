import Domain
import JSON
import Paygent

// What must hold whatever happens. Numbers as in docs: I1 sums, I2 budgets, I3 one settlement,
// I4 decisions before signatures, I5 the kill switch, I6 what was answered, I7 the chain of records, I8 all resolved,
// I9 replay.
extension Simulation {
    static let everything = 1_000_000

    /// After every action: budgets hold, and nothing that was stopped moved money.
    func check(_ report: inout Report, _ moment: String) async {
        do {
            for stored in try await store.runs(matching: RunFilter(limit: Self.everything)) {
                guard case .stopped = stored.run.state, isSettled(stored.run) else { continue }
                report.violations.append("I3 \(moment): \(stored.run.id) was stopped and is paid")
            }
            for line in try await store.accounts(of: .local) where isOver(line) {
                report.violations.append("I2 \(moment): \(line.account.name) is over the budget")
            }
        } catch { report.violations.append("the store failed \(moment): \(error)") }
    }

    func checkEnd(_ report: inout Report) async {
        do {
            let runs = try await store.runs(matching: RunFilter(limit: Self.everything)).map(\.run)
            let records = try await store.records(
                matching: JournalFilter(limit: Self.everything))
            count(runs, &report)
            await check(&report, "at the end")
            checkOutcomes(runs, &report)
            try await checkBooks(&report)
            checkJournal(records, runs, &report)
        } catch { report.violations.append("the store failed at the end: \(error)") }
    }

    private func count(_ runs: [PaymentRun], _ report: inout Report) {
        let ledger = world.ledger
        report.payments = runs.count
        report.attempts = ledger.attempts
        report.faults = ledger.faults
        for run in runs {
            switch run.state {
            case .settled: report.settled += 1
            case .stopped: report.stopped += 1
            case .proposed, .awaitingApproval, .reserved, .paying, .unresolved: break
            }
        }
    }

    private func checkOutcomes(_ runs: [PaymentRun], _ report: inout Report) {
        let ledger = world.ledger
        for run in runs {
            if !run.state.isFinal {
                report.violations.append("I8: \(run.id) is \(run.state.name) at the end")
            }
            if case .settled = run.state, !isSettled(run) {
                report.violations.append("I3: \(run.id) counts as paid and is not")
            }
            if let told = ledger.told[run.id], told != run.state {
                report.violations.append("I6: \(run.id) was answered otherwise than it is")
            }
            if ledger.payloads[run.id, default: []].count > 1 {
                report.violations.append("I3: \(run.id) was sent with different bytes")
            }
        }
    }

    private func checkBooks(_ report: inout Report) async throws(StoreError) {
        let entries = try await store.entries(after: 0, of: nil, limit: Self.everything)
        do {
            let book = try LedgerBook.verify(entries)
            if !book.sumsToZero { report.violations.append("I1: the sums are not zero") }
            for agent in Self.agents {
                let held = book.balance(.held(agent: "local/\(agent)"), asset: Self.asset.id)
                if held.magnitude > 0 { report.violations.append("I1: \(agent) still holds money") }
            }
        } catch { report.violations.append("I1: \(error)") }
    }

    private func checkJournal(
        _ records: [JournalRecord], _ runs: [PaymentRun], _ report: inout Report
    ) {
        var trail = AuditTrail()
        var replayed: [String: PaymentRun] = [:]
        var killed: Set<String> = []
        for record in records {
            do {
                try trail.append(record)
                try follow(record, &replayed, &killed, &report)
            } catch { report.violations.append("I7, I9: \(error)") }
        }
        for run in runs where replayed[run.id.rawValue] != run {
            report.violations.append("I9: \(run.id) does not replay to what is stored")
        }
    }

    /// Applies one record to what the records before it have made.
    private func follow(
        _ record: JournalRecord, _ replayed: inout [String: PaymentRun],
        _ killed: inout Set<String>, _ report: inout Report
    ) throws {
        let note = record.note
        guard let id = note.run else {
            let key = note.agent ?? "*"
            if note.kind == "agent_killed" { killed.insert(key) } else { killed.remove(key) }
            return
        }
        let event = try PaymentRun.Event(name: note.kind, json: note.detail)
        if let intent = note.detail["intent"] {
            replayed[id] = PaymentRun(
                try PaymentIntent(json: intent),
                generation: note.detail["generation"]?.integer ?? 0)
        }
        guard var run = replayed[id] else {
            report.violations.append("I4: \(id) has a \(note.kind) without a verdict")
            return
        }
        _ = try run.apply(event)
        replayed[id] = run
        if case .signed = event, killed.contains(run.intent.agent.key) || killed.contains("*") {
            report.violations.append("I5: \(id) was signed after the kill")
        }
    }

    private func isSettled(_ run: PaymentRun) -> Bool {
        world.ledger.settled["nonce of \(run.id)"] != nil
    }

    /// Within one simulation less than a day passes, so that both caps see every payment.
    private func isOver(_ line: AccountBalance) -> Bool {
        switch line.account {
        case .budget: line.balance.magnitude > 5_000_000
        case .held, .spent: false
        }
    }
}
