/// The seven stages of a conversation, in order.
public enum Stage: String, Sendable, Hashable, CaseIterable {
    case initial
    case collectingBasics = "collecting_basics"
    case exploringTools = "exploring_tools"
    /// Skipped when nothing is left to configure.
    case configuringTools = "configuring_tools"
    case reviewingWorkflow = "reviewing_workflow"
    case finalizing
    case completed
}
