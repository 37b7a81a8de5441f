public import Domain

/// All that follows from a design, made when it reaches its review: the same for the same design.
public struct Blueprint: Sendable {
    public let design: Design
    public let workflow: Workflow
    public let proof: PathProof

    /// Cost: one synthesis and one proof, under a millisecond for an ordinary design.
    public init(_ design: Design) {
        self.design = design
        workflow = WorkflowSynthesizer.workflow(for: design)
        proof = PathProof(workflow, design.policy)
    }

    public var maximumLoss: MaximumLoss { MaximumLoss(design.policy) }

    /// As Mermaid, with the path of every property that fails marked.
    public var flowchart: String { Mermaid.flowchart(workflow, marking: failingPaths) }
    public var stateDiagram: String { Mermaid.stateDiagram(workflow, marking: failingPaths) }

    /// In plain words.
    public var summary: String { WorkflowSummary.text(workflow) }

    private var failingPaths: [[String]] { proof.properties.compactMap(\.counterexample?.path) }
}

extension Blueprint {
    /// What every export is made of.
    public func exportInput(_ settings: ExportSettings) -> ExportInput {
        ExportInput(
            design: design, workflow: workflow, agentName: AgentTitle.title(of: design.effective),
            mermaid: flowchart, stateDiagram: stateDiagram,
            certificate: proof.certificate, settings: settings)
    }
}
