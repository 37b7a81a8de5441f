import Testing
import X402

@Suite struct DemandTests {
    @Test(
        arguments: [
            (200, .nothing), (301, .redirect(to: "https://b.com/")),
            (308, .redirect(to: "https://b.com/")), (304, .redirect(to: "https://b.com/")),
            (404, .other(status: 404)), (500, .other(status: 500)),
        ] as [(Int, Demand)])
    func withoutAPriceNothingIsToPay(status: Int, demand: Demand) {
        let isRedirect = (300..<400).contains(status)
        let answer = Answer(
            status: status, headers: isRedirect ? [.init("Location", "https://b.com/")] : [])
        #expect(Demand(answer) == demand)
    }

    @Test func a402ThatIsNotOursCannotBeRead() {
        guard case .unreadable = Demand(Answer(status: 402, body: Array("pay me".utf8))) else {
            Issue.record("nothing was asked for that could be paid")
            return
        }
    }

    /// A claim without proof, or a lie, leaves the question open.
    @Test(arguments: [
        (SettlementResponse(success: true, transaction: "0xab", networkName: "eip155:338"), true),
        (SettlementResponse(success: true, transaction: "", networkName: "eip155:338"), false),
        (SettlementResponse(success: false, errorReason: "no", networkName: "eip155:338"), false),
    ])
    func onlyASettlementWithATransactionIsTakenAsPaid(
        settlement: SettlementResponse, isPaid: Bool
    ) {
        for name in ["PAYMENT-RESPONSE", "x-payment-response"] {
            let answer = Answer(status: 200, headers: [.init(name, settlement.header)])
            switch PaidAnswer(answer) {
            case .paid(let read): #expect(isPaid && read == settlement)
            case .open: #expect(!isPaid)
            }
        }
    }

    @Test(arguments: [200, 402, 500])
    func anAnswerWithoutASettlementProvesNothing(status: Int) {
        guard case .open = PaidAnswer(Answer(status: status)) else {
            Issue.record("nothing was proven")
            return
        }
    }
}
