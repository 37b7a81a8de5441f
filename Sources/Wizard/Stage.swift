/// The seven stages of a conversation, in order.
public enum Stage: String, Sendable, Hashable, CaseIterable, Comparable {
    case initial
    case collectingBasics = "collecting_basics"
    case exploringTools = "exploring_tools"
    /// Skipped when nothing is left to configure.
    case configuringTools = "configuring_tools"
    case reviewingWorkflow = "reviewing_workflow"
    case finalizing
    case completed
}

extension Stage {
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.position < rhs.position }

    private var position: Int {
        switch self {
        case .initial: 0
        case .collectingBasics: 1
        case .exploringTools: 2
        case .configuringTools: 3
        case .reviewingWorkflow: 4
        case .finalizing: 5
        case .completed: 6
        }
    }
}
