import Domain
import Paygent
import Testing

@Suite struct PolicyNarrowingTests {
    private func policy(
        payment: UInt64?, day: UInt64?, above: UInt64?, allowed: [String] = [],
        tools: [BuiltInTool], token: String = "USDC", network: Network = .cronosTestnet
    ) -> Policy {
        func cap(_ window: BudgetWindow, _ limit: UInt64?) -> Policy.Cap? {
            limit.map {
                .init(window: window, limit: TokenAmount(Quantity($0), token), sentence: "\($0)")
            }
        }
        return Policy(
            caps: [cap(.payment, payment), cap(.day, day)].compactMap(\.self),
            approval: .init(
                above: above.map { TokenAmount(Quantity($0), token) }, approvers: ["ana"],
                sentence: "ask"), allowedRecipients: allowed, blockedRecipients: [],
            tools: tools, customTools: [], network: network, currency: token,
            slippagePercentMax: Quantity(1), leverageMax: Quantity(5))
    }

    @Test func everyLimitIsTheSmallerOneAndTheToolsAreTheHelpersOwn() throws {
        let helper = policy(payment: 5, day: nil, above: 3, tools: [.swapTokens])
        var parent = policy(payment: 8, day: 2, above: 1, tools: [.x402Payment])
        parent.slippagePercentMax = Quantity(digits: 5, scale: 1)
        parent.leverageMax = nil
        let both = try #require(helper.narrowed(by: parent))
        #expect(both.tools == [.swapTokens])
        #expect(both.cap(.payment)?.limit.quantity == Quantity(5))
        #expect(both.cap(.day)?.limit.quantity == Quantity(2))
        #expect(both.approval.above?.quantity == Quantity(1))
        #expect(both.slippagePercentMax == Quantity(digits: 5, scale: 1))
        #expect(both.leverageMax == Quantity(5))
    }

    @Test func whatCannotBeComparedIsNotHandedOn() {
        let helper = policy(payment: 5, day: 5, above: 1, allowed: ["VVS"], tools: [.swapTokens])
        #expect(
            helper.narrowed(by: policy(payment: 1, day: 1, above: 1, tools: [], token: "CRO"))
                == nil
        )
        #expect(
            helper.narrowed(
                by: policy(payment: 1, day: 1, above: 1, tools: [], network: .base)) == nil)
        #expect(
            helper.narrowed(
                by: policy(payment: 1, day: 1, above: 1, allowed: ["Delphi"], tools: [])) == nil)
    }

    @Test func anEmptyListOfOneIsTheListOfTheOther() throws {
        let helper = policy(payment: 5, day: 5, above: nil, tools: [.swapTokens])
        let parent = policy(payment: 5, day: 5, above: 2, allowed: ["VVS"], tools: [])
        let both = try #require(helper.narrowed(by: parent))
        #expect(both.allowedRecipients == ["VVS"] && both.approval.above?.quantity == Quantity(2))
    }
}
