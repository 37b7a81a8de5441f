import Foundation
import Orchestration
import Synchronization

@testable import RedisStore

/// A real server of one test's own, on a free port, with a password.
final class RedisServer: Sendable {
    static let password = "s3cr:t/x"

    let port: Int
    private let folder: TemporaryFolder
    private let process = Mutex<Process?>(nil)

    var address: RedisAddress {
        // Percent-encoded, as in any URL.
        RedisAddress(url: "redis://default:s3cr%3At%2Fx@127.0.0.1:\(port)/2")!
    }

    init() async throws {
        folder = try TemporaryFolder()
        port = try freePort()
        try await start()
    }

    // Killed, not asked: a child of a pool thread starts with its signals blocked.
    deinit { signal(SIGKILL) }

    func start() async throws {
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/env")
        server.arguments = [
            "redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "",
            "--requirepass", Self.password, "--dir", folder.path, "--logfile", "redis.log",
        ]
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        process.withLock { $0 = server }
        while true {
            do {
                _ = try RedisConnection(to: address)
                return
            } catch { await Task.yield() }
        }
    }

    func stop() {
        let server = process.withLock { $0 }
        signal(SIGCONT)
        signal(SIGKILL)
        server?.waitUntilExit()
    }

    func signal(_ number: Int32) {
        guard let server = process.withLock({ $0 }) else { return }
        kill(server.processIdentifier, number)
    }

    /// Runs a command as somebody else would.
    @discardableResult
    func run(_ words: String...) throws -> RedisReply? {
        try RedisConnection(to: address).send([RedisCommand(words)]).first
    }
}

private func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
        }
    }
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    return Int(UInt16(bigEndian: address.sin_port))
}
