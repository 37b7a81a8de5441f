internal import Domain

/// Whether every loop ends. A loop is bounded when it passes a gate: a step that counts and stops.
///
/// Two gates must not set each other back: the counters of `ask` and `next` hold for a whole run, those
/// of `retry` and `retryCall` for one payment or call. So a loop without a gate of the first sort may
/// hold nothing but the repeated step and its gate.
enum LoopBounds {
    /// Past this a limit is none.
    static let limitMax = 1000

    /// How often a gate lets through; nil when the step is no gate or states no sensible limit.
    static func limit(of node: Workflow.Node) -> Int? {
        guard runGates.contains(node.kind) || stepGates.contains(node.kind) else { return nil }
        let limits = node.settings("max")
        guard limits.count == 1, let limit = Int(limits[0]), (1...limitMax).contains(limit) else {
            return nil
        }
        return limit
    }

    /// The nodes of a loop that nothing ends; nil when there is none.
    static func unboundedLoop(in graph: WorkflowGraph) -> [Int]? {
        let isGate = graph.nodes.map { limit(of: $0) != nil }
        func repeats(_ edge: WorkflowGraph.Edge) -> Bool {
            isGate[edge.source] && (edge.guarding == .retriesLeft || edge.guarding == .more)
        }
        if let loop = graph.loops(keeping: { !repeats($0) }).first { return loop }
        return graph.loops { edge in
            !(repeats(edge) && runGates.contains(graph.nodes[edge.source].kind))
        }.first { !isRepetition($0, graph) }
    }

    private static func isRepetition(_ loop: [Int], _ graph: WorkflowGraph) -> Bool {
        let kinds = Set(loop.map { graph.nodes[$0].kind })
        let branches = Set(loop.map { graph.nodes[$0].branch })
        return branches.count == 1 && (kinds == [.pay, .retry] || kinds == [.call, .retryCall])
    }

    private static let runGates: Set<Workflow.Kind> = [.ask, .next]
    private static let stepGates: Set<Workflow.Kind> = [.retry, .retryCall]
}
