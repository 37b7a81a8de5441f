internal import Domain
internal import Hashing
internal import Orchestration
internal import Web

extension Request {
    /// Makes the function that keeps an answer, from one that renders it.
    typealias Rendering = @Sendable (Conversations.Reply) -> [UInt8]
    typealias MakeKeeping = @Sendable (@escaping Rendering) -> Conversations.Keeping?

    /// Answers under the client's `Idempotency-Key`, if it sent one: the first answer is kept in the
    /// transaction that made it, and repeated for the same request.
    func answeredOnce(
        by answers: any IdempotencyStore, at now: Timestamp, status: Status,
        _ work: (MakeKeeping) async throws(Conversations.Failure) -> [UInt8]
    ) async throws(Problem) -> Response {
        let keeping = try await self.keeping(answers, at: now, status: status)
        switch keeping {
        case .repeated(let first): return Response(first)
        case .fresh(let make):
            do {
                return Response(status, contentType: "application/json", try await work(make))
            } catch .repeated(let first) {
                return Response(first)
            } catch { throw Problem(error) }
        }
    }

    private enum Lookup {
        case repeated(StoredAnswer)
        case fresh(MakeKeeping)
    }

    private func keeping(
        _ answers: any IdempotencyStore, at now: Timestamp, status: Status
    ) async throws(Problem) -> Lookup {
        guard let key = headers["Idempotency-Key"] else { return .fresh { _ in nil } }
        guard (1...255).contains(key.utf8.count) else {
            throw Problem.invalid("Idempotency-Key", "The key has 1 to 255 characters.")
        }
        let hash = SHA256.hash(Array("\(method.rawValue) \(path)\n".utf8) + body)
        let kept: IdempotencyLookup
        do {
            kept = try await answers.lookUp(
                key: key, scope: Tenant.local.rawValue, requestHash: hash)
        } catch { throw Problem(error) }
        switch kept {
        case .same(let first): return .repeated(first)
        case .different: throw Problem(Conversations.Failure.keyReused)
        case .new: break
        }
        return .fresh { render in
            { reply in
                StoredAnswer(
                    key: key, scope: Tenant.local.rawValue, requestHash: hash,
                    status: status.code, body: render(reply), createdAt: now)
            }
        }
    }
}

extension Response {
    /// The first answer again, byte for byte.
    fileprivate init(_ answer: StoredAnswer) {
        self.init(Status(answer.status), contentType: answer.contentType, answer.body)
        headers["Idempotent-Replayed"] = "true"
    }
}
