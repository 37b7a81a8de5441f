internal import Domain

/// A graph under construction. Steps are named by what they are and where; ids follow the order in
/// which they are added, which is the order in which people read them.
struct WorkflowDraft {
    private(set) var workflow = Workflow()
    private var ids: [Place: [String]] = [:]

    /// Where a step stands: its kind, and the tool whose branch it belongs to.
    struct Place: Hashable {
        let kind: Workflow.Kind
        let branch: String

        init(_ kind: Workflow.Kind, _ branch: String = "") {
            self.kind = kind
            self.branch = branch
        }
    }

    mutating func add(
        _ kind: Workflow.Kind, _ branch: String = "", _ label: String, _ summary: String = "",
        tool: String? = nil, _ config: [Workflow.Setting] = []
    ) {
        let id = "n\(workflow.nodes.count + 1)"
        workflow.nodes.append(
            Workflow.Node(
                id: id, kind: kind, label: label, summary: summary, tool: tool, branch: branch,
                config: config + kind.data))
        ids[Place(kind, branch), default: []].append(id)
    }

    func has(_ place: Place) -> Bool { ids[place] != nil }

    /// Links every step at the source to the first of the targets that this design has; nothing
    /// when it has no such source. The answer's own title is the label unless one is given.
    mutating func link(
        _ source: Place, _ guarding: Workflow.Guard, _ label: String? = nil, to targets: Place...
    ) {
        link(source, guarding, label, to: targets)
    }

    mutating func link(
        _ source: Place, _ guarding: Workflow.Guard, _ label: String? = nil, to targets: [Place]
    ) {
        guard let target = targets.first(where: has).flatMap({ ids[$0] }) else { return }
        for id in ids[source] ?? [] {
            workflow.edges.append(
                Workflow.Edge(
                    from: id, to: target[0], label: label ?? guarding.title,
                    guarding))
        }
    }

    /// Links one step to every step of the given places.
    mutating func fan(_ source: Place, to targets: [Place]) {
        guard let id = ids[source]?.first else { return }
        for target in targets.flatMap({ ids[$0] ?? [] }) {
            workflow.edges.append(Workflow.Edge(from: id, to: target))
        }
    }

    /// A person can stop the agent at every step but the given ones.
    mutating func linkKill(except exempt: Set<Workflow.Kind>, from last: Int) {
        guard let kill = ids[Place(.kill)]?.first else { return }
        for node in workflow.nodes[..<last] where !exempt.contains(node.kind) {
            workflow.edges.append(
                Workflow.Edge(from: node.id, to: kill, label: Workflow.Guard.killed.title, .killed))
        }
    }
}

extension Workflow.Kind {
    /// What the step takes in and gives out.
    fileprivate var data: [Workflow.Setting] {
        let (needs, gives) = flow
        return needs.map { Workflow.Setting("needs", $0) }
            + gives.map { Workflow.Setting("gives", $0) }
    }

    private var flow: (needs: [String], gives: [String]) {
        switch self {
        case .start, .check, .stop, .next, .ask, .end: ([], [])
        case .request: ([], ["message"])
        case .trigger, .reportTrigger: ([], ["time"])
        case .greet: (["message"], [])
        case .understand: (["message"], ["task"])
        case .choose: (["task"], ["branch"])
        case .discover: (["task"], ["service"])
        case .quote: (["task"], ["price", "payee"])
        case .limits: (["price"], [])
        case .reserve: (["price"], ["reservation"])
        case .policy: (["price", "payee", "reservation"], ["verdict"])
        case .approval: (["price", "payee", "verdict"], ["decision"])
        case .pay: (["reservation", "verdict"], ["settlement"])
        case .verify: (["settlement"], ["proof"])
        case .reconcile: (["settlement"], ["proof"])
        case .retry, .retryCall: (["failure"], [])
        case .receipt: (["reservation", "proof"], ["receipt", "result"])
        case .void: (["reservation"], [])
        case .followUp: (["receipt"], [])
        case .call: (["task"], ["result"])
        case .note: (["failure"], ["note"])
        case .escalate: (["note"], [])
        case .respond, .collect: (["result"], [])
        case .report: (["result"], ["report"])
        case .kill: (["reservation"], [])
        }
    }
}

extension Workflow.Guard {
    /// As people read it beside an arrow; empty when the next step simply follows.
    var title: String {
        switch self {
        case .always: ""
        case .found: "found"
        case .notFound: "nothing fits"
        case .failed: "failed"
        case .done: "done"
        case .chosen: "chosen"
        case .allowed: "allowed"
        case .denied: "not allowed"
        case .askFirst: "a person must approve"
        case .reserved: "set aside"
        case .noBudget: "no budget left"
        case .approved: "approved"
        case .rejected: "rejected"
        case .expired: "nobody answered"
        case .paid: "paid"
        case .notPaid: "not paid"
        case .unknown: "no clear answer"
        case .verified: "confirmed"
        case .notVerified: "not confirmed"
        case .notDelivered: "paid, nothing delivered"
        case .retriesLeft: "try again"
        case .noRetriesLeft: "tried often enough"
        case .paymentAsked: "asks to be paid"
        case .more: "more to do"
        case .stopConditionMet: "a stop condition is met"
        case .killed: "a person stops it"
        case .nothingOpen: "nothing open"
        case .reservationOpen: "money set aside"
        case .paymentSent: "payment on its way"
        case .paymentSettled: "payment confirmed"
        }
    }
}
