import Domain
import Orchestration
import Paygent
import Testing

/// What a node says of a payment, and how little of it is believed.
@Suite struct ChainPaymentsTests {
    /// The node is minutes behind the chain, or our clock before it: the seller may have collected.
    @Test func onlyTheChainsOwnTimeEndsAWindow() async throws {
        let bench = try NodeBench()
        let payment = try await bench.signed()
        bench.clock.advance(seconds: 86_400)
        for (seconds, isOver) in [(-1, false), (1, false), (61, true)] as [(Int64, Bool)] {
            let time = payment.validBefore.adding(seconds: seconds)
            bench.node.change { $0.head = ChainHead(number: 101, time: time) }
            let event = await bench.gateway.reconcile(
                payment, for: bench.intent, at: bench.clock.now())
            #expect(event?.name == (isOver ? "not_paid" : nil), "\(seconds)")
        }
    }

    /// Behind one address there are many nodes: the one that is asked for the state may be behind
    /// the one that told the time.
    @Test func theStateIsReadInTheBlockWhoseTimeWasTold() async throws {
        let bench = try NodeBench()
        let payment = try await bench.signed()
        bench.node.change { state in
            state.head = ChainHead(number: 500, time: payment.validBefore.adding(seconds: 600))
            (state.isUsed, state.latestIsBehind) = (true, true)
        }
        let event = await bench.gateway.reconcile(
            payment, for: bench.intent, at: bench.clock.now())
        #expect(event?.name == "paid")
    }

    @Test func aNodeThatDoesNotTellItsTimeDecidesNothing() async throws {
        let bench = try NodeBench()
        let payment = try await bench.signed()
        bench.clock.advance(seconds: 86_400)
        bench.node.change { $0.faults["eth_getBlockByNumber"] = .error }
        let event = await bench.gateway.reconcile(
            payment, for: bench.intent, at: bench.clock.now())
        #expect(event == nil)
    }

    /// The rehearsal already shows the signature, and whoever has seen it may use it.
    @Test(arguments: [
        "eth_call", "eth_getTransactionCount", "eth_estimateGas", "eth_gasPrice",
        "eth_sendRawTransaction",
    ])
    func whatANodeHasSeenIsNeverCalledUnsent(method: String) async throws {
        for fault in ScriptedNode.Fault.allCases {
            // That answer may be lost behind a broadcast, so the block is waited for.
            if method == "eth_sendRawTransaction", fault == .lost || fault == .status { continue }
            let bench = try NodeBench()
            let payment = try await bench.signed()
            bench.node.change { $0.faults[method] = fault }
            let delivery = await bench.gateway.send(Attempt(payment), for: bench.intent)
            let isUnseen = method == "eth_call" && fault == .unreachable
            #expect(
                delivery.event.name == (isUnseen ? "not_sent" : "unanswered"), "\(method) \(fault)")
        }
    }
}
