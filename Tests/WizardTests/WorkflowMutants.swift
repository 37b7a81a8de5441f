import Domain

/// Every small change of a workflow that somebody could make by hand in an exported file.
enum WorkflowMutants {
    struct Mutant {
        let what: String
        let workflow: Workflow
        /// Whether it breaks nothing, by how it was made: see `freeSteps`, `beginnings` and
        /// `alike`.
        var isEquivalent = false
    }

    struct Sort {
        let name: String
        /// Whether it is about guards, so that not one may be left out.
        let isGuard: Bool
        let mutants: [Mutant]
    }

    static func sorts(of workflow: Workflow) -> [Sort] {
        [
            Sort(name: "delete", isGuard: true, mutants: deletedEdges(workflow)),
            Sort(name: "retarget", isGuard: true, mutants: retargetedEdges(workflow)),
            Sort(name: "drop", isGuard: true, mutants: droppedNodes(workflow)),
            Sort(name: "bypass", isGuard: true, mutants: bypassedNodes(workflow)),
            Sort(name: "fact", isGuard: true, mutants: changedFacts(workflow)),
            Sort(name: "guard", isGuard: false, mutants: changedGuards(workflow)),
            Sort(name: "source", isGuard: false, mutants: resourcedEdges(workflow)),
            Sort(name: "add", isGuard: false, mutants: addedEdges(workflow)),
            Sort(name: "kind", isGuard: false, mutants: changedKinds(workflow)),
        ]
    }

    /// Steps that a design is free to have or not: each is passed with nothing set aside and nothing
    /// to be told, and leaves both so (or, for the two repetitions, does what "no retries" does). A
    /// workflow without one is therefore the proven workflow of the design without that wish.
    static let freeSteps: Set<Workflow.Kind> = [
        .greet, .respond, .collect, .report, .escalate, .followUp, .retry, .retryCall,
    ]

    /// One of several times to run or to report: without it the agent runs less often. The last one
    /// is caught, since what follows it would be dead.
    static let beginnings: Set<Workflow.Kind> = [.trigger, .reportTrigger]

    /// Steps that only tell people something at the end; which of them does it changes no path.
    static let alike: Set<Workflow.Kind> = [.respond, .collect, .report]

    static func deletedEdges(_ workflow: Workflow) -> [Mutant] {
        workflow.edges.indices.map { index in
            mutant(workflow, "delete \(text(workflow, index))") { $0.edges.remove(at: index) }
        }
    }

    static func retargetedEdges(_ workflow: Workflow) -> [Mutant] {
        workflow.edges.indices.flatMap { index in
            workflow.nodes.filter { $0.id != workflow.edges[index].target }.map { node in
                mutant(workflow, "retarget \(text(workflow, index)) to \(node.kind) \(node.id)") {
                    $0.edges[index].target = node.id
                }
            }
        }
    }

    static func resourcedEdges(_ workflow: Workflow) -> [Mutant] {
        workflow.edges.indices.flatMap { index in
            workflow.nodes.filter { $0.id != workflow.edges[index].source }.map { node in
                mutant(workflow, "resource \(text(workflow, index)) to \(node.kind) \(node.id)") {
                    $0.edges[index].source = node.id
                }
            }
        }
    }

    static func changedGuards(_ workflow: Workflow) -> [Mutant] {
        workflow.edges.indices.flatMap { index in
            Workflow.Guard.allCases.filter { $0 != workflow.edges[index].guarding }.map { other in
                mutant(workflow, "guard \(text(workflow, index)) becomes \(other)") {
                    $0.edges[index].guarding = other
                }
            }
        }
    }

    /// A second way from each step, on an answer that it gives or on none.
    static func addedEdges(_ workflow: Workflow) -> [Mutant] {
        workflow.edges.indices.flatMap { index in
            workflow.nodes.map { node in
                let edge = workflow.edges[index]
                return mutant(workflow, "add \(text(workflow, index)) also to \(node.id)") {
                    $0.edges.append(.init(from: edge.source, to: node.id, edge.guarding))
                }
            }
        }
    }

    static func droppedNodes(_ workflow: Workflow) -> [Mutant] {
        workflow.nodes.map { node in
            mutant(
                workflow, "drop \(node.kind) \(node.id)",
                isEquivalent: beginnings.contains(node.kind)
            ) { workflow in
                workflow.nodes.removeAll { $0.id == node.id }
                workflow.edges.removeAll { $0.source == node.id || $0.target == node.id }
            }
        }
    }

    /// The step is taken out and its way in leads straight to each of its ways on.
    static func bypassedNodes(_ workflow: Workflow) -> [Mutant] {
        workflow.nodes.flatMap { node in
            Set(workflow.edges.filter { $0.source == node.id }.map(\.target)).sorted().map { next in
                mutant(
                    workflow, "bypass \(node.kind) \(node.id) to \(next)",
                    isEquivalent: freeSteps.contains(node.kind)
                ) { workflow in
                    workflow.nodes.removeAll { $0.id == node.id }
                    workflow.edges.removeAll { $0.source == node.id }
                    for index in workflow.edges.indices
                    where workflow.edges[index].target == node.id {
                        workflow.edges[index].target = next
                    }
                }
            }
        }
    }

    static func changedKinds(_ workflow: Workflow) -> [Mutant] {
        workflow.nodes.indices.flatMap { index in
            Workflow.Kind.allCases.filter { $0 != workflow.nodes[index].kind }.map { other in
                mutant(
                    workflow, "\(workflow.nodes[index].id) becomes \(other)",
                    isEquivalent: alike.isSuperset(of: [workflow.nodes[index].kind, other])
                ) { $0.nodes[index].kind = other }
            }
        }
    }

    /// Numbers, people and tools that the steps state and the proof must compare with the policy.
    static func changedFacts(_ workflow: Workflow) -> [Mutant] {
        var mutants: [Mutant] = []
        for (index, node) in workflow.nodes.enumerated() {
            for (number, setting) in node.config.enumerated() where isFact(setting.name) {
                mutants.append(
                    mutant(workflow, "\(node.id) states another \(setting.name)") {
                        $0.nodes[index].config[number].value += "9999"
                    })
                mutants.append(
                    mutant(workflow, "\(node.id) states no \(setting.name)") {
                        $0.nodes[index].config.remove(at: number)
                    })
            }
            guard node.tool != nil else { continue }
            for tool in [nil, "rogue", BuiltInTool.swapTokens.rawValue] where tool != node.tool {
                mutants.append(
                    mutant(workflow, "\(node.id) uses \(tool ?? "nothing")") {
                        $0.nodes[index].tool = tool
                    })
            }
        }
        return mutants
    }

    private static func isFact(_ name: String) -> Bool {
        name.hasPrefix("limit_")
            || ["above", "approver", "expires_in_seconds", "pays_only", "never_pays", "network"]
                .contains(name)
            || ["slippage_percent", "leverage_max", "max"].contains(name)
    }

    private static func mutant(
        _ workflow: Workflow, _ what: String, isEquivalent: Bool = false,
        _ change: (inout Workflow) -> Void
    ) -> Mutant {
        var copy = workflow
        change(&copy)
        return Mutant(what: what, workflow: copy, isEquivalent: isEquivalent)
    }

    private static func text(_ workflow: Workflow, _ index: Int) -> String {
        let edge = workflow.edges[index]
        func kind(_ id: String) -> String {
            workflow.nodes.first { $0.id == id }.map { "\($0.kind) \(id)" } ?? id
        }
        return "\(kind(edge.source)) -\(edge.guarding)-> \(kind(edge.target))"
    }
}
