import Domain
import JSON
import Paygent
import Testing

@Suite struct ApprovalTests {
    private let ana = Approver(name: "ana", isOwner: false)
    private let owner = Approver(name: "owner", isOwner: true)

    @Test func itIsAnsweredOnceForExactlyWhatWasShown() throws {
        var approval = try sample()
        #expect(throws: ApprovalError.changed) {
            try approval.approve(hash: "other", by: ana, at: Sample.time(1))
        }
        try approval.approve(hash: approval.hash, by: ana, at: Sample.time(1))
        #expect(approval.state == .approved(by: "ana", at: Sample.time(1)))
        #expect(throws: ApprovalError.alreadyDecided) {
            try approval.approve(hash: approval.hash, by: ana, at: Sample.time(2))
        }
        #expect(throws: ApprovalError.alreadyDecided) {
            try approval.reject(by: ana, note: "", at: Sample.time(2))
        }
    }

    @Test func everyFieldOfThePaymentIsInTheHash() throws {
        let intent = try Sample.intent()
        var others = Array(repeating: intent, count: 7)
        others[0].amount = try Sample.usdc("0.500001")
        others[1].payee.address = Address(bytes: Array(1...20))
        others[2].resource += "?x"
        others[3].body = "{}"
        others[4].agent.version = 2
        others[5].offer = ["scheme": "exact"]
        others[6].amount = Money(
            atomicUnits: intent.amount.atomicUnits,
            of: Asset(
                symbol: "USDC", network: .cronosTestnet,
                contract: Address(bytes: Array(repeating: 0xC1, count: 20)), decimals: 6))
        #expect(Set((others + [intent]).map(\.hash)).count == 8)
    }

    @Test func timeEndsIt() throws {
        var approval = try sample()
        #expect(throws: ApprovalError.pending) { try approval.expire(at: Sample.time(9_999)) }
        #expect(throws: ApprovalError.expired) {
            try approval.approve(hash: approval.hash, by: ana, at: Sample.time(10_000))
        }
        try approval.expire(at: Sample.time(10_000))
        #expect(throws: ApprovalError.expired) {
            try approval.reject(by: ana, note: "", at: Sample.time(10_001))
        }
    }

    @Test func onlyApproversAndOwnersAnswer() throws {
        var approval = try sample()
        let eve = Approver(name: "eve", isOwner: false)
        #expect(throws: ApprovalError.notAnApprover) {
            try approval.approve(hash: approval.hash, by: eve, at: Sample.time(1))
        }
        try approval.approve(hash: approval.hash, by: owner, at: Sample.time(1))
    }

    @Test func withFourEyesNobodyApprovesHisOwnRequest() throws {
        var approval = try sample(needsOtherPerson: true)
        #expect(throws: ApprovalError.ownRequest) {
            try approval.approve(hash: approval.hash, by: owner, at: Sample.time(1))
        }
        try approval.approve(hash: approval.hash, by: ana, at: Sample.time(1))
    }

    @Test func anEditOnlyMakesItSmallerAndIsANewPayment() throws {
        var approval = try sample()
        for amount in ["0.5", "0.6", "0"] {
            #expect(throws: ApprovalError.notSmaller) {
                _ = try approval.replace(
                    amount: Sample.usdc(amount), run: ID("r2"), hash: approval.hash, by: ana,
                    at: Sample.time(1))
            }
        }
        let next = try approval.replace(
            amount: Sample.usdc("0.25"), run: ID("r2"), hash: approval.hash, by: ana,
            at: Sample.time(1))
        #expect(next.run == ID("r2") && next.hash != approval.hash)
        #expect(approval.state == .replaced(by: ID("r2"), editor: "ana"))
        #expect(throws: ApprovalError.alreadyDecided) { try approval.withdraw() }
    }

    @Test func aStoredApprovalReadsBackAsItWas() throws {
        var all = try (0..<6).map { _ in try sample() }
        try all[1].approve(hash: all[1].hash, by: ana, at: Sample.time(1))
        try all[2].reject(by: ana, note: "too dear", at: Sample.time(1))
        try all[3].expire(at: Sample.time(10_000))
        _ = try all[4].replace(
            amount: Sample.usdc("0.1"), run: ID("r2"), hash: all[4].hash, by: ana,
            at: Sample.time(1))
        try all[5].withdraw()
        for approval in all { #expect(try Approval(json: approval.json) == approval) }
    }

    private func sample(needsOtherPerson: Bool = false) throws -> Approval {
        Approval(
            id: ID("a1"), intent: try Sample.intent(), reason: Sample.reason,
            approvers: ["ana"], needsOtherPerson: needsOtherPerson, createdAt: Sample.time(0),
            deadline: Sample.time(10_000))
    }
}
