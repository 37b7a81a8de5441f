import Domain
import JSON
import Orchestration
import Paygent
import Testing

@Suite struct TradingTests {
    @Test func aSwapGoesThroughItsFourStepsAndSpendsItsInput() async throws {
        let bench = try await TradeBench()
        let run = try await bench.carryOut("swap 1 USDC for CRO", by: "vvs-trader")
        #expect(run.status == .completed, "\(run.output)")
        #expect(run.plan.steps.map(\.part) == [.quote, .funds, .trade, .verify])
        #expect(run.plan.steps.allSatisfy { $0.status == .done && $0.calls.count == 1 })
        #expect(run.costs == [Money(atomicUnits: 1_000_000, of: bench.usdc)])
        #expect(try await bench.dollars() == 99_000_000)
        #expect(run.plan.steps[2].calls[0].result["simulated"]?.bool == true)
    }

    /// The process dies at every one of its writes, before and after it, and another one goes on.
    @Test(arguments: [
        (agent: "vvs-trader", text: "swap 1 USDC for CRO", left: UInt128(99_000_000)),
        ("paygent", "swap 1 USDC for CRO", 99_000_000),
        (
            "moonlander-trader",
            "open a 2x long on BTC with 1 USDC, stop loss 20000, take profit 90000", 99_000_000
        ),
        ("delphi-predictor", "bet 1 USDC on yes for BTC", 99_000_000),
    ])
    func aCrashBetweenAnyTwoStepsTradesOnce(
        agent: String, text: String, left: UInt128
    ) async throws {
        var writes = 1
        while true {
            let bench = try await TradeBench()
            let fuse = Fuse(writes: writes)
            let first = bench.process(fuse, "first")
            let begun = try await first.runs.begin(
                text, agent: agent, session: nil, of: .local)
            do { _ = try await first.runs.drive(begun.id, of: .local) } catch {}
            let second = bench.process(Fuse(), "second")
            _ = try await second.recovery.start()
            try await second.runs.goOn()
            let run = try await second.runs.run(begun.id, of: .local)
            #expect(run.status == .completed, "\(writes) writes: \(run.output)")
            #expect(try await bench.dollars() == left, "\(writes) writes")
            #expect(run.plan.steps.allSatisfy { $0.status == .done }, "\(writes) writes")
            let swaps = try await bench.sandbox.transactions(of: Money.seller, limit: 99)
                .filter { $0.kind != "faucet" && !$0.moves.isEmpty }
            #expect(swaps.count == 1, "\(writes) writes: \(swaps.map(\.kind))")
            guard fuse.isBlown else { break }
            writes += 1
        }
        #expect(writes > 20)
    }

    @Test(arguments: [
        ("swap 6 USDC for CRO", AgentRun.Status.refused),
        ("swap 2 USDC for CRO", .awaitingApproval),
        ("swap 1 USDC for DOGE", .refused), ("swap 1 USDC for CRO with 3% slippage", .refused),
        ("swap 1 CRO for USDC", .refused), ("swap 1 USDC for USDC", .refused),
        ("open a 2x long on BTC with 1 USDC", .refused),
    ])
    func whatTheRulesDoNotAllowIsNotTraded(
        text: String, status: AgentRun.Status
    ) async throws {
        let bench = try await TradeBench()
        let run = try await bench.carryOut(text, by: "vvs-trader")
        #expect(run.status == status, "\(run.output)")
        #expect(try await bench.dollars() == 100_000_000)
    }

    @Test func leverageAboveTheDesignsIsRefused() async throws {
        let bench = try await TradeBench()
        let run = try await bench.carryOut(
            "open a 6x long on BTC with 1 USDC", by: "moonlander-trader")
        #expect(run.status == .refused && run.output.contains("5 times"))
    }

    @Test func theBudgetOfACallBindsATradeToo() async throws {
        let bench = try await TradeBench()
        let run = try await bench.carryOut(
            "swap 1 USDC for CRO", by: "vvs-trader",
            terms: .init(budget: Quantity(digits: 5, scale: 1)))
        #expect(run.status == .refused)
        #expect(try await bench.dollars() == 100_000_000)
    }

    @Test func anApprovedTradeIsCarriedOutAsItWasShown() async throws {
        let bench = try await TradeBench()
        let waiting = try await bench.carryOut("swap 2 USDC for CRO", by: "vvs-trader")
        let process = bench.process()
        let approval = try #require(try await process.approvals.pending(of: .local).first)
        #expect(approval.intent.payee.name == "VVS" && approval.intent.offer != nil)
        await #expect(throws: PaymentFailure.approval(.priceIsFixed)) {
            _ = try await process.approvals.edit(
                approval.id, amount: Money(atomicUnits: 1_000_000, of: bench.usdc),
                hash: approval.hash, by: Approver(name: "owner", isOwner: true), of: .local)
        }
        _ = try await process.approvals.approve(
            approval.id, hash: approval.hash, by: Approver(name: "owner", isOwner: true),
            of: .local)
        let run = try await process.runs.drive(waiting.id, of: .local)
        #expect(run.status == .completed)
        #expect(try await bench.dollars() == 98_000_000)
    }

    /// The order's time is over when the person answers: the money comes back.
    @Test func aPriceThatMovedWhileAPersonThoughtIsNotTaken() async throws {
        let bench = try await TradeBench()
        let waiting = try await bench.carryOut(
            "swap 2 USDC for CRO with 0.01% slippage", by: "vvs-trader")
        #expect(waiting.status == .awaitingApproval, "\(waiting.output)")
        let process = bench.process()
        let approval = try #require(try await process.approvals.pending(of: .local).first)
        let desk = PaperDesk(
            store: bench.paper, assets: AssetTable(), wallet: Money.seller, clock: bench.clock)
        let cro = try #require(
            try await PaperExchange(desk).asset("CRO", on: .cronosTestnet))
        let give = Money(atomicUnits: 2_000_000, of: bench.usdc)
        let before = try await PaperExchange(desk).quote(giving: give, for: cro)
        var waited = 0
        repeat {
            bench.clock.advance(seconds: 600)
            waited += 1
        } while try await PaperExchange(desk).quote(giving: give, for: cro).atomicUnits
            > before.atomicUnits / 1000 * 999 && waited < 100
        _ = try await process.approvals.approve(
            approval.id, hash: approval.hash, by: Approver(name: "owner", isOwner: true),
            of: .local)
        let run = try await process.runs.drive(waiting.id, of: .local)
        #expect(run.status == .failed && run.output.contains("price has moved"), "\(run.output)")
        #expect(try await bench.dollars() == 100_000_000)
        let policy = BuiltInAgents.designs[1].policy
        let question = policy.question(about: run.agent, at: bench.clock.now())
        #expect(try await bench.store.spending(question).reserved == .zero)
    }

    @Test func aStoppedAgentTradesNothing() async throws {
        let bench = try await TradeBench()
        let waiting = try await bench.carryOut("swap 2 USDC for CRO", by: "vvs-trader")
        let process = bench.process()
        _ = try await process.killSwitch.kill(.agent("local/vvs-trader"), by: "owner")
        let stopped = try await process.runs.drive(waiting.id, of: .local)
        #expect(stopped.status == .refused)
        await #expect(throws: AgentRuns.Failure.agentKilled("vvs-trader")) {
            _ = try await bench.carryOut("swap 1 USDC for CRO", by: "vvs-trader")
        }
        #expect(try await bench.dollars() == 100_000_000)
    }
}

@Suite struct DelegationTests {
    @Test(arguments: [
        ("swap 1 USDC for CRO", "vvs-trader", 4),
        ("open a 2x short on ETH with 1 USDC", "moonlander-trader", 4),
        ("bet 1 USDC on no for ETH", "delphi-predictor", 4),
        ("find weather services", "market-researcher", 1),
    ])
    func theGeneralAgentHandsStepsToTheSpecialist(
        text: String, specialist: String, steps: Int
    ) async throws {
        let bench = try await TradeBench()
        let run = try await bench.carryOut(text, by: "paygent")
        #expect(run.status == .completed, "\(run.output)")
        let notes = try await bench.store.records(
            matching: JournalFilter(run: run.id.rawValue)
        ).map(\.note).filter { $0.kind.hasPrefix("subagent") }
        #expect(notes.count == 2 * steps)
        #expect(notes.allSatisfy { $0.detail["agent"]?.string == specialist })
        let starts = notes.filter { $0.kind == "subagent_start" }
        #expect(starts.allSatisfy { $0.detail["tools"]?.array?.count == 2 })
        #expect(starts.map { $0.detail["task"]?.string } == run.plan.steps.map(\.description))
    }

    /// 1 USDC a payment and 5 a day are the general agent's; 5 and 20 the trader's.
    @Test func bothBudgetsBind() async throws {
        let bench = try await TradeBench()
        #expect(try await bench.carryOut("swap 2 USDC for CRO", by: "paygent").status == .refused)
        for _ in 0..<6 {
            let run = try await bench.carryOut("swap 0.8 USDC for CRO", by: "paygent")
            #expect(run.status == .completed, "\(run.output)")
        }
        let over = try await bench.carryOut("bet 0.8 USDC on yes for BTC", by: "paygent")
        #expect(over.status == .refused && over.output.contains("5 USDC"), "\(over.output)")
        let own = try await bench.carryOut("swap 0.8 USDC for CRO", by: "vvs-trader")
        #expect(own.status == .completed, "\(own.output)")
        #expect(try await bench.dollars() == 94_400_000)
    }

    @Test func aStoppedSpecialistIsHandedNothing() async throws {
        let bench = try await TradeBench()
        _ = try await bench.process().killSwitch.kill(.agent("local/vvs-trader"), by: "owner")
        let run = try await bench.carryOut("swap 1 USDC for CRO", by: "paygent")
        #expect(run.status == .refused)
        #expect(try await bench.dollars() == 100_000_000)
    }

    @Test func anOwnersAgentHandsNothingOn() async throws {
        let bench = try await TradeBench()
        _ = try await bench.agents.register(
            AgentDraft(
                name: "mine", design: GeneralAgent.design, file: [], sha256: "",
                createdAt: bench.clock.now()), of: .local)
        let run = try await bench.carryOut("swap 1 USDC for CRO", by: "mine")
        #expect(run.status == .refused && run.output.contains("may not swap tokens"))
    }
}
