import Orchestration
import Programs
import Synchronization
import Testing

@Suite("Programs of this machine")
struct SpawnedProgramsTests {
    private static func heard(
        _ command: LocalCommand, _ first: [String], until count: Int,
        limits: LocalLimits = LocalLimits(totalMilliseconds: 60_000),
        programs: SpawnedPrograms = SpawnedPrograms()
    ) async throws -> [String] {
        let lines = Mutex<[String]>([])
        try await programs.converse(
            with: command, first: first.map { Array($0.utf8) }, limits: limits
        ) { line in
            lines.withLock { lines in
                lines.append(String(decoding: line, as: UTF8.self))
                return lines.count >= count ? .done : .say([Array("again".utf8)])
            }
        }
        return lines.withLock { $0 }
    }

    @Test("lines go in and come back")
    func lines() async throws {
        let lines = try await Self.heard(LocalCommand("cat"), ["one", "two"], until: 3)
        #expect(lines == ["one", "two", "again"])
    }

    @Test("no shell reads the arguments, and nothing of our environment goes along")
    func clean() async throws {
        let echoed = try await Self.heard(
            LocalCommand("/bin/echo", ["$HOME; id", "`id`"]), [], until: 1)
        #expect(echoed == ["$HOME; id `id`"])
        let all = try await Self.heard(
            LocalCommand("/usr/bin/env", environment: ["ONLY": "this"]), [], until: 1)
        #expect(all == ["ONLY=this"])
        await #expect(throws: LocalProgramFailure.ended) {
            try await Self.heard(
                LocalCommand("/usr/bin/env", environment: ["ONLY": "this"]), [], until: 2)
        }
    }

    @Test("no file of ours is open in it")
    func files() async throws {
        let lines = try await Self.heard(
            LocalCommand("/bin/ls", ["/proc/self/fd"]), [], until: 4)
        // The fourth is the folder that it reads.
        #expect(lines == ["0", "1", "2", "3"])
    }

    @Test("what does not start, ends, talks too much or is silent is said so")
    func failures() async throws {
        await #expect(throws: LocalProgramFailure.notStarted("No such file or directory")) {
            try await Self.heard(LocalCommand("/nowhere/at-all"), [], until: 1)
        }
        await #expect(throws: LocalProgramFailure.ended) {
            try await Self.heard(LocalCommand("true"), [], until: 1)
        }
        await #expect(throws: LocalProgramFailure.timedOut) {
            try await Self.heard(
                LocalCommand("sleep", ["600"]), [], until: 1,
                limits: LocalLimits(totalMilliseconds: 200))
        }
        await #expect(throws: LocalProgramFailure.tooMuch) {
            try await Self.heard(
                LocalCommand("cat", ["/dev/zero"]), [], until: 1,
                limits: LocalLimits(
                    totalMilliseconds: 60_000, lineBytesMax: 100_000, bytesMax: 1 << 20))
        }
        await #expect(throws: LocalProgramFailure.tooMuch) {
            try await Self.heard(
                LocalCommand("yes"), [], until: .max,
                limits: LocalLimits(
                    totalMilliseconds: 60_000, lineBytesMax: 100_000, bytesMax: 1 << 20))
        }
    }

    @Test("a stop ends every program, with what it started, and no other begins")
    func stopped() async throws {
        let programs = SpawnedPrograms()
        // Its child holds the same pipe: only when both are gone does that end.
        await #expect(throws: LocalProgramFailure.ended) {
            try await programs.converse(
                with: LocalCommand("sh", ["-c", "sleep 600 & echo up; wait"]), first: [],
                limits: LocalLimits(totalMilliseconds: 60_000)
            ) { _ in
                programs.stop()
                return .say([])
            }
        }
        await #expect(throws: LocalProgramFailure.cancelled) {
            try await Self.heard(LocalCommand("cat"), ["x"], until: 1, programs: programs)
        }
    }

    @Test("a cancelled conversation ends")
    func cancelled() async throws {
        let talk = Task {
            try await Self.heard(LocalCommand("sleep", ["600"]), [], until: 1)
        }
        talk.cancel()
        guard case .failure(let error) = await talk.result else {
            Issue.record("it did not end")
            return
        }
        #expect(error as? LocalProgramFailure == .cancelled)
    }
}
