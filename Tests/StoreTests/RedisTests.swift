import Domain
import Foundation
import JSON
import Orchestration
import Testing
import Wizard

@testable import RedisStore

/// Copies in a real Redis that is stopped, emptied and filled with nonsense: never an error, never
/// lost data.
@Suite(.timeLimit(.minutes(1))) struct RedisTests {
    @Test func aCopyIsUsedWhileItIsTheNewest() async throws {
        let setup = try await Setup()
        _ = try await setup.cached.create(session(), of: .local, adding: SessionAdditions())
        for version in 1...3 {
            let read = try await setup.cached.session(session().id, of: .local)
            #expect(read?.version == Int64(version))
            #expect(read?.value == session())
            _ = try await setup.cached.save(
                session(), expected: Int64(version), adding: SessionAdditions())
        }
        #expect(setup.truth.reads == 0)
        #expect(setup.client.health == .up)
        let timeToLive = try setup.server.run("TTL", "paygent:session:s1")
        // A busy machine takes seconds to come here.
        #expect((1740...1800).contains { timeToLive == .integer($0) })
    }

    @Test func anotherTenantGetsNoCopy() async throws {
        let setup = try await Setup()
        _ = try await setup.cached.create(session(), of: .local, adding: SessionAdditions())
        #expect(try await setup.cached.session(session().id, of: Tenant("other")) == nil)
    }

    @Test func aCopyThatIsBehindFailsItsSaveAndIsDropped() async throws {
        let setup = try await Setup()
        _ = try await setup.cached.create(session(), of: .local, adding: SessionAdditions())
        // A node without Redis changes the truth.
        _ = try await setup.truth.save(session(), expected: 1, adding: SessionAdditions())
        #expect(try await setup.cached.session(session().id, of: .local)?.version == 1)
        await #expect(throws: StoreError.conflict) {
            _ = try await setup.cached.save(session(), expected: 1, adding: SessionAdditions())
        }
        #expect(try await setup.cached.session(session().id, of: .local)?.version == 2)
    }

    @Test func aDeletedSessionDoesNotComeBack() async throws {
        let setup = try await Setup()
        _ = try await setup.cached.create(session(), of: .local, adding: SessionAdditions())
        #expect(try await setup.cached.delete(session().id, of: .local))
        #expect(try await setup.cached.session(session().id, of: .local) == nil)
        // A reader that was slow keeps what it read before.
        let late = RedisKeys.keep(
            id: "s1", version: 1, tenant: "local", state: session().json.bytes, epochSeen: "",
            secondsToLive: 9)
        #expect(await setup.client.send([late]) == [.integer(0)])
        #expect(try await setup.cached.session(session().id, of: .local) == nil)
    }

    /// Every fault comes in the middle of a conversation that goes on without noticing.
    @Test(arguments: Fault.allCases)
    func aFaultCostsSpeedOnly(fault: Fault) async throws {
        let setup = try await Setup()
        var version = try await setup.cached.create(
            session(), of: .local, adding: SessionAdditions())
        for turn in 1...30 {
            if turn == 10 { try fault.strike(setup.server) }
            if turn == 20 { try await fault.end(setup.server) }
            let read = try #require(try await setup.cached.session(session().id, of: .local))
            #expect(read.version == version)
            var next = read.value
            next.messageCount += 1
            version = try await setup.cached.save(
                next, expected: version, adding: SessionAdditions(entries: [entry(turn)]))
        }
        let stored = try #require(try await setup.truth.session(session().id, of: .local))
        #expect(stored.version == 31)
        #expect(stored.value.messageCount == session().messageCount + 30)
        // The copies are used again, once Redis is back.
        while await setup.client.connect() != .up { await Task.yield() }
        _ = try await setup.cached.session(session().id, of: .local)
        let reads = setup.truth.reads
        #expect(try await setup.cached.session(session().id, of: .local)?.version == 31)
        #expect(setup.truth.reads == reads)
    }

    enum Fault: CaseIterable {
        case killed, paused, emptied, otherTypes, brokenCopy, wrongPassword

        func strike(_ server: RedisServer) throws {
            let key = "paygent:session:s1"
            switch self {
            case .killed: server.stop()
            case .paused: server.signal(SIGSTOP)
            case .emptied: try server.run("FLUSHALL")
            case .otherTypes:
                try server.run("DEL", key)
                try server.run("LPUSH", key, "x")
            case .brokenCopy: try server.run("HSET", key, "state", "{\"id\":\"s1\"")
            case .wrongPassword:
                try server.run("CONFIG", "SET", "requirepass", "changed")
                _ = try? server.run("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")
            }
        }

        func end(_ server: RedisServer) async throws {
            switch self {
            case .killed: try await server.start()
            case .paused: server.signal(SIGCONT)
            case .wrongPassword:
                server.stop()
                try await server.start()
            case .emptied, .otherTypes, .brokenCopy: break
            }
        }
    }

    /// What was saved while Redis slept is newer than what it remembers.
    @Test func afterAnOutageNoOldCopyIsRead() async throws {
        let setup = try await Setup()
        _ = try await setup.cached.create(session(), of: .local, adding: SessionAdditions())
        setup.server.signal(SIGSTOP)
        _ = try await setup.cached.save(session(), expected: 1, adding: SessionAdditions())
        guard case .down = setup.client.health else {
            Issue.record("a sleeping server was not noticed")
            return
        }
        setup.server.signal(SIGCONT)
        while await setup.client.connect() != .up { await Task.yield() }
        let old = try setup.server.run("HGET", "paygent:session:s1", "version")
        #expect(old?.text == "1" || old?.text == "2")
        #expect(try await setup.cached.session(session().id, of: .local)?.version == 2)
    }

    @Test func aSleepingServerDelaysOneRequestAndIsNotAskedAgain() async throws {
        let setup = try await Setup()
        _ = try await setup.cached.create(session(), of: .local, adding: SessionAdditions())
        setup.server.signal(SIGSTOP)
        #expect(try await setup.cached.session(session().id, of: .local)?.version == 1)
        guard case .down(_, let reason) = setup.client.health else {
            Issue.record("a sleeping server was not noticed")
            return
        }
        #expect(reason == "Resource temporarily unavailable")
        // Refused at once, or these would wait for 50 ms each.
        for _ in 0..<1000 { #expect(await setup.client.send([RedisKeys.readEpoch]) == nil) }
        setup.server.signal(SIGCONT)
    }

    @Test func withoutAServerEverythingWorks() async throws {
        let address = try #require(RedisAddress(url: "redis://127.0.0.1:1"))
        let client = RedisClient(address, clock: FixedClock())
        let cached = CachedSessionStore(MemoryStore(), redis: client)
        _ = try await cached.create(session(), of: .local, adding: SessionAdditions())
        #expect(try await cached.session(session().id, of: .local)?.version == 1)
        let health = await client.connect()
        #expect(health == .down(since: at(7), reason: "Connection refused"))
    }

    struct Setup {
        let server: RedisServer
        let client: RedisClient
        let truth = CountingStore(MemoryStore())
        let cached: CachedSessionStore

        init() async throws {
            server = try await RedisServer()
            client = RedisClient(server.address, clock: FixedClock())
            cached = CachedSessionStore(truth, redis: client)
            _ = await client.connect()
        }
    }
}

struct FixedClock: Orchestration.Clock {
    func now() -> Timestamp { at(7) }
}
