internal import Domain

/// Walks every state that a run of a workflow can be in, breadth first, so that the first path to a
/// fault is a shortest one.
struct PathExplorer {
    private let graph: WorkflowGraph
    private let policy: Policy
    private let rules: StepRules
    private let steps: [StepRules.Step]
    private(set) var counterexamples: [PathProof.Name: PathProof.Counterexample] = [:]

    private var entries: [Entry] = []
    /// Number of the entry of each pair of node and state, plus one; 0 where none was made.
    private var numbers: [Int32]
    private var isWalked: [Bool]
    /// Without stops by a person, so that an end is reached by working and not by being killed.
    private var moves: [(from: Int32, to: Int32)] = []

    private struct Entry {
        let node: Int32
        let state: RunState
        let parent: Int32
    }

    var entryCount: Int { entries.count }

    init(_ graph: WorkflowGraph, _ policy: Policy) {
        self.graph = graph
        self.policy = policy
        rules = StepRules(policy)
        steps = graph.nodes.map(StepRules.Step.init)
        numbers = Array(repeating: 0, count: graph.nodes.count << RunState.bitCount)
        isWalked = Array(repeating: false, count: graph.edges.count)
    }

    mutating func explore() {
        if let start = graph.start {
            enter(start, RunState(), from: -1)
            var position = 0
            while position < entries.count {
                advance(position)
                position += 1
            }
        }
        checkEnd()
        checkDeadParts()
        checkOrder()
        if let loop = LoopBounds.unboundedLoop(in: graph) {
            fail(
                .loopsBounded, loop.map { graph.nodes[$0].id },
                "The loop through \(quoted(loop[0])) has no limit.")
        }
        for fault in FactCheck(graph, policy).faults() {
            fail(fault.property, fault.path, fault.sentence)
        }
    }

    // MARK: - Walking

    private mutating func advance(_ number: Int) {
        let entry = entries[number]
        let node = Int(entry.node)
        if !entry.state.isKilled, steps[node].kind != .end, steps[node].kind != .kill {
            advanceStopped(number, node, entry.state)
        }
        let fanned = Self.fan(of: steps[node].kind)
        for answer in rules.answers(steps[node], entry.state) {
            let edges = graph.outgoing[node].filter { graph.edges[$0].guarding == answer.guarding }
            guard edges.count == 1 || edges.count > 1 && fanned == answer.guarding else {
                let title = answer.guarding.title
                let asked = title.isEmpty ? "" : " answers “\(title)” and"
                fail(
                    .answersHandled, path(to: number),
                    "\(quoted(node))\(asked) leads to \(edges.count) places, not to one.")
                continue
            }
            for edge in edges { take(edge, answer.state, from: number) }
        }
    }

    private mutating func advanceStopped(_ number: Int, _ node: Int, _ state: RunState) {
        let edges = graph.outgoing[node].filter { graph.edges[$0].guarding == .killed }
        guard edges.count == 1, steps[graph.edges[edges[0]].target].kind == .kill else {
            fail(.killStops, path(to: number), "At \(quoted(node)) it cannot be stopped.")
            return
        }
        isWalked[edges[0]] = true
        enter(
            graph.edges[edges[0]].target,
            state.with {
                $0.isKilled = true
                $0.owesNote = false
            }, from: number)
    }

    private mutating func take(_ edge: Int, _ state: RunState, from number: Int) {
        let target = graph.edges[edge].target
        isWalked[edge] = true
        if let breach = rules.breach(entering: steps[target], state) {
            fail(
                breach.property, path(to: number) + [graph.nodes[target].id],
                "After \(quoted(Int(entries[number].node))), \(quoted(target)) \(breach.reason).")
            return
        }
        let entry = enter(target, state, from: number)
        moves.append((Int32(number), Int32(entry)))
    }

    @discardableResult
    private mutating func enter(_ node: Int, _ state: RunState, from parent: Int) -> Int {
        let slot = node << RunState.bitCount | Int(state.bits)
        if numbers[slot] == 0 {
            entries.append(Entry(node: Int32(node), state: state, parent: Int32(parent)))
            numbers[slot] = Int32(entries.count)
        }
        return Int(numbers[slot]) - 1
    }

    /// The answer that may lead to several places.
    private static func fan(of kind: Workflow.Kind) -> Workflow.Guard? {
        if kind == .start { return .always }
        return kind == .choose ? .chosen : nil
    }

    // MARK: - What only the whole walk can tell

    /// Backwards from every end.
    private mutating func checkEnd() {
        var before: [[Int32]] = Array(repeating: [], count: entries.count)
        for move in moves { before[Int(move.to)].append(move.from) }
        var isEnding = entries.map { steps[Int($0.node)].kind == .end }
        var stack = entries.indices.filter { isEnding[$0] }
        while let number = stack.popLast() {
            for source in before[number] where !isEnding[Int(source)] {
                isEnding[Int(source)] = true
                stack.append(Int(source))
            }
        }
        // A path that broke another property was not walked on: then that is the fault to show.
        guard counterexamples.isEmpty || entries.isEmpty else { return }
        if let lost = isEnding.firstIndex(of: false) {
            fail(
                .endReachable, path(to: lost),
                "From \(quoted(Int(entries[lost].node))) no path comes to an end.")
        } else if entries.isEmpty {
            fail(.endReachable, [], "It has no start, so no path comes to an end.")
        }
    }

    /// A path that broke another property was not walked on, so what lies behind it is not called dead
    /// as long as it is linked at all.
    private mutating func checkDeadParts() {
        let before = graph.reach()
        for node in graph.nodes.indices where before[node] == nil {
            fail(.noDeadParts, [graph.nodes[node].id], "\(quoted(node)) can never be reached.")
        }
        guard counterexamples.isEmpty else { return }
        for (index, edge) in graph.edges.enumerated() where !isWalked[index] {
            fail(
                .noDeadParts, [graph.nodes[edge.source].id, graph.nodes[edge.target].id],
                "The link from \(quoted(edge.source)) to \(quoted(edge.target)) is never taken.")
        }
    }

    private mutating func checkOrder() {
        for fault in graph.faults { fail(.answersHandled, [], fault) }
        let order = StepOrder(graph.nodes)
        checkChoices(order)
        for edge in graph.edges {
            let source = graph.nodes[edge.source]
            let allowed =
                edge.guarding == .killed
                ? order.kill : order.successors(of: source, on: edge.guarding)
            if !allowed.contains(edge.target) {
                fail(
                    .answersHandled, [source.id, graph.nodes[edge.target].id],
                    "\(quoted(edge.target)) cannot follow \(quoted(edge.source)) there.")
            }
        }
    }

    /// Where several edges share an answer, they lead to different steps, and to all of them.
    private mutating func checkChoices(_ order: StepOrder) {
        for (index, node) in graph.nodes.enumerated() {
            guard let answer = Self.fan(of: node.kind) else { continue }
            let targets = graph.outgoing[index].map { graph.edges[$0] }
                .filter { $0.guarding == answer }.map(\.target)
            if targets.sorted() != order.successors(of: node, on: answer).sorted() {
                fail(
                    .answersHandled, [node.id],
                    "\(quoted(index)) does not lead once to each place that it should.")
            }
        }
    }

    // MARK: - Saying it

    /// Keeps the first counterexample of each property.
    private mutating func fail(_ name: PathProof.Name, _ path: [String], _ sentence: String) {
        if counterexamples[name] == nil {
            counterexamples[name] = PathProof.Counterexample(path: path, sentence: sentence)
        }
    }

    private func path(to number: Int) -> [String] {
        var path: [String] = []
        var current = number
        while current >= 0 {
            path.append(graph.nodes[Int(entries[current].node)].id)
            current = Int(entries[current].parent)
        }
        return path.reversed()
    }

    private func quoted(_ node: Int) -> String { "“\(graph.nodes[node].label.prefix(60))”" }
}
