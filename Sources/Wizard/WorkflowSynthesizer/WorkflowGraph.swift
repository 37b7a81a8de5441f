internal import Domain

/// A workflow with numbers instead of names, for the walks of the proof. Any workflow can be read,
/// also a tampered one: what makes no sense is listed in `faults`.
struct WorkflowGraph {
    let nodes: [Workflow.Node]
    /// Only those whose ends exist.
    private(set) var edges: [Edge] = []
    /// Numbers of the edges that leave each node.
    private(set) var outgoing: [[Int]]
    let start: Int?
    private(set) var faults: [String] = []

    struct Edge {
        let source: Int
        let target: Int
        let guarding: Workflow.Guard
    }

    init(_ workflow: Workflow) {
        nodes = workflow.nodes
        outgoing = Array(repeating: [], count: nodes.count)
        let starts = nodes.indices.filter { workflow.nodes[$0].kind == .start }
        start = starts.first
        if starts.count != 1 {
            faults.append("It needs exactly one start, and has \(starts.count).")
        }
        var numbers: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            if numbers.updateValue(index, forKey: node.id) != nil {
                faults.append("Two steps have the number “\(node.id)”.")
            }
        }
        for edge in workflow.edges {
            guard let source = numbers[edge.source], let target = numbers[edge.target] else {
                faults.append("A link from “\(edge.source)” to “\(edge.target)” leads nowhere.")
                continue
            }
            outgoing[source].append(edges.count)
            edges.append(Edge(source: source, target: target, guarding: edge.guarding))
        }
    }

    /// The shortest ways from the start: for each node the node before it, -1 for the start and nil
    /// for what cannot be reached.
    func reach() -> [Int?] {
        var before: [Int?] = Array(repeating: nil, count: nodes.count)
        guard let start else { return before }
        before[start] = -1
        var queue = [start]
        var position = 0
        while position < queue.count {
            let node = queue[position]
            position += 1
            for edge in outgoing[node] where before[edges[edge].target] == nil {
                before[edges[edge].target] = node
                queue.append(edges[edge].target)
            }
        }
        return before
    }

    /// The ids from the start to a node along `reach()`.
    func path(to node: Int, _ before: [Int?]) -> [String] {
        var path: [Int] = []
        var current = node
        while current >= 0, path.count <= nodes.count {
            path.append(current)
            current = before[current] ?? -1
        }
        return path.reversed().map { nodes[$0].id }
    }

    /// The sets of nodes that can reach each other over the kept edges: every loop lies in one.
    /// Source: Kosaraju's algorithm, without recursion.
    func loops(keeping isKept: (Edge) -> Bool) -> [[Int]] {
        let kept = edges.filter(isKept)
        var forward: [[Int]] = Array(repeating: [], count: nodes.count)
        var backward = forward
        for edge in kept {
            forward[edge.source].append(edge.target)
            backward[edge.target].append(edge.source)
        }
        var component: [Int?] = Array(repeating: nil, count: nodes.count)
        var components: [[Int]] = []
        for root in Self.finishOrder(forward).reversed() where component[root] == nil {
            var members: [Int] = []
            var stack = [root]
            component[root] = components.count
            while let node = stack.popLast() {
                members.append(node)
                for next in backward[node] where component[next] == nil {
                    component[next] = components.count
                    stack.append(next)
                }
            }
            components.append(members)
        }
        return components.filter { $0.count > 1 || forward[$0[0]].contains($0[0]) }
    }

    private static func finishOrder(_ forward: [[Int]]) -> [Int] {
        var isSeen = Array(repeating: false, count: forward.count)
        var order: [Int] = []
        for root in forward.indices where !isSeen[root] {
            isSeen[root] = true
            var stack = [(node: root, next: 0)]
            while let top = stack.last {
                if top.next == forward[top.node].count {
                    order.append(top.node)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let target = forward[top.node][top.next]
                if !isSeen[target] {
                    isSeen[target] = true
                    stack.append((target, 0))
                }
            }
        }
        return order
    }
}
