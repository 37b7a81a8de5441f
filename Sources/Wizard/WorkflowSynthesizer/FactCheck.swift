internal import Domain

/// Whether what the steps state is what the policy says: caps, threshold, approvers, recipients,
/// tools, network. A workflow that states other numbers than the runtime obeys misleads people.
struct FactCheck {
    private let graph: WorkflowGraph
    private let policy: Policy
    private let tools: Set<String>
    private let before: [Int?]

    struct Fault {
        let property: PathProof.Name
        let path: [String]
        let sentence: String
    }

    init(_ graph: WorkflowGraph, _ policy: Policy) {
        self.graph = graph
        self.policy = policy
        tools = Set(policy.tools.map(\.rawValue)).union(policy.customTools)
        before = graph.reach()
    }

    func faults() -> [Fault] {
        unusedTools
            + graph.nodes.indices.compactMap { index in
                before[index] == nil ? nil : fault(graph.nodes[index], index)
            }
    }

    /// A right that no step uses is one too many.
    private var unusedTools: [Fault] {
        let used = Set(graph.nodes.compactMap(\.tool))
        return tools.subtracting(used).sorted().map { tool in
            Fault(
                property: .noDeadParts, path: [], sentence: "“\(tool)” is allowed and never used.")
        }
    }

    private func fault(_ node: Workflow.Node, _ index: Int) -> Fault? {
        for tool in [node.tool, node.branch.isEmpty ? nil : node.branch].compactMap(\.self)
        where !tools.contains(tool) {
            return make(.blockedUnreachable, index, "uses “\(tool)”, which is not allowed")
        }
        switch node.kind {
        case .pay:
            if node.settings("network") != [policy.network.name] {
                return make(.paymentsGuarded, index, "pays on another network than the rules say")
            }
            return node.tool == node.branch
                ? nil : make(.blockedUnreachable, index, "does not pay with its branch's tool")
        case .quote where node.tool == node.branch && !hasLimits(node.branch):
            return make(.paymentsGuarded, index, "goes on without the limit that the rules set")
        case .call, .quote, .followUp:
            return node.tool == node.branch
                ? nil : make(.blockedUnreachable, index, "does not use its branch's tool")
        case .discover:
            return node.tool == BuiltInTool.discoverServices.rawValue
                ? nil : make(.blockedUnreachable, index, "searches with something else")
        case .reserve:
            return statesCaps(node)
                ? nil : make(.paymentsGuarded, index, "states other limits than the rules")
        case .approval:
            return statesApproval(node)
                ? nil
                : make(.paymentsGuarded, index, "asks other people, or later, than the rules say")
        case .policy:
            let isSame =
                node.settings("pays_only") == policy.allowedRecipients
                && node.settings("never_pays") == policy.blockedRecipients
            return isSame
                ? nil : make(.blockedUnreachable, index, "states other recipients than the rules")
        case .limits:
            let isSame =
                node.config.filter { $0.name != "needs" }
                == PaymentWords.limitSettings(node.branch, policy)
            return isSame
                ? nil : make(.paymentsGuarded, index, "states another limit than the rules")
        case .start, .request, .trigger, .reportTrigger, .greet, .understand, .ask, .check, .stop,
            .choose, .verify, .reconcile, .retry, .receipt, .void, .retryCall, .note,
            .escalate, .next, .respond, .collect, .report, .kill, .end:
            return nil
        }
    }

    private func hasLimits(_ branch: String) -> Bool {
        PaymentWords.limitSettings(branch, policy).isEmpty
            || graph.nodes.contains { $0.kind == .limits && $0.branch == branch }
    }

    private func statesCaps(_ node: Workflow.Node) -> Bool {
        BudgetWindow.allCases.allSatisfy { window in
            node.settings("limit_\(window.rawValue)")
                == policy.caps.filter { $0.window == window }.map(\.limit.description)
        }
    }

    private func statesApproval(_ node: Workflow.Node) -> Bool {
        node.settings("above") == [policy.approval.above].compactMap { $0?.description }
            && node.settings("approver") == policy.approval.approvers
            && node.settings("expires_in_seconds") == ["\(Policy.Approval.expirySeconds)"]
    }

    private func make(_ property: PathProof.Name, _ index: Int, _ reason: String) -> Fault {
        Fault(
            property: property, path: graph.path(to: index, before),
            sentence: "“\(graph.nodes[index].label.prefix(60))” \(reason).")
    }
}
