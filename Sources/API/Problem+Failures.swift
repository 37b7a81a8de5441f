internal import Domain
internal import JSON
public import Orchestration
internal import Paygent
internal import Wizard

// The one place where a failure becomes an HTTP answer. No default: a new case must choose.

extension Problem {
    init(_ failure: Conversations.Failure) {
        switch failure {
        case .notFound:
            self.init(
                .sessionNotFound,
                "There is no session with this id; it may have been deleted. POST /api/v1/sessions/create begins one."
            )
        case .busy:
            self.init(
                .sessionBusy, "Other messages to this session came first. Send this one again.")
        case .nothingToUndo:
            self.init(.nothingToUndo, "The design is as it was at the start; nothing was changed.")
        case .versionNotFound(let version):
            self.init(
                .versionNotFound,
                "This session has no version \(version); GET …/versions lists those it has.")
        case .templateNotFound(let name):
            self.init(
                .templateNotFound,
                "There is no template '\(name)'; GET /api/v1/templates lists those there are.")
        case .keyReused, .repeated:
            self.init(
                .idempotencyKeyReused,
                "This Idempotency-Key was used for another request; make a new key for a new request."
            )
        case .unavailable(let reason): self.init(StoreError.unavailable(reason))
        }
    }

    init(_ failure: Exports.Failure) {
        switch failure {
        case .notFound: self.init(Conversations.Failure.notFound)
        case .notReady(let missing):
            let titles = missing.map(\.title).joined(separator: ", ")
            self.init(
                .workflowNotReady,
                titles.isEmpty
                    ? "The design is still being made; tell the wizard about your agent first."
                    : "The design still needs a decision about \(titles). Answer or skip these first."
            )
        case .notApproved:
            self.init(
                .designNotApproved,
                "Only a design that you have seen and approved becomes an agent. Look at it and tell the "
                    + "wizard \"yes, ship it\", or POST /api/v1/workflows/{session_id}/review with "
                    + "{\"approved\": true}.")
        case .export(let error):
            switch error {
            case .unknownFormat: self.init(.unknownFormat, error.sentence)
            case .gone: self.init(.formatRetired, error.sentence)
            }
        case .unavailable(let reason): self.init(StoreError.unavailable(reason))
        }
    }

    public init(_ failure: AgentRegistry.Failure) {
        switch failure {
        case .notFound(let name):
            self.init(
                .agentNotFound,
                "There is no agent '\(name)'; GET /api/v1/agents lists those there are.")
        case .sessionNotFound:
            self.init(
                .agentSessionNotFound,
                "This agent has no session with this id; POST …/sessions begins one.")
        case .nameTaken(let name):
            self.init(
                .agentNameTaken,
                "Another design is registered as '\(name)'. Tell the wizard another name, such as \"call it \(name)_2\"."
            )
        case .isBuiltIn(let name):
            self.init(
                .agentIsBuiltIn,
                "'\(name)' comes with the service, and other calls need it. "
                    + "POST /api/v1/agents/\(name)/kill stops it.")
        case .export(let failure): self.init(failure)
        case .file(let error):
            if case .changed = error {
                self.init(.agentFileChanged, error.sentence)
            } else {
                self.init(.agentFileInvalid, error.sentence)
            }
        case .unsafe(let proof):
            let path = proof.properties.first { !$0.holds }?.counterexample
            self.init(.proofFailed, path?.sentence ?? "A path could pay without its guards.")
            extra["proof"] = proof.json
        case .payload(let faults):
            self.init(
                .invalidField,
                "The payload is not what this agent wants to be told; GET …/payload-schema shows it.",
                fields: faults.map { Field($0.field, $0.message) })
        case .schema(let fault):
            self.init(
                .invalidField, "The schema cannot be used: \(fault.message)",
                fields: [Field(fault.field, fault.message)])
        case .unavailable(let reason): self.init(StoreError.unavailable(reason))
        }
    }

    public init(_ failure: AgentRuns.Failure) {
        switch failure {
        case .agentNotFound(let name): self.init(AgentRegistry.Failure.notFound(name))
        case .agentKilled(let name):
            self.init(
                .agentKilled,
                "'\(name)' was stopped. POST /api/v1/agents/\(name)/revive lets it pay again.")
        case .sessionNotFound:
            self.init(
                .agentSessionNotFound,
                "There is no open session with this id; leave it out to begin one.")
        case .runNotFound: self.init(.runNotFound, "There is no run with this id.")
        case .unavailable(let reason): self.init(StoreError.unavailable(reason))
        }
    }

    public init(_ failure: PaymentFailure) {
        switch failure {
        case .notFound:
            self.init(
                .approvalNotFound,
                "There is nothing with this id; GET /api/v1/approvals/pending lists what waits.")
        case .keyReused:
            self.init(.idempotencyKeyReused, "This id belongs to another payment.")
        case .approval(let error): self.init(error)
        case .held(let hold):
            self.init(
                .reconcileFirst,
                hold.cause.sentence
                    + " Compare it with the chain first: paygent reconcile, or GET /api/v1/reconciliation."
            )
        case .store(let error): self.init(error)
        }
    }

    init(_ failure: VenueError) {
        switch failure {
        case .refused(_, let sentence): self.init(.paymentRefused, sentence)
        case .unavailable(let text), .unknown(let text):
            self.init(
                .storeUnavailable, "The venue cannot be asked now: \(text). Try again in a moment.")
        }
    }

    init(_ failure: Reconciliation.Failure) {
        switch failure {
        case .changed:
            self.init(
                .reconciliationChanged,
                "Something changed since. Read GET /api/v1/reconciliation again and confirm what it shows."
            )
        case .unknown(let payments):
            self.init(
                .reconcileFirst,
                "The chain does not say yet what became of \(payments.count) payments, such as "
                    + "\(payments.first?.rawValue ?? ""). Try again when its node answers.")
        case .notFound:
            self.init(.paymentNotFound, "There is no such payment. GET …/reconciliation lists them.")
        case .notOpen(let state):
            self.init(
                .paymentNotOpen,
                "The payment is \(state); only one that is unresolved is closed by hand.")
        case .isPaid:
            self.init(
                .paymentNotOpen,
                "The chain says that it was paid, and that is booked within seconds.")
        case .mayStillSettle(let end):
            self.init(
                .mayStillSettle,
                "Whoever has its signature may collect it until \(end.rfc3339). Wait for that, or "
                    + "say in 'forced_because' why you will not.")
        case .chain:
            self.init(
                .reconcileFirst, "A chain could not be asked. Try again when its node answers.")
        case .store(let error): self.init(error)
        }
    }

    init(_ failure: ApprovalError) {
        switch failure {
        case .alreadyDecided:
            self.init(.approvalDecided, "Somebody decided about this payment before.")
        case .changed:
            self.init(
                .approvalChanged,
                "The hash is not that of the pending payment. Read the approval again and decide on what it shows."
            )
        case .expired:
            self.init(.approvalExpired, "Nobody decided in time, so nothing was paid.")
        case .pending: self.init(.approvalDecided, "This approval still waits for a person.")
        case .notAnApprover:
            self.init(.notAnApprover, "Only the approvers that the design names may decide.")
        case .ownRequest:
            self.init(.notAnApprover, "Whoever asked for a payment may not approve it.")
        case .priceIsFixed:
            self.init(
                .priceIsFixed,
                "The seller asks exactly this amount, and a smaller payment would buy nothing. Approve it, or reject it and look for a cheaper offer; it still waits."
            )
        case .notSmaller:
            self.init(
                .invalidField, "An edit may only make the amount smaller, and not zero.",
                fields: [Field("amount", "smaller than the pending amount, and more than zero")])
        }
    }

    init(_ failure: StoreError) {
        switch failure {
        case .conflict:
            self.init(.sessionBusy, "It was changed at the same time. Read it and try again.")
        case .unavailable:
            self.init(
                .storeUnavailable,
                "The database cannot be reached or written just now; nothing was changed. Try again in a moment."
            )
        }
    }
}
