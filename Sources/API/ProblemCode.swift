/// Every way in which a request is refused. The raw value is stable: clients branch on it, and the
/// README lists it. A new case must choose its status and title here.
public enum ProblemCode: String, CaseIterable, Sendable {
    // The request itself
    case malformedJSON = "malformed_json"
    case invalidField = "invalid_field"
    case bodyTooLarge = "body_too_large"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case unauthorized = "unauthorized"
    case notAnAdmin = "not_an_admin"
    case originNotAllowed = "origin_not_allowed"
    case rateLimited = "rate_limited"
    case idempotencyKeyReused = "idempotency_key_reused"
    // Sessions and what they make
    case sessionNotFound = "session_not_found"
    case sessionBusy = "session_busy"
    case nothingToUndo = "nothing_to_undo"
    case versionNotFound = "version_not_found"
    case templateNotFound = "template_not_found"
    case workflowNotReady = "workflow_not_ready"
    case unknownFormat = "unknown_format"
    case formatRetired = "format_retired"
    case exportNotFound = "export_not_found"
    // Agents
    case agentNotFound = "agent_not_found"
    case teamNotFound = "team_not_found"
    case modelNotFound = "model_not_found"
    case repeatNeedsKey = "repeat_needs_key"
    case agentKilled = "agent_killed"
    case agentNameTaken = "agent_name_taken"
    case designNotApproved = "design_not_approved"
    case agentIsBuiltIn = "agent_is_built_in"
    case agentSessionNotFound = "agent_session_not_found"
    case agentFileChanged = "agent_file_changed"
    case agentFileInvalid = "agent_file_invalid"
    case proofFailed = "proof_failed"
    case runNotFound = "run_not_found"
    case triggerNotFound = "trigger_not_found"
    case triggerNotReady = "trigger_not_ready"
    case signatureRefused = "signature_refused"
    case approvalNotFound = "approval_not_found"
    case approvalDecided = "approval_decided"
    case approvalChanged = "approval_changed"
    case approvalExpired = "approval_expired"
    case notAnApprover = "not_an_approver"
    case priceIsFixed = "price_is_fixed"
    // Money
    case invalidAmount = "invalid_amount"
    case paymentRefused = "payment_refused"
    case reconcileFirst = "reconcile_first"
    case reconciliationChanged = "reconciliation_changed"
    case paymentNotFound = "payment_not_found"
    case paymentNotOpen = "payment_not_open"
    case mayStillSettle = "may_still_settle"
    case paymentInvalid = "payment_invalid"
    case facilitatorClosed = "facilitator_closed"
    case serviceNotFound = "service_not_found"
    case subscriptionNotFound = "subscription_not_found"
    case toolServerFailed = "tool_server_failed"
    // The service
    case storeUnavailable = "store_unavailable"
    case internalError = "internal_error"

    public var status: Int {
        switch self {
        case .malformedJSON: 400
        case .unauthorized, .signatureRefused: 401
        case .paymentInvalid, .invalidAmount: 400
        case .paymentRefused, .facilitatorClosed, .notAnApprover, .notAnAdmin, .originNotAllowed:
            403
        case .notFound, .sessionNotFound, .versionNotFound, .templateNotFound, .exportNotFound,
            .agentNotFound, .teamNotFound, .agentSessionNotFound, .runNotFound, .triggerNotFound,
            .approvalNotFound, .modelNotFound,
            .paymentNotFound, .serviceNotFound, .subscriptionNotFound:
            404
        case .methodNotAllowed: 405
        case .idempotencyKeyReused, .sessionBusy, .nothingToUndo, .workflowNotReady, .agentKilled,
            .agentNameTaken, .designNotApproved, .agentIsBuiltIn, .repeatNeedsKey,
            .reconcileFirst, .reconciliationChanged, .paymentNotOpen, .mayStillSettle,
            .proofFailed, .triggerNotReady, .approvalDecided, .approvalChanged:
            409
        case .formatRetired, .approvalExpired: 410
        case .bodyTooLarge: 413
        case .invalidField, .unknownFormat, .agentFileChanged, .agentFileInvalid, .priceIsFixed:
            422
        case .rateLimited: 429
        case .internalError: 500
        case .toolServerFailed: 502
        case .storeUnavailable: 503
        }
    }

    /// The same for every occurrence, as RFC 9457 asks.
    public var title: String {
        switch self {
        case .malformedJSON: "The body is not JSON"
        case .invalidField: "A field is missing or wrong"
        case .bodyTooLarge: "The body is too large"
        case .notFound: "There is nothing here"
        case .methodNotAllowed: "This method is not allowed here"
        case .unauthorized: "A key is needed"
        case .notAnAdmin: "This key may not do it"
        case .originNotAllowed: "This page may not connect"
        case .rateLimited: "Too many requests"
        case .idempotencyKeyReused: "The idempotency key was used for another request"
        case .sessionNotFound: "There is no such session"
        case .sessionBusy: "The session was changed at the same time"
        case .nothingToUndo: "There is nothing to undo"
        case .versionNotFound: "There is no such version"
        case .templateNotFound: "There is no such template"
        case .workflowNotReady: "The workflow does not exist yet"
        case .unknownFormat: "This format is not known"
        case .formatRetired: "This format no longer exists"
        case .exportNotFound: "There is no such export"
        case .agentNotFound: "There is no such agent"
        case .teamNotFound: "There is no such team"
        case .modelNotFound: "There is no such model"
        case .repeatNeedsKey: "A repeat needs an idempotency key"
        case .agentKilled: "The agent has been stopped"
        case .agentNameTaken: "Another agent has this name"
        case .designNotApproved: "The design is not approved yet"
        case .agentIsBuiltIn: "This agent comes with the service"
        case .agentSessionNotFound: "There is no such session of this agent"
        case .agentFileChanged: "The agent file was changed after it was exported"
        case .agentFileInvalid: "The agent file cannot be read"
        case .proofFailed: "The workflow is not safe"
        case .runNotFound: "There is no such run"
        case .triggerNotFound: "There is no such trigger"
        case .triggerNotReady: "The trigger does nothing just now"
        case .signatureRefused: "The signature was not accepted"
        case .approvalNotFound: "There is no such approval"
        case .approvalDecided: "The approval was decided already"
        case .approvalChanged: "The payment is not the one that was shown"
        case .approvalExpired: "The approval has expired"
        case .notAnApprover: "This person may not decide"
        case .priceIsFixed: "The seller's price cannot be changed"
        case .paymentRefused: "The payment is not allowed"
        case .reconcileFirst: "The restored database must be reconciled first"
        case .reconciliationChanged: "The comparison is not the one that was shown"
        case .paymentNotFound: "There is no such payment"
        case .paymentNotOpen: "Nothing is open about this payment"
        case .mayStillSettle: "The payment may still settle"
        case .invalidAmount: "An amount is missing or wrong"
        case .paymentInvalid: "The payment was not accepted"
        case .facilitatorClosed: "This facilitator settles for its own people only"
        case .serviceNotFound: "There is no such service"
        case .subscriptionNotFound: "There is no such subscription"
        case .toolServerFailed: "The tools' server did not answer properly"
        case .storeUnavailable: "The store cannot be reached"
        case .internalError: "Something went wrong here"
        }
    }
}
