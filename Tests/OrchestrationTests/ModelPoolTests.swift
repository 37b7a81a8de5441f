import Domain
import Models
import Synchronization
import Testing

@testable import Orchestration

/// Answers from a list, then the last one for ever; counts how often it was asked.
private final class Scripted: LanguageModel {
    let name: String
    private let answers: [Result<ModelReply, ModelFailure>]
    private let asked = Mutex(0)

    init(_ name: String, _ answers: [Result<ModelReply, ModelFailure>]) {
        (self.name, self.answers) = (name, answers)
    }

    var count: Int { asked.withLock { $0 } }

    func answer(
        _ request: ModelRequest, onDelta: @escaping @Sendable (ModelDelta) -> Void
    ) async throws(ModelFailure) -> ModelReply {
        let index = asked.withLock { count in
            count += 1
            return count - 1
        }
        return try answers[min(index, answers.count - 1)].get()
    }
}

private struct StillClock: Clock {
    func now() -> Timestamp { Timestamp(millisecondsSinceEpoch: 1_790_000_000_000) }
}

private struct NoChance: Randomness {
    func next() -> UInt128 { 0 }
}

@Suite struct ModelPoolTests {
    private static let good = ModelReply(
        text: "ready", usage: ModelUsage(inputTokens: 10, outputTokens: 5))

    private static func request(_ text: String = "hello", patience: Int = 5_000) -> ModelRequest {
        ModelRequest(
            system: "", messages: [.user(text)], outputTokensMax: 50, account: "s",
            patienceMilliseconds: patience)
    }

    private static func pool(
        _ models: [Scripted], caps: ModelCaps = ModelCaps(), cache: Int = 0
    ) -> ModelPool {
        ModelPool(
            models.map { ModelPool.Member($0) }, uses: MemoryModelUseStore(caps),
            cacheEntriesMax: cache,
            clock: StillClock(), randomness: NoChance())
    }

    @Test func whatPassesIsTriedAgain() async throws {
        let model = Scripted("a", [.failure(.broken(status: 500)), .success(Self.good)])
        #expect(try await Self.pool([model]).answer(Self.request()).text == "ready")
        #expect(model.count == 2)
    }

    @Test(arguments: [
        ModelFailure.keyRefused, .nonsense("x"), .busy(retryAfterSeconds: 600), .tooLarge,
    ])
    func theNextModelAnswersWhenAskingAgainCannotHelp(failure: ModelFailure) async throws {
        let (first, second) = (
            Scripted("a", [.failure(failure)]), Scripted("b", [.success(Self.good)])
        )
        let pool = Self.pool([first, second])
        #expect(try await pool.answer(Self.request()).text == "ready")
        #expect(first.count == 1 && second.count == 1)
        #expect(pool.metrics.contains("paygent_model_fallbacks_total 1"))
    }

    @Test func aModelThatFailsRestsUntilTheBackgroundTriesIt() async throws {
        let model = Scripted(
            "a", Array(repeating: .failure(.keyRefused), count: 3) + [.success(Self.good)])
        let pool = Self.pool([model])
        for _ in 0..<3 {
            await #expect(throws: ModelFailure.keyRefused) { try await pool.answer(Self.request()) }
        }
        for _ in 0..<100 {
            await #expect(throws: ModelFailure.resting) { try await pool.answer(Self.request()) }
        }
        #expect(!pool.isWell && model.count == 3, "nobody waits for a model that rests")
        while !pool.isWell {
            await pool.tryResting()
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await pool.answer(Self.request()).text == "ready")
    }

    @Test func aCapEndsAskingBeforeItIsPassed() async throws {
        let model = Scripted("a", [.success(Self.good)])
        let pool = Self.pool([model], caps: ModelCaps(sessionTokens: 130))
        var answered = 0
        do throws(ModelFailure) {
            for _ in 0..<50 {
                _ = try await pool.answer(Self.request())
                answered += 1
            }
        } catch {
            guard case .capReached = error else { throw error }
        }
        #expect((1..<9).contains(answered) && model.count == answered)
    }

    @Test func theSameQuestionIsAskedOnceWithACache() async throws {
        let model = Scripted("a", [.success(Self.good)])
        let pool = Self.pool([model], cache: 2)
        for _ in 0..<3 { _ = try await pool.answer(Self.request("one")) }
        _ = try await pool.answer(Self.request("two"))
        _ = try await pool.answer(Self.request("three"))
        _ = try await pool.answer(Self.request("one"))
        #expect(model.count == 4, "the oldest was forgotten")
    }

    @Test func thePatienceBoundsRetriesAndFallbacks() async throws {
        let models = ["a", "b", "c"].map { Scripted($0, [.failure(.broken(status: 500))]) }
        await #expect(throws: ModelFailure.self) {
            try await Self.pool(models).answer(Self.request(patience: 300))
        }
        // Counted, not timed: how long an attempt waits for its turn is the machine's business.
        let attempts = models.map(\.count).reduce(0, +)
        #expect((1...2).contains(attempts), "\(attempts) of the nine that patience would allow")
    }

    @Test func theCheckSaysWhatIsWrong() async {
        let pool = Self.pool([
            Scripted("a", [.success(Self.good)]), Scripted("b", [.failure(.keyRefused)]),
        ])
        let findings = await pool.check()
        #expect(findings.map(\.isWell) == [true, false])
        #expect(findings[1].sentence.contains("key"))
    }
}
