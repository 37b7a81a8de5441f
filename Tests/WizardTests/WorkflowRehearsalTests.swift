import Domain
import JSON
import Testing

@testable import Wizard

struct WorkflowRehearsalTests {
    static let seed: UInt64 = 20_261_120

    @Test("a proven design breaks nothing in any made-up world", arguments: WorkflowDesigns.all)
    func nothingBreaks(name: String, design: Design) {
        let rehearsal = Rehearsal(design, worlds: 5, seed: Self.seed)
        #expect(rehearsal.breaches == [], "\(name), seed \(Self.seed)")
        #expect(rehearsal.runs == 5 * Rehearsal.runsInWorld)
        for bound in MaximumLoss(design.policy).bounds {
            guard let limit = bound.amount else { continue }
            for most in rehearsal.worstDay where most.token == limit.token {
                #expect(most.quantity <= limit.quantity, "\(name), seed \(Self.seed)")
            }
        }
    }

    @Test("the same seed tells the same story")
    func stable() {
        let design = WorkflowDesigns.everything
        #expect(
            Rehearsal(design, worlds: 2, seed: 7) == Rehearsal(design, worlds: 2, seed: 7))
        #expect(
            Rehearsal(design, worlds: 2, seed: 7).spent
                != Rehearsal(design, worlds: 2, seed: 8).spent)
    }

    @Test("the report says what was asked, refused and who was paid")
    func report() {
        let buyer = Rehearsal(WorkflowDesigns.serviceBuyer, worlds: 5, seed: Self.seed)
        #expect(buyer.asked > 0 && buyer.payments > 0)
        #expect((buyer.refused[.noBudget] ?? 0) > 0 && (buyer.refused[.rules] ?? 0) > 0)
        #expect(!buyer.strangers.isEmpty)
        #expect(buyer.json["simulated"]?.bool == true)
        let payroll = Rehearsal(WorkflowDesigns.payroll, worlds: 5, seed: Self.seed)
        #expect(payroll.strangers.isEmpty && (payroll.refused[.injection] ?? 0) > 0)
        #expect(Rehearsal(WorkflowDesigns.talkOnly, worlds: 2).spent.isEmpty)
    }

    /// The made-up worlds know nothing of the proof's model. What they find broken, the proof must
    /// have refused for what it does, unless a step merely had nowhere to go.
    @Test("what breaks in a made-up world is refused by the proof", arguments: WorkflowDesigns.all)
    func proofAgrees(name: String, design: Design) {
        let workflow = WorkflowSynthesizer.workflow(for: design)
        let mutants =
            WorkflowMutants.retargetedEdges(workflow).filter { !$0.what.contains("-killed->") }
            + WorkflowMutants.bypassedNodes(workflow)
        var broken = 0
        for index in stride(from: 0, to: mutants.count, by: max(1, mutants.count / 40)) {
            let mutant = mutants[index]
            let rehearsal = Rehearsal(
                design, workflow: mutant.workflow, worlds: 1, seed: Self.seed)
            guard !rehearsal.breaches.isEmpty else { continue }
            broken += 1
            let proof = PathProof(mutant.workflow, design.policy)
            let money = proof.properties.filter { $0.name != .answersHandled }
            let isFormOnly = rehearsal.breaches.allSatisfy { $0.hasSuffix("nowhere to go") }
            let isRefused = isFormOnly ? !proof.holds : money.contains { !$0.holds }
            #expect(isRefused, "\(mutant.what): \(rehearsal.breaches)")
        }
        print("\(name): \(broken) mutants broke a world")
    }
}
