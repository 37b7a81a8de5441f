internal import Domain

/// Which step may follow which answer: the types of the state machine. Where several kinds could
/// follow, it is the first that the workflow has, so that no step can be jumped over.
struct StepOrder {
    typealias Place = WorkflowDraft.Place

    private let indexes: [Place: [Int]]
    /// Where each branch begins, in the order of the nodes.
    private let entrances: [[Int]]

    init(_ nodes: [Workflow.Node]) {
        var indexes: [Place: [Int]] = [:]
        var branches: [String] = []
        for (index, node) in nodes.enumerated() {
            indexes[Place(node.kind, node.branch), default: []].append(index)
            if !node.branch.isEmpty, !branches.contains(node.branch) {
                branches.append(node.branch)
            }
        }
        self.indexes = indexes
        let first: [Workflow.Kind] = [.discover, .quote, .call]
        entrances = branches.map { branch in
            first.lazy.compactMap { indexes[Place($0, branch)] }.first ?? []
        }
    }

    /// The steps that may follow; empty when the step never gives that answer.
    func successors(of node: Workflow.Node, on answer: Workflow.Guard) -> [Int] {
        switch Self.rules[Answer(node.kind, answer)] {
        case .shared(let kinds): first(kinds.map { Place($0) })
        case .own(let kinds): first(kinds.map { Place($0, node.branch) })
        case .ownOr(let kind, let other): first([Place(kind, node.branch), Place(other)])
        case .leave(let last, let home):
            node.branch.isEmpty
                ? first([Place(.end)]) : first([Place(last, node.branch), Place(home)])
        case .begin:
            [.request, .trigger, .reportTrigger].flatMap { indexes[Place($0)] ?? [] }
        case .work: work
        case .branch: indexes[Place(.choose)] ?? entrance
        case .branches: entrances.flatMap(\.self)
        case .payService: first([Place(.quote, BuiltInTool.x402Payment.rawValue)])
        case nil: []
        }
    }

    /// On being stopped: the one place that resolves what is open.
    var kill: [Int] { first([Place(.kill)]) }

    private func first(_ places: [Place]) -> [Int] {
        places.lazy.compactMap { indexes[$0] }.first ?? []
    }

    private var work: [Int] { indexes[Place(.check)] ?? indexes[Place(.choose)] ?? entrance }

    /// The only branch there is, or the end of the work when there is none.
    private var entrance: [Int] {
        entrances.first { !$0.isEmpty } ?? first([Place(.next)])
    }
}

// MARK: - The table

extension StepOrder {
    private struct Answer: Hashable {
        let kind: Workflow.Kind
        let guarding: Workflow.Guard

        init(_ kind: Workflow.Kind, _ guarding: Workflow.Guard) {
            self.kind = kind
            self.guarding = guarding
        }
    }

    private enum Rule {
        /// The first of these among the steps that all branches share.
        case shared([Workflow.Kind])
        /// The first of these in the same branch.
        case own([Workflow.Kind])
        /// That step of the same branch, or else this shared one.
        case ownOr(Workflow.Kind, Workflow.Kind)
        /// Out of the branch, through its own last step if it has one; after a stop, to the end.
        case leave(through: Workflow.Kind, to: Workflow.Kind)
        case begin, work, branch, branches, payService
    }

    private static let rules: [Answer: Rule] = [
        Answer(.start, .always): .begin,
        Answer(.request, .always): .shared([.greet, .understand]),
        Answer(.greet, .always): .shared([.understand]),
        Answer(.understand, .found): .work,
        Answer(.understand, .notFound): .shared([.ask]),
        Answer(.ask, .retriesLeft): .shared([.understand]),
        Answer(.ask, .noRetriesLeft): .shared([.note]),
        Answer(.trigger, .always): .work,
        Answer(.reportTrigger, .always): .shared([.report]),
        Answer(.check, .allowed): .branch,
        Answer(.check, .stopConditionMet): .shared([.stop]),
        Answer(.stop, .always): .shared([.end]),
        Answer(.choose, .chosen): .branches,
        Answer(.choose, .notFound): .shared([.note]),

        Answer(.discover, .found): .ownOr(.quote, .next),
        Answer(.discover, .notFound): .shared([.note]),
        Answer(.call, .done): .shared([.next]),
        Answer(.call, .failed): .ownOr(.retryCall, .note),
        Answer(.call, .paymentAsked): .payService,
        Answer(.retryCall, .retriesLeft): .own([.call]),
        Answer(.retryCall, .noRetriesLeft): .shared([.note]),

        Answer(.quote, .found): .own([.limits, .reserve]),
        Answer(.quote, .failed): .shared([.note]),
        Answer(.limits, .allowed): .own([.reserve]),
        Answer(.limits, .denied): .shared([.note]),
        Answer(.reserve, .reserved): .own([.policy]),
        Answer(.reserve, .noBudget): .shared([.note]),
        Answer(.policy, .allowed): .own([.pay]),
        Answer(.policy, .askFirst): .own([.approval]),
        Answer(.policy, .denied): .own([.void]),
        Answer(.approval, .approved): .own([.pay]),
        Answer(.approval, .rejected): .own([.void]),
        Answer(.approval, .expired): .own([.void]),
        Answer(.pay, .paid): .own([.verify]),
        Answer(.pay, .notPaid): .own([.retry, .reconcile]),
        Answer(.pay, .unknown): .own([.reconcile]),
        Answer(.retry, .retriesLeft): .own([.pay]),
        Answer(.retry, .noRetriesLeft): .own([.reconcile]),
        Answer(.verify, .verified): .own([.receipt]),
        Answer(.verify, .notVerified): .own([.reconcile]),
        Answer(.verify, .notDelivered): .own([.receipt]),
        Answer(.reconcile, .paid): .own([.receipt]),
        Answer(.reconcile, .notPaid): .own([.void]),
        Answer(.receipt, .done): .leave(through: .followUp, to: .next),
        Answer(.receipt, .failed): .shared([.note]),
        Answer(.followUp, .always): .shared([.next]),
        Answer(.void, .always): .leave(through: .note, to: .note),

        Answer(.note, .always): .shared([.escalate, .next]),
        Answer(.escalate, .always): .shared([.next]),
        Answer(.next, .more): .work,
        Answer(.next, .done): .shared([.respond, .collect, .report, .end]),
        Answer(.respond, .always): .shared([.collect, .report, .end]),
        Answer(.collect, .always): .shared([.end]),
        Answer(.report, .always): .shared([.end]),
        Answer(.kill, .nothingOpen): .shared([.end]),
        Answer(.kill, .reservationOpen): .shared([.void]),
        Answer(.kill, .paymentSent): .shared([.reconcile]),
        Answer(.kill, .paymentSettled): .shared([.receipt]),
    ]
}
