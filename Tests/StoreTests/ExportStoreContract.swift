import Domain
import Orchestration
import Testing
import Wizard

/// What every export store and every store of answers does.
@Suite struct ExportStoreContract {
    @Test(arguments: Backend.ofAgents)
    func aFileIsKeptOnceAndReadBack(backend: Backend) async throws {
        let open = try await backend.open()
        let stores = open.stores
        let id = session().id
        _ = try await stores.sessions.create(session(), of: .local, adding: SessionAdditions())
        let first = try await stores.exports.put(file(of: id))
        #expect(first.size == 3)
        #expect(try await stores.exports.put(file(of: id)) == first)
        let other = try await stores.exports.put(file(of: id, format: "yaml"))
        let third = try await stores.exports.put(file(of: id, sha256: "cd"))
        #expect(try await stores.exports.list(of: id) == [first, other, third])
        #expect(try await stores.exports.file(first.id, of: id) == file(of: id))
        #expect(try await stores.exports.file(first.id, of: ID("s2")) == nil)
        await #expect(throws: StoreError.conflict) {
            _ = try await stores.exports.put(file(of: ID("s2")))
        }
    }

    @Test(arguments: Backend.ofAgents)
    func theFirstAnswerIsKept(backend: Backend) async throws {
        let answers = try await backend.open().stores.answers
        let first = answer("k")
        #expect(try await answers.remember(first) == .new)
        #expect(try await answers.remember(first) == .same(first))
        #expect(try await answers.remember(answer("k", hash: [2])) == .different)
        let (key, scope) = (first.key, first.scope)
        #expect(try await answers.lookUp(key: key, scope: scope, requestHash: [1]) == .same(first))
        #expect(try await answers.lookUp(key: key, scope: scope, requestHash: [2]) == .different)
        #expect(try await answers.lookUp(key: key, scope: "x", requestHash: [1]) == .new)
        #expect(try await answers.lookUp(key: "j", scope: scope, requestHash: [1]) == .new)
    }

    @Test(arguments: Backend.ofAgents)
    func oldAnswersAreForgotten(backend: Backend) async throws {
        let answers = try await backend.open().stores.answers
        for key in ["a", "b", "c"] { _ = try await answers.remember(answer(key)) }
        #expect(try await answers.forget(before: at(1000), limit: 10) == 0)
        #expect(try await answers.forget(before: at(1001), limit: 2) == 2)
        #expect(try await answers.forget(before: at(1001), limit: 2) == 1)
        let lookup = try await answers.lookUp(
            key: "a", scope: answer("a").scope, requestHash: [1])
        #expect(lookup == .new)
    }
}
