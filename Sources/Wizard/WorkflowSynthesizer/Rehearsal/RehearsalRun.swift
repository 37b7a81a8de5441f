internal import Domain

/// One run of a workflow in a world, step by step: what the steps answer follows from the world's
/// facts, never from the proof's model.
struct RehearsalRun {
    var world: RehearsalWorld
    var budget: RehearsalBudget
    private(set) var tally = Tally()
    private let graph: WorkflowGraph

    private var offer: RehearsalWorld.Offer?
    private var entry: Int?
    private var verdict: RehearsalBudget.Verdict?
    private var isApproved = false
    private var isKilled = false
    private var isUndelivered = false
    private var counts: [Int: Int] = [:]

    struct Tally {
        var steps = 0
        var asked = 0
        var killed = 0
        var paid = 0
        var refused: [Rehearsal.Refusal: Int] = [:]
        /// What must never happen, in words.
        var breaches: Set<String> = []
    }

    /// A run that takes more steps than this has lost its way.
    static let stepsMax = 20_000

    init(_ graph: WorkflowGraph, _ world: RehearsalWorld, _ budget: RehearsalBudget) {
        self.graph = graph
        self.world = world
        self.budget = budget
    }

    mutating func walk() {
        begin()
        guard var node = graph.start else { return breach("it has no start") }
        while graph.nodes[node].kind != .end {
            tally.steps += 1
            guard tally.steps < Self.stepsMax else { return breach("a run did not come to an end") }
            let answer = !isKilled && world.below(400) == 0 ? .killed : answer(at: node)
            if answer == .killed { tally.killed += 1 }
            let edges = graph.outgoing[node].filter { graph.edges[$0].guarding == answer }
            guard let edge = world.pick(edges) else {
                return breach("“\(graph.nodes[node].label)” had nowhere to go")
            }
            isKilled = isKilled || answer == .killed
            node = graph.edges[edge].target
        }
        if entry != nil { breach("a run ended with money set aside") }
    }

    private mutating func begin() {
        tally = Tally()
        (offer, entry, verdict) = (nil, nil, nil)
        (isApproved, isKilled, isUndelivered) = (false, false, false)
        counts = [:]
    }

    private mutating func breach(_ sentence: String) { tally.breaches.insert(sentence) }

    private mutating func refuse(_ reason: Rehearsal.Refusal, _ answer: Workflow.Guard)
        -> Workflow.Guard
    {
        tally.refused[reason, default: 0] += 1
        return answer
    }

    // MARK: - Answers

    private mutating func answer(at node: Int) -> Workflow.Guard {
        let step = graph.nodes[node]
        if isKilled, ![.kill, .reconcile, .receipt, .void].contains(step.kind) {
            breach("it went on after it was stopped")
        }
        switch step.kind {
        case .start, .request, .trigger, .reportTrigger, .greet, .stop, .followUp, .note, .escalate,
            .respond, .collect, .report:
            return .always
        case .understand: return world.chance(90) ? .found : .notFound
        case .discover: return world.chance(90) ? .found : .notFound
        case .choose: return world.chance(95) ? .chosen : .notFound
        case .check: return world.chance(3) ? .stopConditionMet : .allowed
        case .limits: return world.chance(85) ? .allowed : refuse(.otherLimit, .denied)
        case .ask, .retry, .retryCall: return isLeft(node) ? .retriesLeft : .noRetriesLeft
        case .next: return world.chance(40) && isLeft(node) ? .more : .done
        case .call: return callAnswer(node)
        case .quote: return quoteAnswer()
        case .reserve: return reserveAnswer()
        case .policy: return policyAnswer()
        case .approval: return approvalAnswer()
        case .pay: return payAnswer()
        case .verify: return verifyAnswer(step)
        case .reconcile: return reconcileAnswer()
        case .receipt: return receiptAnswer(step)
        case .void: return voidAnswer()
        case .kill: return killAnswer()
        case .end: return .always
        }
    }

    /// Counts one passage of a gate.
    private mutating func isLeft(_ node: Int) -> Bool {
        counts[node, default: 0] += 1
        return counts[node]! <= LoopBounds.limit(of: graph.nodes[node]) ?? 0
    }

    private mutating func callAnswer(_ node: Int) -> Workflow.Guard {
        let canAsk = graph.outgoing[node].contains { graph.edges[$0].guarding == .paymentAsked }
        if canAsk, world.chance(20) { return .paymentAsked }
        return world.chance(85) ? .done : .failed
    }

    private mutating func quoteAnswer() -> Workflow.Guard {
        world.wait(upTo: 60)
        guard world.chance(95) else { return .failed }
        offer = world.offer()
        return .found
    }

    private mutating func reserveAnswer() -> Workflow.Guard {
        if entry != nil { breach("money was set aside twice") }
        (verdict, isApproved, isUndelivered) = (nil, false, false)
        for (index, node) in graph.nodes.enumerated() where node.kind == .retry {
            counts[index] = 0
        }
        guard let offer, let number = budget.reserve(offer, at: world.now) else {
            return refuse(.noBudget, .noBudget)
        }
        entry = number
        return .reserved
    }

    private mutating func policyAnswer() -> Workflow.Guard {
        guard let offer else { return refuse(.rules, .denied) }
        let judged = budget.judge(offer)
        verdict = judged
        switch judged {
        case .allowed: return .allowed
        case .ask: return .askFirst
        case .denied: return refuse(offer.isInjected ? .injection : .rules, .denied)
        }
    }

    private mutating func approvalAnswer() -> Workflow.Guard {
        tally.asked += 1
        switch world.below(100) {
        case 0..<60:
            world.wait(upTo: 3600)
            isApproved = true
            return .approved
        case 60..<85: return refuse(.person, .rejected)
        default:
            world.wait(exactly: Policy.Approval.expirySeconds)
            return refuse(.nobodyAnswered, .expired)
        }
    }

    private mutating func payAnswer() -> Workflow.Guard {
        guard let number = entry else {
            breach("it paid without money set aside")
            return .notPaid
        }
        if verdict != .allowed, !(verdict == .ask && isApproved) {
            breach("it paid what the rules or a person had not allowed")
        }
        let settlement = world.settlement(wasSettled: budget.entries[number].settledAt != nil)
        if settlement.isSettled { budget.settle(number, at: world.now) }
        return settlement.answer
    }

    private var isSettled: Bool { entry.map { budget.entries[$0].settledAt != nil } ?? false }

    private mutating func verifyAnswer(_ step: Workflow.Node) -> Workflow.Guard {
        guard isSettled else { return .notVerified }
        isUndelivered = PaymentWords.delivers(step.branch) && world.chance(8)
        return isUndelivered ? .notDelivered : .verified
    }

    private mutating func reconcileAnswer() -> Workflow.Guard {
        world.wait(upTo: 300)
        isUndelivered = true
        return isSettled ? .paid : .notPaid
    }

    private mutating func receiptAnswer(_ step: Workflow.Node) -> Workflow.Guard {
        if isSettled { tally.paid += 1 } else { breach("it booked what was never paid") }
        close()
        return isUndelivered && PaymentWords.delivers(step.branch) ? .failed : .done
    }

    private mutating func voidAnswer() -> Workflow.Guard {
        if isSettled { breach("it gave back money that was paid") }
        close()
        return .always
    }

    private mutating func close() {
        if let entry {
            budget.close(entry)
        } else {
            breach("it closed a payment that was not open")
        }
        entry = nil
    }

    /// A signed payment may still settle, so it is looked for; anything else is given back.
    private func killAnswer() -> Workflow.Guard {
        guard entry != nil else { return .nothingOpen }
        return isSettled ? .paymentSent : .reservationOpen
    }
}
