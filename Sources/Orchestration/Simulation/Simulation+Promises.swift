import Domain
import JSON
import Paygent

// What must hold whatever happens. Numbers as in docs: I1 sums, I2 budgets, I3 one settlement,
// I4 decisions before signatures, I5 the kill switch, I6 what was answered, I7 the chain of records, I8 all resolved,
// I9 replay, I10 secrets.
extension Simulation {
    private static let pageMax = 10_000

    /// After every action: budgets hold, and nothing that was stopped moved money.
    func check(_ report: inout Report, _ moment: String) async {
        do {
            for run in try await everyRun() {
                guard case .stopped = run.state, isSettled(run) else { continue }
                report.violations.append("I3 \(moment): \(run.id) was stopped and is paid")
            }
            for line in try await store.accounts(of: .local) where isOver(line) {
                report.violations.append("I2 \(moment): \(line.account.name) is over the budget")
            }
        } catch { report.violations.append("the store failed \(moment): \(error)") }
    }

    func checkEnd(_ report: inout Report) async {
        do {
            let runs = try await everyRun()
            count(runs, &report)
            await check(&report, "at the end")
            checkOutcomes(runs, &report)
            try await checkBooks(&report)
            try await checkJournal(runs, &report)
        } catch { report.violations.append("the store failed at the end: \(error)") }
    }

    private func everyRun() async throws(StoreError) -> [PaymentRun] {
        var runs: [PaymentRun] = []
        var filter = RunFilter(limit: Self.pageMax)
        while true {
            let page = try await store.runs(matching: filter)
            runs += page.map(\.run)
            guard page.count == Self.pageMax, let last = page.last else { return runs }
            filter.before = last.run.id
        }
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
            checkIsKept(run.state.reasonSentence, of: run.id.rawValue, &report)
        }
    }

    private func checkBooks(_ report: inout Report) async throws(StoreError) {
        var book = LedgerBook()
        do {
            while true {
                let page = try await store.entries(
                    after: book.tail.sequence, of: nil, limit: Self.pageMax)
                for entry in page { try book.append(entry) }
                if page.count < Self.pageMax { break }
            }
            if !book.sumsToZero { report.violations.append("I1: the sums are not zero") }
            for agent in size.agents {
                let held = book.balance(.held(agent: "local/\(agent)"), asset: Self.asset.id)
                if held.magnitude > 0 { report.violations.append("I1: \(agent) still holds money") }
            }
        } catch let error as StoreError {
            throw error
        } catch { report.violations.append("I1: \(error)") }
    }

    private func checkJournal(
        _ runs: [PaymentRun], _ report: inout Report
    ) async throws(StoreError) {
        var trail = AuditTrail()
        var replayed: [String: PaymentRun] = [:]
        var killed: Set<String> = []
        while true {
            let page = try await store.records(
                matching: JournalFilter(after: trail.tail.sequence, limit: Self.pageMax))
            for record in page {
                do {
                    try trail.append(record)
                    try follow(record, &replayed, &killed, &report)
                } catch { report.violations.append("I7, I9: \(error)") }
                checkIsKept(record.note.shownDetail.text, of: record.note.run ?? "", &report)
            }
            guard page.count == Self.pageMax, trail.tail == page.last?.tail else { break }
        }
        for run in runs where replayed[run.id.rawValue] != run {
            report.violations.append("I9: \(run.id) does not replay to what is stored")
        }
    }

    /// What anybody may read holds neither the key nor what it signed.
    private func checkIsKept(_ text: String, of run: String, _ report: inout Report) {
        let signature = run.isEmpty ? world.key : world.signature(of: ID(run))
        if text.contains(world.key) || text.contains(signature) {
            report.violations.append("I10: what is shown of \(run) holds a secret")
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

    private func isOver(_ line: AccountBalance) -> Bool {
        switch line.account {
        case .budget: line.balance.magnitude > size.budgetMax
        case .held, .spent: false
        }
    }
}

extension PaymentRun.State {
    /// Empty where there is none.
    fileprivate var reasonSentence: String {
        switch self {
        case .unresolved(_, let reason), .stopped(let reason): reason.sentence
        case .proposed, .awaitingApproval, .reserved, .paying, .settled: ""
        }
    }
}
