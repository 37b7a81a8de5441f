import Domain
import Foundation
import JSON
import Testing

@testable import Wizard

struct WorkflowMermaidTests {
    @Test(
        "text of people is escaped by one table",
        arguments: [
            ("plain words", "plain words"), ("a \"b\"", "a #quot;b#quot;"), ("#1", "#35;1"),
            ("<b>&", "#lt;b#gt;#amp;"), ("`\\$:;", "#96;#92;#36;#58;#59;"),
            ("a\r\nb\nc\rd", "a<br/>b<br/>c<br/>d"), ("%%x*_", "#37;#37;x#42;#95;"),
            ("go Direction LR", "go #68;irection LR"), ("a\u{0}b\tc", "a b c"),
            ("5 °¶", "5 °¶"), ("ﬂ°¶ß", "ﬂ\u{2060}°¶\u{2060}ß"), ("\n\n", "(no text)"),
            ("שלום 🤖", "שלום 🤖"), ("", "(no text)"), ("\t ", "(no text)"),
        ])
    func escapes(text: String, expected: String) {
        #expect(MermaidText.escaped(text) == expected)
    }

    @Test("no text adds a line to a diagram", arguments: WorkflowHostileLabels.all)
    func noExtraLines(label: String) {
        let (plain, hostile) = (Self.sample("x"), Self.sample(label))
        for draw in [Mermaid.flowchart(_:marking:), Mermaid.stateDiagram(_:marking:)] {
            #expect(
                draw(hostile, []).split(separator: "\n").count
                    == draw(plain, []).split(separator: "\n").count)
        }
    }

    @Test("ids are made by us even when the workflow's are hostile")
    func ids() {
        var workflow = Self.sample("x")
        workflow.nodes[0].id = "end\"]; click"
        for index in workflow.edges.indices where workflow.edges[index].source == "n1" {
            workflow.edges[index].source = workflow.nodes[0].id
        }
        #expect(Mermaid.flowchart(workflow) == Mermaid.flowchart(Self.sample("x")))
    }

    @Test("a counterexample's path is red in both diagrams")
    func marked() {
        let design = WorkflowDesigns.serviceBuyer
        var workflow = WorkflowSynthesizer.workflow(for: design)
        let ask = workflow.edges.firstIndex { $0.guarding == .askFirst }
        let pay = workflow.nodes.first { $0.kind == .pay }
        if let ask, let pay { workflow.edges[ask].target = pay.id }
        let proof = PathProof(workflow, design.policy)
        let fault = proof.properties.first { $0.name == .paymentsGuarded }?.counterexample
        #expect(fault?.path.last == pay?.id)
        #expect(fault?.sentence.hasSuffix("without the approval that the rules ask for.") == true)
        let drawing = Mermaid.flowchart(workflow, marking: proof.paths)
        #expect(drawing.contains("classDef broken") && drawing.contains("linkStyle "))
        #expect(Mermaid.stateDiagram(workflow, marking: proof.paths).contains(" broken"))
        #expect(!Mermaid.flowchart(workflow).contains("broken"))
    }

    /// For Tests/Browser/mermaid_check.py, which draws them: run with PAYGENT_DIAGRAMS=FILE.
    @Test(
        "the diagrams are written for the browser",
        .enabled(if: ProcessInfo.processInfo.environment["PAYGENT_DIAGRAMS"] != nil))
    func written() throws {
        let file = try #require(ProcessInfo.processInfo.environment["PAYGENT_DIAGRAMS"])
        var lines: [String] = []
        for (index, label) in WorkflowHostileLabels.all.enumerated() {
            lines += Self.jobs("hostile \(index)", Self.sample(label))
        }
        for item in WorkflowDesigns.all + Self.hostileDesigns {
            lines += Self.jobs(item.name, WorkflowSynthesizer.workflow(for: item.design))
        }
        var broken = WorkflowSynthesizer.workflow(for: WorkflowDesigns.serviceBuyer)
        broken.edges.removeAll { $0.guarding == .killed && $0.source == "n5" }
        lines += Self.jobs("broken", broken, [["n1", "n2", "n3"]])
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        print("\(lines.count) diagrams of \(WorkflowHostileLabels.all.count) hostile labels")
    }

    /// One label as a box, as a diamond, and on both sorts of arrows.
    private static func sample(_ label: String) -> Workflow {
        Workflow(
            nodes: [
                .init(id: "n1", kind: .greet, label: label),
                .init(id: "n2", kind: .policy, label: label),
                .init(id: "n3", kind: .approval, label: label),
                .init(id: "n4", kind: .kill, label: label),
            ],
            edges: [
                .init(from: "n1", to: "n2", label: label), .init(from: "n2", to: "n3", label: "x"),
                .init(from: "n1", to: "n4", .killed),
            ])
    }

    private static var hostileDesigns: [(name: String, design: Design)] {
        WorkflowHostileLabels.scripts.map { text in
            var design = WorkflowDesigns.everything
            design.spec[.agentName] = .name(text)
            design.spec[.approvers] = .names([text, text])
            design.spec[.escalationContact] = .name(text)
            design.spec[.customTools] = .customTools([HTTPTool(name: text, endpoint: text)])
            design.spec[.schedule] = .schedules([.onEvent(text), .onWebhook(path: text)])
            return ("hostile design", design)
        }
    }

    private static func jobs(
        _ name: String, _ workflow: Workflow, _ marked: [[String]] = []
    ) -> [String] {
        let shared = ["While it runs", "a person stops it, at any of these steps"]
        let labels =
            (workflow.nodes.map(\.label)
            + workflow.edges.filter { $0.guarding != .killed && !$0.label.isEmpty }.map(\.label))
            .map(WorkflowHostileLabels.visible) + shared
        return [
            ("flowchart", Mermaid.flowchart(workflow, marking: marked)),
            ("state", Mermaid.stateDiagram(workflow, marking: marked)),
        ].map { kind, text in
            let job: JSONValue = [
                "name": .string("\(kind) \(name)"), "text": .string(text),
                "labels": .strings(labels),
            ]
            return job.text
        }
    }
}
