internal import Domain

// What must be true on the way into a step.

extension StepRules {
    struct Breach {
        let property: PathProof.Name
        /// Follows the step's name: `pays without a reservation`.
        let reason: String
    }

    /// Nil when the step may be reached in this state.
    func breach(entering step: Step, _ state: RunState) -> Breach? {
        if state.isKilled, !Self.mayFollowKill(step) {
            return Breach(property: .killStops, reason: "goes on working after it was stopped")
        }
        if state.owesNote, !Self.mayOweNote.contains(step.kind) {
            return Breach(
                property: .failuresTold, reason: "is reached although nobody was told what failed")
        }
        switch step.kind {
        case .reserve: return reserveBreach(step, state)
        case .policy: return unguarded(policyReason(step, state))
        case .approval: return unguarded(approvalReason(step, state))
        case .pay: return unguarded(payReason(step, state))
        case .verify: return unresolved(step, state, wants: .claimed, "checks what was not paid")
        case .reconcile:
            return unresolved(step, state, wants: .sent, "looks for a payment that is not out")
        case .retry: return unresolved(step, state, wants: .sent, "repeats what was not sent")
        case .receipt:
            return unresolved(
                step, state, wants: .settled, "books a payment that the chain has not confirmed")
        case .void: return voidBreach(step, state)
        case .kill:
            return state.isKilled
                ? nil : Breach(property: .answersHandled, reason: "stops though nobody asked")
        case .start, .request, .trigger, .reportTrigger, .greet, .understand, .ask, .check, .stop,
            .choose, .discover, .quote, .limits, .followUp, .call, .retryCall, .note, .escalate,
            .next, .respond, .collect, .report, .end:
            return openBreach(state)
        }
    }

    private func unguarded(_ reason: String?) -> Breach? {
        reason.map { Breach(property: .paymentsGuarded, reason: $0) }
    }

    private func reserveBreach(_ step: Step, _ state: RunState) -> Breach? {
        step.payment == 0
            ? unguarded("sets money aside where no tool pays") : openBreach(state)
    }

    private func policyReason(_ step: Step, _ state: RunState) -> String? {
        guard state.hold == .held, owns(step, state) else {
            return "asks the rules before the money is set aside"
        }
        return state.verdict == .none ? nil : "asks the rules twice"
    }

    private func approvalReason(_ step: Step, _ state: RunState) -> String? {
        state.hold == .held && owns(step, state) && state.verdict == .ask
            ? nil : "asks a person before the rules did"
    }

    private func payReason(_ step: Step, _ state: RunState) -> String? {
        switch state.hold {
        case .none: return "pays without a reservation"
        case .sent, .claimed, .settled: return "pays again while a payment is out"
        case .held, .retrying: break
        }
        guard owns(step, state) else { return "pays with another payment's reservation" }
        switch state.verdict {
        case .none: return "pays without asking the rules"
        case .ask: return "pays without the approval that the rules ask for"
        case .allowed, .approved: return nil
        }
    }

    private func voidBreach(_ step: Step, _ state: RunState) -> Breach? {
        if let breach = unresolved(
            step, state, wants: .held, "gives money back that may have been paid")
        {
            return breach
        }
        return state.verdict == .none || state.isKilled
            ? nil
            : Breach(property: .reservationsClosed, reason: "drops a payment that was allowed")
    }

    private func unresolved(
        _ step: Step, _ state: RunState, wants hold: RunState.Hold, _ reason: String
    ) -> Breach? {
        let isOwn = state.isKilled ? step.branch.isEmpty : owns(step, state)
        guard isOwn else {
            return Breach(
                property: .reservationsClosed, reason: "settles a payment that is not its own")
        }
        return state.hold == hold ? nil : Breach(property: .reservationsClosed, reason: reason)
    }

    private func openBreach(_ state: RunState) -> Breach? {
        let reason: String? =
            switch state.hold {
            case .none: nil
            case .held: "is reached while money is still set aside"
            case .sent, .retrying: "is reached while nobody knows whether it paid"
            case .claimed: "is reached before the payment is checked"
            case .settled: "is reached before the payment is booked"
            }
        return reason.map { Breach(property: .reservationsClosed, reason: $0) }
    }

    private func owns(_ step: Step, _ state: RunState) -> Bool {
        step.payment != 0 && state.branch == step.payment
    }

    /// Only what resolves an open payment, and the end.
    private static func mayFollowKill(_ step: Step) -> Bool {
        let resolves: Set<Workflow.Kind> = [.reconcile, .receipt, .void]
        return step.kind == .kill || step.kind == .end
            || resolves.contains(step.kind) && step.branch.isEmpty
    }

    /// On the way to the note, money is put right first.
    private static let mayOweNote: Set<Workflow.Kind> = [.note, .void, .receipt, .retryCall]
}
