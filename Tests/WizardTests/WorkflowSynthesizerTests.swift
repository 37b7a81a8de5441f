import Domain
import JSON
import Testing

@testable import Wizard

struct WorkflowSynthesizerTests {
    @Test("every design's workflow is proven on every path", arguments: WorkflowDesigns.all)
    func proven(name: String, design: Design) {
        let workflow = WorkflowSynthesizer.workflow(for: design)
        let proof = PathProof(workflow, design.policy)
        for property in proof.properties {
            #expect(property.counterexample == nil, "\(name): \(property)")
        }
        #expect(proof.checkedStates >= workflow.nodes.count)
    }

    @Test("two different designs give two visibly different graphs")
    func different() {
        let shapes = WorkflowDesigns.all.map { item in
            let workflow = WorkflowSynthesizer.workflow(for: item.design)
            return workflow.nodes.map(\.label) + workflow.edges.map { "\($0.source)-\($0.target)" }
        }
        #expect(Set(shapes).count == shapes.count)
    }

    @Test("the same design gives the same workflow", arguments: WorkflowDesigns.all)
    func stable(name: String, design: Design) {
        #expect(
            WorkflowSynthesizer.workflow(for: design) == WorkflowSynthesizer.workflow(for: design))
    }

    @Test("a workflow survives its JSON", arguments: WorkflowDesigns.all)
    func json(name: String, design: Design) throws {
        let workflow = WorkflowSynthesizer.workflow(for: design)
        let text = workflow.json.text
        #expect(try Workflow(json: JSONValue(parsing: text)) == workflow)
    }

    @Test(
        "a broken workflow file is refused with the place",
        arguments: [
            ("[]", "workflow"), (#"{"nodes":[]}"#, "workflow"),
            (#"{"nodes":[{"id":"n1"}],"edges":[]}"#, "nodes[0]"),
            (#"{"nodes":[{"id":"n1","type":"magic","label":""}],"edges":[]}"#, "nodes[0]"),
            (#"{"nodes":[],"edges":[{"source":"a","target":"b","condition":"?"}]}"#, "edges[0]"),
        ])
    func brokenJSON(text: String, field: String) throws {
        let value = try JSONValue(parsing: text)
        #expect { try Workflow(json: value) } throws: { ($0 as? SpecError)?.field == field }
    }

    @Test("a step is there only when the design asks for it")
    func onlyWhatIsAsked() {
        func kinds(_ design: Design) -> Set<Workflow.Kind> {
            Set(WorkflowSynthesizer.workflow(for: design).nodes.map(\.kind))
        }
        #expect(kinds(WorkflowDesigns.serviceBuyer).isSuperset(of: [.approval, .retry, .greet]))
        #expect(kinds(WorkflowDesigns.swapBot).isDisjoint(with: [.approval, .retry, .greet]))
        #expect(kinds(WorkflowDesigns.subscriptions).isDisjoint(with: [.approval, .check]))
        #expect(kinds(WorkflowDesigns.talkOnly).isDisjoint(with: [.pay, .reserve, .discover]))
        #expect(kinds(WorkflowDesigns.perps).isSuperset(of: [.check, .stop, .limits, .followUp]))
        for item in WorkflowDesigns.all {
            #expect(kinds(item.design).isSuperset(of: [.start, .kill, .end]), "\(item.name)")
        }
    }
}
