internal import Domain

/// What each step may answer, and what must be true when it is reached: the finite model that the
/// proof explores. It is written from the invariants, not from the synthesizer.
struct StepRules {
    private let canAsk: Bool
    private let canAllow: Bool
    private let paysServices: Bool
    private let customTools: Set<String>

    init(_ policy: Policy) {
        canAsk = policy.canAskPerson
        canAllow = policy.approval.above?.quantity.isZero != true
        paysServices = policy.tools.contains(.x402Payment)
        customTools = Set(policy.customTools)
    }

    typealias Answer = (guarding: Workflow.Guard, state: RunState)

    /// A step of the workflow as the model sees it.
    struct Step {
        let kind: Workflow.Kind
        let branch: String
        let payment: UInt16
        let delivers: Bool
        /// A limit of its own, which makes it a gate of loops.
        let hasLimit: Bool

        init(_ node: Workflow.Node) {
            kind = node.kind
            branch = node.branch
            payment = PaymentBranch.number(node.branch)
            delivers = PaymentWords.delivers(node.branch)
            hasLimit = LoopBounds.limit(of: node) != nil
        }
    }

    /// Every answer that the step can give in this state, with the state that follows. A stop by a
    /// person is not among them: it can come at any step.
    func answers(_ step: Step, _ state: RunState) -> [Answer] {
        let owing = state.with { $0.owesNote = true }
        switch step.kind {
        case .start, .request, .trigger, .reportTrigger, .greet, .stop, .followUp, .escalate,
            .respond, .collect, .report:
            return [(.always, state)]
        case .note: return [(.always, state.with { $0.owesNote = false })]
        case .understand: return [(.found, state), (.notFound, state)]
        case .ask: return [(.retriesLeft, state), (.noRetriesLeft, owing)]
        case .check: return [(.allowed, state), (.stopConditionMet, state)]
        case .choose: return [(.chosen, state), (.notFound, owing)]
        case .discover: return [(.found, state), (.notFound, owing)]
        case .quote: return [(.found, state), (.failed, owing)]
        case .limits: return [(.allowed, state), (.denied, owing)]
        case .call: return callAnswers(step, state)
        case .retryCall:
            return [(.retriesLeft, state.with { $0.owesNote = false }), (.noRetriesLeft, owing)]
        case .next: return step.hasLimit ? [(.more, state), (.done, state)] : [(.done, state)]
        case .reserve: return reserveAnswers(step, state)
        case .policy: return policyAnswers(state)
        case .approval:
            let refused = judged(.none, state)
            return [
                (.approved, judged(.approved, state)), (.rejected, refused), (.expired, refused),
            ]
        case .pay:
            let sent = held(.sent, state)
            return [(.paid, held(.claimed, state)), (.notPaid, sent), (.unknown, sent)]
        case .verify: return verifyAnswers(step, state)
        case .reconcile: return reconcileAnswers(step, state)
        case .retry:
            return [(.retriesLeft, held(.retrying, state)), (.noRetriesLeft, held(.sent, state))]
        case .receipt: return [(state.owesNote ? .failed : .done, state.closed)]
        case .void: return [(.always, state.closed)]
        case .kill: return [killAnswer(state)]
        case .end: return []
        }
    }

    private func callAnswers(_ step: Step, _ state: RunState) -> [Answer] {
        let asks = paysServices && customTools.contains(step.branch)
        return [(.done, state), (.failed, state.with { $0.owesNote = true })]
            + (asks ? [(.paymentAsked, state)] : [])
    }

    private func reserveAnswers(_ step: Step, _ state: RunState) -> [Answer] {
        let reserved = held(.held, state).with { $0.branch = step.payment }
        return [(.reserved, reserved), (.noBudget, state.with { $0.owesNote = true })]
    }

    /// With a threshold of zero the rules never simply allow; without a threshold they never ask.
    private func policyAnswers(_ state: RunState) -> [Answer] {
        (canAllow ? [(.allowed, judged(.allowed, state))] : [])
            + (canAsk ? [(.askFirst, judged(.ask, state))] : [])
            + [(.denied, judged(.none, state))]
    }

    private func verifyAnswers(_ step: Step, _ state: RunState) -> [Answer] {
        let settled = held(.settled, state)
        let lost: [Answer] =
            step.delivers ? [(.notDelivered, settled.with { $0.owesNote = true })] : []
        return [(.verified, settled), (.notVerified, held(.sent, state))] + lost
    }

    /// A payment found on the chain long after it was sent has brought no answer.
    private func reconcileAnswers(_ step: Step, _ state: RunState) -> [Answer] {
        let owes = !state.isKilled
        let unpaid = held(.held, state).with {
            $0.verdict = .none
            $0.owesNote = owes
        }
        let paid = held(.settled, state).with { $0.owesNote = owes && step.delivers }
        return [(.paid, paid), (.notPaid, unpaid)]
    }

    private func killAnswer(_ state: RunState) -> Answer {
        switch state.hold {
        case .none: (.nothingOpen, state)
        case .held: (.reservationOpen, state)
        case .sent, .retrying, .claimed: (.paymentSent, held(.sent, state))
        case .settled: (.paymentSettled, state)
        }
    }

    private func held(_ hold: RunState.Hold, _ state: RunState) -> RunState {
        state.with { $0.hold = hold }
    }

    /// A refusal owes the owner a note.
    private func judged(_ verdict: RunState.Verdict, _ state: RunState) -> RunState {
        state.with {
            $0.verdict = verdict
            if verdict == .none { $0.owesNote = true }
        }
    }
}
