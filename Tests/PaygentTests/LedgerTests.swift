import Domain
import JSON
import Paygent
import Testing

@Suite struct LedgerTests {
    @Test func reservingAndPostingMovesTheMoneyOnce() throws {
        let book = try LedgerBook.verify(entries(["r1": [.reserve, .post], "r2": [.reserve]]))
        let asset = Sample.usdc.id
        #expect(
            book.balance(.held(agent: "local/weather-buyer"), asset: asset).magnitude == 500_000)
        #expect(
            book.balance(.spent(agent: "local/weather-buyer"), asset: asset).magnitude == 500_000)
        let budget = book.balance(.budget(agent: "local/weather-buyer"), asset: asset)
        #expect(budget.isNegative && budget.magnitude == 1_000_000)
        #expect(book.sumsToZero)
    }

    /// A metered payment: a part is paid, and the rest goes back at once.
    @Test func whatWasNotChargedIsGivenBack() throws {
        var run = PaymentRun(try Sample.intent(run: "r1"))
        #expect(run.lines(of: .reserve).map(\.atomicUnits) == [500_000])
        _ = try run.apply(.allowed(Reason(.withinRules, "")))
        _ = try run.apply(.signed(Sample.payment))
        let receipt = Receipt(
            transaction: "0x1", evidence: .chain, status: 200, isSimulated: true, charged: 120_000)
        #expect(try run.apply(.paid(receipt)).entry == .post)
        #expect(run.charged.atomicUnits == 120_000)
        var log = try entries(["r1": [.reserve]])
        for line in run.lines(of: .post) {
            log.append(
                LedgerEntry(line, of: run.intent, at: Sample.time(0), after: log[log.count - 1].tail))
        }
        let book = try LedgerBook.verify(log)
        let agent = run.intent.agent.key
        #expect(book.balance(.spent(agent: agent), asset: Sample.usdc.id).magnitude == 120_000)
        #expect(book.balance(.held(agent: agent), asset: Sample.usdc.id).magnitude == 0)
        #expect(book.sumsToZero)
        let stored = try PaymentRun(json: run.json)
        #expect(stored == run)
    }

    /// After a part was paid only the exact rest can follow.
    @Test func aPartThatIsPaidIsPaidOnce() throws {
        let intent = try Sample.intent(run: "r1")
        let start = try entries(["r1": [.reserve]])
        for lines: [LedgerLine] in [
            [.init(kind: .post, atomicUnits: 1), .init(kind: .post, atomicUnits: 499_999)],
            [.init(kind: .post, atomicUnits: 1), .init(kind: .expire, atomicUnits: 499_999)],
            [.init(kind: .post, atomicUnits: 1), .init(kind: .void, atomicUnits: 499_998)],
            [.init(kind: .post, atomicUnits: 500_001)],
        ] {
            var log = start
            for line in lines {
                log.append(
                    LedgerEntry(line, of: intent, at: Sample.time(0), after: log[log.count - 1].tail))
            }
            #expect(throws: LedgerFault.self) { _ = try LedgerBook.verify(log) }
        }
    }

    @Test(arguments: [0, 500_001] as [UInt128])
    func nobodyIsBelievedWhoSaysThatMoreOrNothingWasMoved(charged: UInt128) throws {
        var run = PaymentRun(try Sample.intent(run: "r1"))
        _ = try run.apply(.allowed(Reason(.withinRules, "")))
        _ = try run.apply(.signed(Sample.payment))
        let receipt = Receipt(
            transaction: "0x1", evidence: .chain, status: 200, isSimulated: true, charged: charged)
        #expect(throws: TransitionError.self) { _ = try run.apply(.paid(receipt)) }
    }

    @Test(arguments: 0..<200)
    func afterAnyHistoryReservedIsPostedPlusReleasedPlusHeld(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var tail = ChainTail.start
        var (log, open): ([LedgerEntry], [PaymentIntent]) = ([], [])
        var sums: [PaymentRun.Step.Entry: UInt128] = [:]
        for number in 0..<80 {
            let closes = !open.isEmpty && Bool.random(using: &generator)
            let intent =
                try closes
                ? open.remove(at: Int.random(in: 0..<open.count, using: &generator))
                : Sample.intent("\(Int.random(in: 1...9, using: &generator))", run: "r\(number)")
            let kind: PaymentRun.Step.Entry =
                closes ? [.post, .void, .expire].randomElement(using: &generator)! : .reserve
            if !closes { open.append(intent) }
            let entry = LedgerEntry(kind, of: intent, at: Sample.time(0), after: tail)
            log.append(entry)
            tail = entry.tail
            sums[kind, default: 0] += intent.amount.atomicUnits
        }
        let book = try LedgerBook.verify(log)
        let held = book.balance(.held(agent: "local/weather-buyer"), asset: Sample.usdc.id)
        let released = sums[.void, default: 0] + sums[.expire, default: 0]
        #expect(
            sums[.reserve, default: 0] == sums[.post, default: 0] + released + held.magnitude,
            "seed \(seed)")
        #expect(!held.isNegative && book.sumsToZero, "seed \(seed)")
    }

    /// Whatever is done to a stored ledger, the first bad entry is named.
    @Test(arguments: Damage.allCases)
    func damageIsNamed(damage: Damage) throws {
        var log = try entries([
            "r1": [.reserve, .post], "r2": [.reserve, .void], "r3": [.reserve],
        ])
        damage.apply(to: &log)
        let error = try #require(throws: LedgerFault.self) { _ = try LedgerBook.verify(log) }
        #expect(error.sequence == damage.firstBad && error.reason == damage.reason, "\(error)")
    }

    @Test func aPaymentIsNeitherReservedTwiceNorPostedTwice() throws {
        for kinds: [PaymentRun.Step.Entry] in [
            [.reserve, .reserve], [.reserve, .post, .post], [.post], [.reserve, .void, .post],
            [.reserve, .post, .reserve],
        ] {
            #expect(throws: LedgerFault.self) {
                _ = try LedgerBook.verify(entries(["r1": kinds]))
            }
        }
    }

    @Test func sumsPastTheLimitAreRefusedNotWrapped() throws {
        var book = LedgerBook()
        for (index, run) in ["r1", "r2"].enumerated() {
            var intent = try Sample.intent(run: run)
            intent.amount = Money(atomicUnits: .max - 1, of: Sample.usdc)
            let entry = LedgerEntry(.reserve, of: intent, at: Sample.time(0), after: book.tail)
            if index == 0 {
                try book.append(entry)
            } else {
                let before = book.accounts
                #expect(throws: LedgerFault.self) { try book.append(entry) }
                #expect(book.accounts == before)
            }
        }
    }

    @Test func theJournalNamesItsFirstBadRecord() throws {
        var tail = ChainTail.start
        var log: [JournalRecord] = []
        for number in 1...4 {
            let note = JournalNote(
                kind: "signed", run: "r\(number)", detail: ["n": .integer(Int64(number))])
            log.append(JournalRecord(note, at: Sample.time(0), after: tail))
            tail = log[number - 1].tail
        }
        var trail = AuditTrail()
        for record in log { try trail.append(record) }
        #expect(trail.tail == tail)
        var changed = log[2].note
        changed.detail = ["n": 9]
        log[2] = JournalRecord(
            position: 3, note: changed, at: Sample.time(0), previousHash: log[2].previousHash,
            hash: log[2].hash)
        var second = AuditTrail()
        let error = try #require(throws: AuditFault.self) {
            for record in log { try second.append(record) }
        }
        #expect(error.position == 3 && error.reason == .changed)
    }

    private func entries(
        _ runs: KeyValuePairs<String, [PaymentRun.Step.Entry]>
    ) throws -> [LedgerEntry] {
        var tail = ChainTail.start
        var log: [LedgerEntry] = []
        for (run, kinds) in runs {
            for kind in kinds {
                let entry = LedgerEntry(
                    kind, of: try Sample.intent(run: run), at: Sample.time(0), after: tail)
                log.append(entry)
                tail = entry.tail
            }
        }
        return log
    }

    enum Damage: CaseIterable {
        case amount, deleted, swapped, relinked, account

        var firstBad: Int64 {
            switch self {
            case .amount: 3
            case .deleted: 4
            case .swapped: 3
            case .relinked: 3
            case .account: 2
            }
        }

        var reason: LedgerFault.Reason {
            switch self {
            case .amount, .account: .changed
            case .deleted, .swapped: .gap
            case .relinked: .brokenLink
            }
        }

        func apply(to log: inout [LedgerEntry]) {
            switch self {
            case .amount: log[2] = log[2].with(units: 1)
            case .deleted: log.remove(at: 2)
            case .swapped: log.swapAt(1, 2)
            case .relinked: log[2] = log[2].with(previous: String(repeating: "f", count: 64))
            case .account: log[1] = log[1].with(debit: .spent(agent: "local/other"))
            }
        }
    }
}

extension LedgerEntry {
    fileprivate func with(
        units: UInt128? = nil, previous: String? = nil, debit: LedgerAccount? = nil
    ) -> LedgerEntry {
        LedgerEntry(
            sequence: sequence, run: run, kind: kind, debit: debit ?? self.debit, credit: credit,
            atomicUnits: units ?? atomicUnits, asset: asset, at: at,
            previousHash: previous ?? previousHash, hash: hash)
    }
}
