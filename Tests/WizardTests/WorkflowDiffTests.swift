import Domain
import Testing

@testable import Wizard

struct WorkflowDiffTests {
    @Test("a design does not differ from itself", arguments: WorkflowDesigns.all)
    func same(name: String, design: Design) {
        #expect(WorkflowDiff.sentences(from: design, to: design) == [])
    }

    @Test("any two designs differ in words", arguments: WorkflowDesigns.all)
    func different(name: String, design: Design) {
        for other in WorkflowDesigns.all where other.name != name {
            let sentences = WorkflowDiff.sentences(from: design, to: other.design)
            #expect(!sentences.isEmpty, "\(name) → \(other.name)")
            for sentence in sentences {
                #expect(!sentence.contains("_") || sentence.contains("book_table"), "\(sentence)")
            }
        }
    }

    @Test("a change is told in plain sentences")
    func sentences() {
        let old = WorkflowDesigns.serviceBuyer
        #expect(
            changed(old) { $0[.dailyLimit] = WorkflowDesigns.money("50 USDC") } == [
                "The daily limit: was 20 USDC, is now 50 USDC.",
                "Until now: In any 24 hours it can lose at most 20 USDC (the daily limit), whatever any "
                    + "model does. From now on: In any 24 hours it can lose at most 50 USDC "
                    + "(the daily limit), whatever any model does.",
            ])
        #expect(
            changed(old) { $0[.approvalThreshold] = WorkflowDesigns.money("0.8 USDC") } == [
                "The amount above which a person approves: was 0.50 USDC, is now 0.80 USDC."
            ])
        #expect(
            changed(old) { $0[.approvalThreshold] = nil } == [
                "Step dropped: “Approval by finance” (pay for APIs and services)."
            ])
        #expect(
            changed(old) { $0[.tools] = .tools([.x402Payment, .discoverServices, .swapTokens]) }
                == [
                    "It can now swap tokens.", "New step: “Choose what the task needs”.",
                ])
        #expect(
            changed(old) { $0[.reportSchedule] = .schedules([.weekly(days: [.fri], at: nil)]) } == [
                "New step: “Report every Friday”.",
                "New step: “Keep the result for the next report”.",
                "New step: “Send the report”.",
            ])
    }

    @Test("a link that leads elsewhere is told")
    func turned() {
        let old = WorkflowSynthesizer.workflow(for: WorkflowDesigns.serviceBuyer)
        var new = old
        let edge = new.edges.firstIndex { $0.guarding == .denied }
        let pay = new.nodes.first { $0.kind == .pay }
        if let edge, let pay { new.edges[edge].target = pay.id }
        #expect(
            WorkflowDiff.sentences(from: old, to: new) == [
                "After “Do the rules allow it?” answers “not allowed” comes “Pay for the request”, "
                    + "no longer “Give the money back to the budget”."
            ])
    }

    private func changed(_ design: Design, _ change: (inout AgentSpec) -> Void) -> [String] {
        var other = design
        change(&other.spec)
        return WorkflowDiff.sentences(from: design, to: other)
    }
}
