internal import Domain
public import Models
internal import Synchronization

/// Models in the order in which they are preferred. It asks the first that is well, asks again when
/// that can help, goes on to the next, and keeps to the caps; it is what the rest of the service
/// calls a language model. When none answers it says so at once, and the embedded engine does
/// without.
public final class ModelPool: LanguageModel {
    /// One model and what its tokens cost.
    public struct Member: Sendable {
        public let model: any LanguageModel
        public let price: ModelPrice

        public init(_ model: any LanguageModel, price: ModelPrice = .free) {
            self.model = model
            self.price = price
        }
    }

    private struct State {
        var breakers: [ModelBreaker]
        var cache: ModelCache
        var figures = ModelFigures()
    }

    /// With less time left no further model is asked: it would only be late.
    static let leftMin = 250

    private let members: [Member]
    private let state: Mutex<State>
    private let uses: any ModelUseStore
    private let clock: any Clock
    private let randomness: any Randomness
    private let onCall: @Sendable (ModelCall) -> Void
    private let start = ContinuousClock.now

    public var name: String { members.map(\.model.name).joined(separator: ", ") }

    public var isWell: Bool { state.withLock { $0.breakers.contains { !$0.isResting } } }

    /// - Parameters:
    ///   - uses: counts what is used of the caps.
    ///   - onCall: is told of every call: figures, no content.
    public init(
        _ members: [Member], uses: any ModelUseStore = MemoryModelUseStore(),
        cacheEntriesMax: Int = 0,
        clock: any Clock, randomness: any Randomness,
        onCall: @escaping @Sendable (ModelCall) -> Void = { _ in }
    ) {
        self.members = members
        state = Mutex(
            State(
                breakers: members.map { _ in ModelBreaker() },
                cache: ModelCache(entriesMax: cacheEntriesMax)))
        self.uses = uses
        self.clock = clock
        self.randomness = randomness
        self.onCall = onCall
    }

    public func answer(
        _ request: ModelRequest, onDelta: @escaping @Sendable (ModelDelta) -> Void
    ) async throws(ModelFailure) -> ModelReply {
        let request = request.redacted
        let key = state.withLock { $0.cache.isOn ? ModelCache.key(of: request) : nil }
        if let kept = key.flatMap({ kept(for: $0) }) {
            if !kept.text.isEmpty { onDelta(.text(kept.text)) }
            return kept
        }
        let asked = milliseconds
        var failure = ModelFailure.unavailable
        for index in members.indices {
            do {
                let reply = try await ask(index, request, since: asked, onDelta)
                state.withLock { state in
                    if index > 0 { state.figures.countFallback() }
                    if let key { state.cache.keep(reply, for: key) }
                }
                return reply
            } catch { failure = error }
            if failure == .cancelled || left(of: request, since: asked) < Self.leftMin { break }
        }
        state.withLock { $0.figures.countGivenUp() }
        throw failure
    }

    private func kept(for key: [UInt8]) -> ModelReply? {
        state.withLock { state in
            guard var reply = state.cache.reply(for: key) else { return nil }
            state.figures.countCacheHit()
            // Said once and paid for once.
            (reply.usage, reply.picodollars) = (ModelUsage(), 0)
            return reply
        }
    }

    /// One model, until it answered or asking again cannot help.
    private func ask(
        _ index: Int, _ request: ModelRequest, since asked: Int64,
        _ onDelta: @escaping @Sendable (ModelDelta) -> Void
    ) async throws(ModelFailure) -> ModelReply {
        for attempt in 1... {
            guard state.withLock({ $0.breakers[index].apply(.wanted) }) == .ask else {
                throw .resting
            }
            var timed = request
            timed.patienceMilliseconds = left(of: request, since: asked)
            do throws(ModelFailure) { return try await attemptOnce(index, timed, onDelta) } catch {
                let chance = Int(truncatingIfNeeded: randomness.next() % 1_000)
                guard
                    let pause = ModelRetry.pause(
                        after: error, attempt: attempt, chance: chance,
                        leftMilliseconds: left(of: request, since: asked))
                else { throw error }
                do { try await Task.sleep(for: .milliseconds(pause)) } catch { throw .cancelled }
                onDelta(.restarted)
            }
        }
        throw .unavailable
    }

    /// One attempt: promised, made, settled, counted.
    private func attemptOnce(
        _ index: Int, _ request: ModelRequest,
        _ onDelta: @escaping @Sendable (ModelDelta) -> Void
    ) async throws(ModelFailure) -> ModelReply {
        let member = members[index]
        let most = request.use(
            ModelUsage(
                inputTokens: request.contentBytes / 2, outputTokens: request.outputTokensMax),
            member.price)
        let promise = try await promise(most, to: request.account)
        let began = milliseconds
        do {
            var reply = try await member.model.answer(request, onDelta: onDelta)
            reply.usage = reply.usage.orEstimated(request, reply)
            reply.picodollars = member.price.cost(of: reply.usage)
            await finish(index, promise, .answered, reply.usage, began)
            return reply
        } catch {
            await finish(index, promise, .failed(error), ModelUsage(), began)
            throw error
        }
    }

    private func promise(
        _ most: ModelBudget.Use, to account: String
    ) async throws(ModelFailure) -> ModelBudget.Promise {
        let day = clock.now().millisecondsSinceEpoch / 86_400_000
        let answer: Result<ModelBudget.Promise, ModelFailure>
        do { answer = try await uses.promise(most, to: account, on: day) } catch {
            throw .unavailable
        }
        return try answer.get()
    }

    private enum Outcome {
        case answered
        case failed(ModelFailure)
    }

    private func finish(
        _ index: Int, _ promise: ModelBudget.Promise, _ outcome: Outcome, _ usage: ModelUsage,
        _ began: Int64
    ) async {
        let (member, now) = (members[index], milliseconds)
        var call = ModelCall(
            model: member.model.name, outcome: "answered", milliseconds: Int(now - began),
            usage: usage, picodollars: member.price.cost(of: usage))
        var used = ModelBudget.Use(tokens: usage.tokens, picodollars: call.picodollars)
        state.withLock { state in
            switch outcome {
            case .answered: _ = state.breakers[index].apply(.answered)
            case .failed(let failure):
                call.outcome = failure.name
                used = failure.mayCost ? promise.use : .none
                if failure.isSickness { _ = state.breakers[index].apply(.failed(at: now)) }
            }
            state.figures.count(call)
            state.figures.setResting(call.model, state.breakers[index].isResting)
        }
        onCall(call)
        // Not settled, it stays counted as the most.
        do { try await uses.settle(promise, used: used) } catch { return }
    }

    private func left(of request: ModelRequest, since asked: Int64) -> Int {
        max(0, request.patienceMilliseconds - Int(milliseconds - asked))
    }

    /// Of a clock that never goes back.
    private var milliseconds: Int64 {
        let elapsed = (ContinuousClock.now - start).components
        return elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
    }
}

extension ModelPool {
    /// In the text format of Prometheus.
    public var metrics: String { state.withLock { $0.figures.text } }

    /// Tries the models that rest and whose pause is over, with a question of a few tokens. For the
    /// background: no one's turn waits for it.
    public func tryResting() async {
        for index in members.indices {
            let action = state.withLock { $0.breakers[index].apply(.lookedAt(milliseconds)) }
            if action == .tryNow { await tryOut(index) }
        }
    }

    private func tryOut(_ index: Int) async {
        do throws(ModelFailure) { _ = try await attemptOnce(index, .trial) { _ in } } catch {
            // What it was is counted with the call; a try that never reached the model must not
            // leave it resting for ever.
            let now = milliseconds
            if !error.isSickness {
                state.withLock { _ = $0.breakers[index].apply(.failed(at: now)) }
            }
        }
    }

    /// Every model tried once, in order: for the operator.
    public func check() async -> [ModelCheck.Finding] {
        var findings: [ModelCheck.Finding] = []
        for member in members { findings.append(await ModelCheck.tried(member.model)) }
        return findings
    }
}

extension ModelRequest {
    /// Says one word: what it costs is next to nothing.
    static let trial = ModelRequest(
        system: "Answer with the single word: ready", messages: [.user("Are you ready?")],
        outputTokensMax: 64, account: "trial", patienceMilliseconds: 10_000)

    fileprivate func use(_ usage: ModelUsage, _ price: ModelPrice) -> ModelBudget.Use {
        .init(tokens: usage.tokens, picodollars: price.cost(of: usage))
    }
}

extension ModelUsage {
    /// What a provider did not count is estimated at four bytes a token.
    fileprivate func orEstimated(_ request: ModelRequest, _ reply: ModelReply) -> ModelUsage {
        guard tokens == 0 else { return self }
        return ModelUsage(
            inputTokens: request.contentBytes / 4, outputTokens: reply.text.utf8.count / 4 + 1)
    }
}
