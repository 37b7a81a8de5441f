internal import Domain
internal import Models
public import Wizard

/// A model that points at what the engine may have missed. Whatever it answers, or when it does not,
/// the engine's own reading is the least that comes of a message, within the patience.
public struct ModelReader: MessageReader {
    private let model: any LanguageModel
    private let sessions: any SessionStore
    private let patienceMilliseconds: Int

    /// Turns before the message that the model sees.
    public static let turnsMax = 6

    public init(
        _ model: any LanguageModel, sessions: any SessionStore, patienceMilliseconds: Int
    ) {
        self.model = model
        self.sessions = sessions
        self.patienceMilliseconds = patienceMilliseconds
    }

    public func proposals(in message: String, of session: Session) async -> [Proposal] {
        let reading = IntentExtractor.read(message, in: session.readingContext)
        guard reading.mayBeWidened, model.isWell else { return [] }
        var request = WizardPrompt.reading(message, session, after: await turns(of: session))
        request.patienceMilliseconds = patienceMilliseconds
        do throws(ModelFailure) {
            return Proposal.all(in: try await model.answer(request).document())
        } catch { return [] }
    }

    /// Without them the model knows less; the turn goes on.
    private func turns(of session: Session) async -> [TranscriptEntry] {
        do {
            return try await sessions.history(
                of: session.id, after: max(0, session.messageCount - Self.turnsMax),
                limit: Self.turnsMax)
        } catch { return [] }
    }
}

/// A model that finds other words for a reply; only those that keep what counts are taken.
public struct ModelWriter: ReplyWriter {
    private let model: any LanguageModel
    private let patienceMilliseconds: Int

    public init(_ model: any LanguageModel, patienceMilliseconds: Int) {
        self.model = model
        self.patienceMilliseconds = patienceMilliseconds
    }

    public func text(of turn: Turn, in session: Session) async -> String {
        let rewording = Rewording(turn, session.spec)
        guard !rewording.isPointless, model.isWell else { return turn.text }
        var request = WizardPrompt.rewording(turn.text, rewording, session)
        request.patienceMilliseconds = patienceMilliseconds
        do throws(ModelFailure) {
            let reply = try await model.answer(request)
            guard reply.end == .finished else { return turn.text }
            return rewording.accepted(reply.text) ?? turn.text
        } catch { return turn.text }
    }
}

/// One turn's words: asked for once, however often the turn is tried again.
actor TurnWords {
    private let writer: any ReplyWriter
    private var said: (embedded: String, words: String)?

    init(_ writer: any ReplyWriter) { self.writer = writer }

    func text(of turn: Turn, in session: Session) async -> String {
        if let said { return said.embedded == turn.text ? said.words : turn.text }
        let words = await writer.text(of: turn, in: session)
        said = (turn.text, words)
        return words
    }
}
