public import Domain
public import Wizard

/// The wizard's conversations: load, read, advance, save, reply.
public struct Conversations: Sendable {
    private let sessions: any SessionStore
    private let answers: any IdempotencyStore
    private let reader: any MessageReader
    /// Nil: the engine's words are the reply's.
    private let writer: (any ReplyWriter)?
    private let assets: AssetTable
    private let clock: any Clock
    private let randomness: any Randomness

    /// - Parameter assets: the tokens that payments can be signed for.
    public init(
        sessions: any SessionStore, answers: any IdempotencyStore, reader: any MessageReader,
        writer: (any ReplyWriter)? = nil, assets: AssetTable = AssetTable(), clock: any Clock,
        randomness: any Randomness
    ) {
        self.assets = assets
        self.sessions = sessions
        self.answers = answers
        self.reader = reader
        self.writer = writer
        self.clock = clock
        self.randomness = randomness
    }

    public enum Failure: Error, Equatable {
        case notFound
        /// Other messages came first, three times in a row.
        case busy
        case nothingToUndo
        case versionNotFound(Int)
        case templateNotFound(String)
        /// Another request used this idempotency key.
        case keyReused
        /// The same request was answered before.
        case repeated(StoredAnswer)
        case unavailable(String)
    }

    /// The session after a turn, and the turn.
    public struct Reply: Sendable {
        public let session: Session
        public let turn: Turn
        public let version: Int64
    }

    /// Makes the answer that is kept, in the same transaction, for a request that may be repeated.
    public typealias Keeping = @Sendable (Reply) -> StoredAnswer

    /// A conflict on save reloads and advances again, this often at most.
    public static let attemptsMax = 3

    /// A new conversation; with a first message it is answered at once.
    public func start(
        message: String?, template: String?, of tenant: Tenant, keeping: Keeping? = nil
    ) async throws(Failure) -> Reply {
        let now = clock.now()
        let empty = Session(id: ID(at: now, random: randomness.next()), now: now)
        var session = empty
        var turn = try opening(of: &session, template: template, now: now)
        var entries = [Self.entry(turn.text, .assistant, of: session, at: now)]
        if let message {
            let proposals = await reader.proposals(in: message, of: session)
            entries.append(
                TranscriptEntry(
                    seq: 2, role: .user, content: message, stage: session.stage, createdAt: now))
            turn = session.receive(message, proposals, now: now, assets: assets)
            if let writer { turn.text = await writer.text(of: turn, in: session) }
            entries.append(Self.entry(turn.text, .assistant, of: session, at: now))
        }
        let reply = Reply(session: session, turn: turn, version: 1)
        let additions = SessionAdditions(
            entries: entries, snapshot: snapshot(of: session, after: empty, at: now),
            answer: keeping?(reply))
        do { _ = try await sessions.create(session, of: tenant, adding: additions) } catch {
            throw failure(error)
        }
        return reply
    }

    private func opening(
        of session: inout Session, template: String?, now: Timestamp
    ) throws(Failure) -> Turn {
        guard let template else { return session.opening(now: now) }
        guard let starter = Starter.all.first(where: { $0.id == template }) else {
            throw .templateNotFound(template)
        }
        return session.opening(with: starter, now: now)
    }

    /// One message and its reply; the reply is returned once it is durable.
    public func reply(
        to message: String, in id: ID<Session>, of tenant: Tenant, keeping: Keeping? = nil
    ) async throws(Failure) -> Reply {
        // What is at hand is nearly always the present state; the save finds out when it is not.
        // A model is asked once, whatever happens to the save.
        let recent = sessions.recent(id, of: tenant)
        let stored = if let recent { recent } else { try await load(id, of: tenant) }
        let proposals = await reader.proposals(in: message, of: stored.value)
        let words = writer.map { TurnWords($0) }
        func receive(_ session: inout Session, at now: Timestamp) -> Turn {
            session.receive(message, proposals, now: now, assets: assets)
        }
        if recent != nil {
            do throws(Failure) {
                return try await advance(
                    from: stored, of: tenant, saying: message, attempts: 1, words: words,
                    keeping: keeping, receive)
            } catch .busy {} catch { throw error }
        }
        return try await advance(
            from: recent == nil ? stored : try await load(id, of: tenant), of: tenant,
            saying: message, words: words, keeping: keeping, receive)
    }

    /// Tools from a document or a server, taken like a message that asks for them.
    public func take(
        _ imported: any ToolImport, in id: ID<Session>, of tenant: Tenant, keeping: Keeping? = nil
    ) async throws(Failure) -> Reply {
        let stored = try await load(id, of: tenant)
        let message = imported.message
        return try await advance(
            from: stored, of: tenant, saying: message, keeping: keeping
        ) { session, now in
            session.receive(imported.reading, message: message, now: now, assets: assets)
        }
    }

    /// Takes back the last change of the design.
    public func undo(_ id: ID<Session>, of tenant: Tenant) async throws(Failure) -> Reply {
        let stored = try await load(id, of: tenant)
        guard stored.value.undoTarget != nil || stored.value.stage > .reviewingWorkflow else {
            throw .nothingToUndo
        }
        return try await advance(from: stored, of: tenant, saying: "undo", keeping: nil) {
            session, now in
            session.receive(Reading(acts: [.undo]), message: "undo", now: now)
        }
    }

    /// Makes an abandoned session active again, and says where it was.
    public func resume(_ id: ID<Session>, of tenant: Tenant) async throws(Failure) -> Reply {
        let stored = try await load(id, of: tenant)
        var session = stored.value
        let now = clock.now()
        let wasAbandoned = session.status(at: now) == .abandoned
        let turn = session.resume(now: now)
        guard wasAbandoned else {
            return Reply(session: session, turn: turn, version: stored.version)
        }
        do {
            let version = try await sessions.save(
                session, expected: stored.version, adding: SessionAdditions())
            return Reply(session: session, turn: turn, version: version)
        } catch .conflict {
            return try await resume(id, of: tenant)
        } catch { throw failure(error) }
    }

    public func session(
        _ id: ID<Session>, of tenant: Tenant
    ) async throws(Failure) -> Versioned<Session> {
        try await load(id, of: tenant)
    }
}

extension Conversations {
    /// Applies a move and saves it; when another message came first, applies it to what that left.
    private func advance(
        from stored: Versioned<Session>, of tenant: Tenant, saying message: String,
        attempts: Int = Self.attemptsMax, words: TurnWords? = nil,
        keeping: Keeping?, _ move: (inout Session, Timestamp) -> Turn
    ) async throws(Failure) -> Reply {
        var stored = stored
        for attempt in 1...attempts {
            let now = clock.now()
            var session = stored.value
            let seq = session.messageCount
            var turn = move(&session, now)
            if turn.effect == .undo { turn = try await restored(&session, turn, now: now) }
            if let words { turn.text = await words.text(of: turn, in: session) }
            let reply = Reply(session: session, turn: turn, version: stored.version + 1)
            let additions = SessionAdditions(
                entries: [
                    TranscriptEntry(
                        seq: seq + 1, role: .user, content: message, stage: turn.stage,
                        createdAt: now),
                    Self.entry(turn.text, .assistant, of: session, at: now),
                ],
                snapshot: snapshot(of: session, after: stored.value, at: now),
                answer: keeping?(reply))
            do {
                _ = try await sessions.save(session, expected: stored.version, adding: additions)
                return reply
            } catch .conflict {
                try await refuseRepeat(of: additions.answer)
                guard attempt < attempts else { break }
                stored = try await load(session.id, of: tenant)
            } catch { throw failure(error) }
        }
        throw .busy
    }

    private func restored(
        _ session: inout Session, _ turn: Turn, now: Timestamp
    ) async throws(Failure) -> Turn {
        guard let target = session.undoTarget else { return turn }
        do {
            guard target > 0 else {
                return session.restore(Design(spec: AgentSpec()), undoTarget: nil, now: now)
            }
            guard let earlier = try await sessions.snapshot(of: session.id, version: target) else {
                return turn
            }
            return session.restore(earlier.design, undoTarget: earlier.undoTarget, now: now)
        } catch { throw failure(error) }
    }

    /// A conflict can mean that the same request was answered meanwhile.
    private func refuseRepeat(of answer: StoredAnswer?) async throws(Failure) {
        guard let answer else { return }
        let kept: IdempotencyLookup
        do {
            kept = try await answers.lookUp(
                key: answer.key, scope: answer.scope, requestHash: answer.requestHash)
        } catch { throw failure(error) }
        switch kept {
        case .new: break
        case .same(let first): throw .repeated(first)
        case .different: throw .keyReused
        }
    }

    private func load(
        _ id: ID<Session>, of tenant: Tenant
    ) async throws(Failure) -> Versioned<Session> {
        do {
            if let stored = try await sessions.session(id, of: tenant) { return stored }
        } catch { throw failure(error) }
        throw .notFound
    }

    private func snapshot(
        of session: Session, after before: Session, at now: Timestamp
    ) -> DesignSnapshot? {
        guard session.designVersion != before.designVersion else { return nil }
        let sentences = DesignDiff.sentences(from: before.design, to: session.design)
        return DesignSnapshot(
            version: session.designVersion, undoTarget: session.undoTarget, design: session.design,
            summary: sentences.joined(separator: " "), createdAt: now)
    }

    private static func entry(
        _ text: String, _ role: TranscriptEntry.Role, of session: Session, at now: Timestamp
    ) -> TranscriptEntry {
        TranscriptEntry(
            seq: session.messageCount, role: role, content: text, stage: session.stage,
            createdAt: now)
    }

    private func failure(_ error: StoreError) -> Failure {
        switch error {
        case .conflict: .busy
        case .unavailable(let reason): .unavailable(reason)
        }
    }
}
