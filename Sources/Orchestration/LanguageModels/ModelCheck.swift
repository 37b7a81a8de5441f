public import Models

/// Tries the configured models and says in plain words what was wrong.
public enum ModelCheck {
    /// What one model answered to a small question.
    public struct Finding: Sendable, Hashable {
        /// `openai:gpt-6-luna`.
        public let model: String
        public let isWell: Bool
        /// What was wrong and what to do; or that all is well.
        public let sentence: String
        public let milliseconds: Int

        init(model: String, isWell: Bool, sentence: String, milliseconds: Int) {
            self.model = model
            self.isWell = isWell
            self.sentence = sentence
            self.milliseconds = milliseconds
        }
    }

    static func tried(_ model: any LanguageModel) async -> Finding {
        let start = ContinuousClock.now
        let (isWell, sentence): (Bool, String)
        do throws(ModelFailure) {
            _ = try await model.answer(.trial)
            (isWell, sentence) = (true, "It answers.")
        } catch {
            // The trial's own bound of a few words is not the model's fault.
            (isWell, sentence) = (false, error.sentence)
        }
        let elapsed = (ContinuousClock.now - start).components
        return Finding(
            model: model.name, isWell: isWell, sentence: sentence,
            milliseconds: Int(elapsed.seconds) * 1_000
                + Int(elapsed.attoseconds / 1_000_000_000_000_000))
    }
}

extension ModelFailure {
    /// What was wrong and what to do about it, for the operator.
    public var sentence: String {
        switch self {
        case .unreachable(let reason):
            "It cannot be reached (\(reason)). Check the address, and that the server runs."
        case .late(let phase): "It did not answer in time: \(phase.sentence)"
        case .keyRefused:
            "It refuses the key, or there is none. Set the key in the environment or the key file."
        case .unknownModel:
            "It knows no such model, or the address is not its own. Check both in PAYGENT_MODELS."
        case .busy: "It turns requests away for now: too many, or the account has no credit left."
        case .broken(let status): "It has trouble of its own (status \(status)). Try later."
        case .badRequest(let status):
            "It refuses the request (status \(status)). It may not know a feature that is used: "
                + "structured output or streaming."
        case .nonsense(let what): "What it answers is not in its provider's format: \(what)."
        case .tooLarge: "It answers far more than was asked for."
        case .resting: "It failed a few times in a row and is left alone for a moment."
        case .capReached(let what): "The caps are reached: \(what). Raise PAYGENT_MODEL_CAPS."
        case .unavailable: "No model is configured, or none answered."
        case .cancelled: "The check was stopped."
        }
    }
}

extension ModelFailure.Phase {
    fileprivate var sentence: String {
        switch self {
        case .connecting: "no connection."
        case .firstToken: "connected, but nothing was said. A large local model may still load."
        case .idle: "it stopped in the middle of its answer."
        case .total: "the answer was not complete when the time was up."
        }
    }
}
