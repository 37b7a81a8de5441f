public import Models

/// Something that answers in words: one model at one provider, or several in order.
///
/// What it says is outside data, whoever runs it: a caller checks every word that counts.
public protocol LanguageModel: Sendable {
    /// For logs and metrics: `openai:gpt-6-luna`.
    var name: String { get }

    /// False when asking would fail at once: preparing a question is not worth it then.
    var isWell: Bool { get }

    /// Asks, and collects the answer; ends within the request's patience. A cancelled task ends it
    /// with `.cancelled`.
    ///
    /// - Parameter onDelta: gets the pieces as they come, in order. It runs where the bytes come
    ///   in, so it must not wait. After a retry or a change of model they begin anew: what counts
    ///   is the reply.
    func answer(
        _ request: ModelRequest, onDelta: @escaping @Sendable (ModelDelta) -> Void
    ) async throws(ModelFailure) -> ModelReply
}

extension LanguageModel {
    public var isWell: Bool { true }

    /// The same, for who only wants the whole.
    public func answer(_ request: ModelRequest) async throws(ModelFailure) -> ModelReply {
        try await answer(request) { _ in }
    }
}
