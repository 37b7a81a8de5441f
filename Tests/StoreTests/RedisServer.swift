import Foundation
import Orchestration
import Synchronization

@testable import RedisStore

/// A real server of one test's own, on a free port, with a password.
final class RedisServer: Sendable {
    static let password = "s3cr:t/x"

    let port: Int
    private let folder: TemporaryFolder
    private let process = Mutex<pid_t?>(nil)

    var address: RedisAddress {
        // Percent-encoded, as in any URL.
        RedisAddress(url: "redis://default:s3cr%3At%2Fx@127.0.0.1:\(port)/2")!
    }

    init() async throws {
        folder = try TemporaryFolder()
        port = Self.firstPort + Self.count.add(1, ordering: .relaxed).oldValue % 100
        try await start()
    }

    /// Below the ports that outgoing connections take; no two tests of a run share one.
    private static let firstPort = 10_000 + Int(getpid() % 200) * 100
    private static let count = Atomic(0)

    deinit { stop() }

    func start() async throws {
        let started = try spawn([
            "redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "",
            "--requirepass", Self.password, "--dir", folder.path, "--logfile", "redis.log",
        ])
        process.withLock { $0 = started }
        // Reaped at once when it could not start: exit tests wait for any child of this process.
        while waitpid(started, nil, WNOHANG) == 0 {
            do {
                _ = try RedisConnection(to: address)
                return
            } catch { await Task.yield() }
        }
        process.withLock { $0 = nil }
        throw POSIXError(.EADDRINUSE)
    }

    func stop() {
        signal(SIGKILL)
        process.withLock { process in
            if let stopped = process { waitpid(stopped, nil, 0) }
            process = nil
        }
    }

    func signal(_ number: Int32) {
        process.withLock { process in
            if let process { _ = kill(process, number) }
        }
    }

    /// Runs a command as somebody else would.
    @discardableResult
    func run(_ words: String...) throws -> RedisReply? {
        try RedisConnection(to: address).send([RedisCommand(words)]).first
    }
}

/// Starts a program that says nothing. Not Foundation's `Process`, which crashes when tests
/// start several at once.
private func spawn(_ words: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for file: Int32 in 0...2 {
        posix_spawn_file_actions_addopen(&actions, file, "/dev/null", O_RDWR, 0)
    }
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    return process
}
