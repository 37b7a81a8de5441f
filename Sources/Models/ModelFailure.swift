/// Why a model gave no answer. Nothing of what it was asked or said is in it.
public enum ModelFailure: Error, Equatable {
    /// The provider cannot be reached.
    case unreachable(String)
    /// It did not answer in time; says which time ran out.
    case late(Phase)
    /// The key is missing or refused: 401, 403.
    case keyRefused
    /// The provider does not know the model or the path: 404.
    case unknownModel
    /// Too many requests: 429, 529.
    case busy(retryAfterSeconds: Int?)
    /// The provider's own trouble: 5xx.
    case broken(status: Int)
    /// The provider refuses the request: any other status.
    case badRequest(status: Int)
    /// What came is not an answer in the provider's format; says what is wrong, not what it held.
    case nonsense(String)
    /// More came than anyone asked for.
    case tooLarge
    /// Left alone for a while after failures.
    case resting
    /// The session's or the day's share of tokens or money is used up.
    case capReached(String)
    /// No model is configured, or every one failed.
    case unavailable
    case cancelled

    public enum Phase: String, Sendable, Hashable, CaseIterable {
        case connecting, firstToken, idle, total
    }

    /// Whether asking the same model again can help.
    public var isPassing: Bool {
        switch self {
        case .unreachable, .late, .busy, .broken: true
        case .keyRefused, .unknownModel, .badRequest, .nonsense, .tooLarge, .resting, .capReached,
            .unavailable, .cancelled:
            false
        }
    }

    /// Whether it says that the provider is not well, so that it is left alone after a few.
    public var isSickness: Bool {
        switch self {
        case .unreachable, .late, .keyRefused, .unknownModel, .busy, .broken, .nonsense,
            .tooLarge, .badRequest:
            true
        case .resting, .capReached, .unavailable, .cancelled: false
        }
    }

    /// Whether the provider may have charged for it all the same.
    public var mayCost: Bool {
        switch self {
        case .late, .nonsense, .tooLarge, .cancelled: true
        case .unreachable, .keyRefused, .unknownModel, .busy, .broken, .badRequest, .resting,
            .capReached, .unavailable:
            false
        }
    }

    /// The label of metrics.
    public var name: String {
        switch self {
        case .unreachable: "unreachable"
        case .late: "late"
        case .keyRefused: "key_refused"
        case .unknownModel: "unknown_model"
        case .busy: "busy"
        case .broken: "broken"
        case .badRequest: "bad_request"
        case .nonsense: "nonsense"
        case .tooLarge: "too_large"
        case .resting: "resting"
        case .capReached: "cap_reached"
        case .unavailable: "unavailable"
        case .cancelled: "cancelled"
        }
    }
}
