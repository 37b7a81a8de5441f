import Domain
import Testing

@testable import Wizard

struct WorkflowMutationTests {
    /// Above this many a sort that is not about guards is tried in a spread of this many, and the
    /// guards of a very large workflow in 24 times as many, so that a debug build stays quick.
    private static let spreadMax = 50

    @Test("every mutant of every design's workflow is caught", arguments: WorkflowDesigns.all)
    func caught(name: String, design: Design) {
        let workflow = WorkflowSynthesizer.workflow(for: design)
        var (tried, total, equivalent) = (0, 0, 0)
        var missed: [String] = []
        for sort in WorkflowMutants.sorts(of: workflow) {
            total += sort.mutants.count
            for mutant in spread(sort.mutants, to: Self.spreadMax * (sort.isGuard ? 24 : 1)) {
                tried += 1
                guard PathProof(mutant.workflow, design.policy).holds else { continue }
                if mutant.isEquivalent { equivalent += 1 } else { missed.append(mutant.what) }
            }
        }
        print(
            "\(name): \(tried) of \(total) tried, \(equivalent) equivalent, \(missed.count) missed")
        #expect(missed.isEmpty, "\(missed.joined(separator: "\n"))")
    }

    private func spread<Item>(_ items: [Item], to limit: Int) -> [Item] {
        guard items.count > limit else { return items }
        return (0..<limit).map { items[$0 * items.count / limit] }
    }
}
