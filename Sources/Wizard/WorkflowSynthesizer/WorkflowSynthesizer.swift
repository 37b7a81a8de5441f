public import Domain

/// Makes the state machine of one design.
public enum WorkflowSynthesizer {
    public static func workflow(for design: Design) -> Workflow {
        let spec = design.effective
        return Workflow(
            nodes: [
                .init(id: "n1", kind: .start, label: spec.text(.agentName) ?? "Start"),
                .init(id: "n2", kind: .end, label: "End"),
            ], edges: [.init(from: "n1", to: "n2")])
    }
}
