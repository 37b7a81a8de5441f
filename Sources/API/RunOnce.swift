internal import Domain
internal import Hashing
internal import Orchestration
internal import Paygent
internal import Web

/// Begins and carries out runs for requests that may be repeated.
struct RunOnce {
    let runs: AgentRuns
    let answers: any IdempotencyStore
    let clock: any Clock

    /// The run that this request makes, and whether an earlier request made it.
    struct Begun {
        let run: AgentRun
        let isRepeat: Bool
    }

    /// Under an `Idempotency-Key` the run's identifier is kept before the run begins, so that a
    /// repeat finds that run however the first request ended, and pays nothing again.
    func begin(
        _ order: Order, agent: String, session: ID<AgentSession>?,
        beginning new: AgentSession? = nil, for request: Request
    ) async throws(Problem) -> Begun {
        var asked = order
        if let caller = request.caller { asked.terms.requester = caller }
        let order = asked
        return try await begin(for: request) { id throws(Problem) in
            do throws(AgentRuns.Failure) {
                return try await runs.begin(
                    order, agent: agent, session: session, beginning: new, as: id, of: .local)
            } catch { throw Problem(error) }
        }
    }

    /// - Parameter start: begins the run under this identifier, or answers the one that has it;
    ///   under one of its own without any.
    func begin(
        for request: Request, _ start: (ID<AgentRun>?) async throws(Problem) -> AgentRun
    ) async throws(Problem) -> Begun {
        let (id, isRepeat) = try await identifier(for: request)
        return Begun(run: try await start(id), isRepeat: isRepeat)
    }

    /// The run that an earlier request with the same key and body made; nil when there is none.
    func earlier(_ request: Request) async throws(Problem) -> AgentRun? {
        guard let key = try Self.key(of: request) else { return nil }
        let kept: IdempotencyLookup
        do {
            kept = try await answers.lookUp(
                key: key, scope: Self.scope, requestHash: Self.hash(request))
        } catch { throw Problem(error) }
        guard let id = try Self.run(in: kept) else { return nil }
        do { return try await runs.run(id, of: .local) } catch .runNotFound {
            return nil
        } catch { throw Problem(error) }
    }

    /// In a task of its own: a client that leaves does not stop a payment half-way.
    func carryOut(_ run: AgentRun) async throws(Problem) -> AgentRun {
        let runs = runs
        let result = await Task { () async -> Result<AgentRun, AgentRuns.Failure> in
            do throws(AgentRuns.Failure) {
                return .success(try await runs.drive(run.id, of: .local))
            } catch { return .failure(error) }
        }.value
        switch result {
        case .success(let run): return run
        case .failure(let error): throw Problem(error)
        }
    }

    private func identifier(
        for request: Request
    ) async throws(Problem) -> (id: ID<AgentRun>?, isRepeat: Bool) {
        guard let key = try Self.key(of: request) else { return (nil, false) }
        let id = runs.newID()
        let kept: IdempotencyLookup
        do {
            kept = try await answers.remember(
                StoredAnswer(
                    key: key, scope: Self.scope, requestHash: Self.hash(request), status: 202,
                    contentType: "text/plain", body: Array(id.rawValue.utf8),
                    createdAt: clock.now()))
        } catch { throw Problem(error) }
        guard let first = try Self.run(in: kept) else { return (id, false) }
        return (first, true)
    }

    /// Apart from the answers of conversations.
    private static let scope = "\(Tenant.local)/runs"

    private static func key(of request: Request) throws(Problem) -> String? {
        guard let key = request.headers["Idempotency-Key"] else { return nil }
        guard (1...255).contains(key.utf8.count) else {
            throw Problem.invalid("Idempotency-Key", "The key has 1 to 255 characters.")
        }
        return key
    }

    private static func hash(_ request: Request) -> [UInt8] {
        SHA256.hash(Array("\(request.method.rawValue) \(request.path)\n".utf8) + request.body)
    }

    private static func run(in kept: IdempotencyLookup) throws(Problem) -> ID<AgentRun>? {
        switch kept {
        case .new: return nil
        case .same(let answer): return ID(uuid: String(decoding: answer.body, as: UTF8.self))
        case .different: throw Problem(Conversations.Failure.keyReused)
        }
    }
}
