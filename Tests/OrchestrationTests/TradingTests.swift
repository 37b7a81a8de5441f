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
            _ = try await second.recovery.pass()
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

@Suite struct PoolTests {
    @Test func whatWasProvidedComesBackAndSpendsNothing() async throws {
        let bench = try await TradeBench()
        try await bench.provide()
        let (left, spent) = (try await bench.dollars(), try await bench.spending().posted)
        let half = try await bench.carryOut(
            "remove half of my USDC/CRO liquidity", by: "vvs-trader")
        #expect(half.status == .completed, "\(half.output)")
        #expect(half.plan.steps.map(\.part) == [.quote, .trade, .verify])
        #expect(half.costs.allSatisfy { $0.atomicUnits == 0 })
        #expect(half.plan.steps[1].calls[0].result["simulated"]?.bool == true)
        let back = try await bench.dollars() - left
        #expect((225_000...250_000).contains(back), "\(back)")
        let rest = try await bench.carryOut(
            "take all my liquidity out of the pool", by: "vvs-trader")
        #expect(rest.status == .completed, "\(rest.output)")
        let all = try await bench.dollars() - left
        #expect((2 * back - 2...2 * back + 2).contains(all), "\(all)")
        let none = try await bench.carryOut("remove my liquidity", by: "vvs-trader")
        #expect(none.status == .refused && none.output.contains("no such shares"), "\(none.output)")
        #expect(try await bench.spending().reserved == .zero)
        #expect(try await bench.spending().posted == spent)
    }

    @Test func theFarmTakesSharesPaysForTimeAndGivesThemBack() async throws {
        let bench = try await TradeBench()
        try await bench.provide()
        let staked = try await bench.carryOut("stake my USDC/CRO LP in the farm", by: "vvs-trader")
        #expect(staked.status == .completed, "\(staked.output)")
        let locked = try await bench.carryOut("remove my USDC/CRO liquidity", by: "vvs-trader")
        #expect(locked.status == .refused && locked.output.contains("farm"), "\(locked.output)")
        bench.clock.advance(seconds: 3600)
        let harvest = try await bench.carryOut("harvest my farm rewards", by: "vvs-trader")
        #expect(harvest.status == .completed && harvest.output.contains("VVS"), "\(harvest.output)")
        let out = try await bench.carryOut("unstake my USDC/CRO LP", by: "vvs-trader")
        #expect(out.status == .completed, "\(out.output)")
        let back = try await bench.carryOut("withdraw my liquidity", by: "vvs-trader")
        #expect(back.status == .completed, "\(back.output)")
    }

    @Test func moreSharesThanThereAreAndAStoppedAgentTakeNothingOut() async throws {
        let bench = try await TradeBench()
        try await bench.provide()
        let left = try await bench.dollars()
        let much = try await bench.carryOut("remove 5 LP from the USDC/CRO pool", by: "vvs-trader")
        #expect(much.status == .refused && much.output.contains("free"), "\(much.output)")
        let other = try await bench.carryOut(
            "remove my USDC/CRO liquidity", by: "moonlander-trader")
        #expect(other.status == .refused, "\(other.output)")
        _ = try await bench.process().killSwitch.kill(.agent("local/vvs-trader"), by: "owner")
        await #expect(throws: AgentRuns.Failure.agentKilled("vvs-trader")) {
            _ = try await bench.carryOut("remove my liquidity", by: "vvs-trader")
        }
        #expect(try await bench.dollars() == left)
    }

    /// The process dies at every one of its writes, before and after it, and another one goes on.
    @Test func aCrashBetweenAnyTwoStepsTakesOutOnce() async throws {
        var writes = 1
        while true {
            let bench = try await TradeBench()
            try await bench.provide()
            let left = try await bench.dollars()
            let fuse = Fuse(writes: writes)
            let first = bench.process(fuse, "first")
            let begun = try await first.runs.begin(
                "remove half of my USDC/CRO liquidity", agent: "vvs-trader", session: nil, of: .local)
            do { _ = try await first.runs.drive(begun.id, of: .local) } catch {}
            let second = bench.process(Fuse(), "second")
            _ = try await second.recovery.pass()
            try await second.runs.goOn()
            let run = try await second.runs.run(begun.id, of: .local)
            #expect(run.status == .completed, "\(writes) writes: \(run.output)")
            let back = try await bench.dollars() - left
            #expect((225_000...250_000).contains(back), "\(writes) writes: \(back)")
            guard fuse.isBlown else { break }
            writes += 1
        }
        #expect(writes > 15)
    }

    @Test func theOrderIsFixedWhenItsPriceIsAsked() async throws {
        let bench = try await TradeBench()
        try await bench.provide()
        let desk = PaperDesk(
            store: bench.paper, assets: AssetTable(), wallet: Money.seller, clock: bench.clock)
        let exchange = PaperExchange(desk)
        let cro = try #require(try await exchange.asset("CRO", on: .cronosTestnet))
        let owner = "local/vvs-trader"
        let shares = try await exchange.shares(of: owner, in: bench.usdc, cro)
        let worth = try await exchange.withdrawal(of: shares, from: bench.usdc, cro)
        let greedy = VenueOrder.Removal(
            shares: shares,
            first: Money(atomicUnits: worth.first.atomicUnits + 1, of: bench.usdc),
            second: worth.second)
        let decision = AllowDecision(id: "d", agent: owner, killGeneration: 0)
        func carryOut(_ removal: VenueOrder.Removal, _ key: String) async throws -> Fill {
            try await exchange.carryOut(
                try await exchange.prepare(
                    OrderTicket(
                        .removeLiquidity(removal), key: key, owner: owner, allowedBy: decision,
                        at: bench.clock.now())))
        }
        do {
            _ = try await carryOut(greedy, "greedy")
            Issue.record("it was carried out")
        } catch VenueError.refused(let code, _) { #expect(code == "slippage_exceeded") }
        var fair = greedy
        fair.first = worth.first
        let fill = try await carryOut(fair, "fair")
        #expect(try await carryOut(fair, "fair") == fill)
        #expect(try await exchange.shares(of: owner, in: bench.usdc, cro).atomicUnits == 0)
    }
}

extension TradeBench {
    func spending() async throws -> Spending {
        let policy = BuiltInAgents.designs[1].policy
        return try await store.spending(
            policy.question(about: AgentReference(name: "vvs-trader", version: 1), at: clock.now()))
    }

    func provide() async throws {
        for text in ["swap 0.5 USDC for CRO", "add liquidity of 0.5 USDC and 4 CRO"] {
            let run = try await carryOut(text, by: "vvs-trader")
            #expect(run.status == .completed, "\(run.output)")
        }
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
