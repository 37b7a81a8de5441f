// A release build looks at all files at once and finds `sigset_t` in the first module that has it.
internal import CSpawn
internal import Glibc
internal import Orchestration
internal import Synchronization

/// One conversation with a child process, on a thread of its own: lines in, lines out.
final class Talk: Sendable {
    private let child: ChildProcess
    private let first: [[UInt8]]
    private let limits: LocalLimits
    private let onLine: @Sendable ([UInt8]) -> LocalReply
    private let isCancelled = Atomic(false)

    /// A cancellation is seen within this time.
    private static let lookMilliseconds = 100
    private static let readBytes = 64 << 10

    init(
        _ child: ChildProcess, _ first: [[UInt8]], _ limits: LocalLimits,
        _ onLine: @escaping @Sendable ([UInt8]) -> LocalReply
    ) {
        self.child = child
        self.first = first
        self.limits = limits
        self.onLine = onLine
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    func run() -> Result<Void, LocalProgramFailure> {
        ignoreBrokenPipes()
        let deadline = ContinuousClock.now + .milliseconds(limits.totalMilliseconds)
        var unsent = first.flatMap { $0 + [Self.lineEnd] }[...]
        var heard: [UInt8] = []
        var heardInAll = 0
        do throws(LocalProgramFailure) {
            while true {
                if isCancelled.load(ordering: .relaxed) { throw .cancelled }
                if ContinuousClock.now >= deadline { throw .timedOut }
                let (canRead, canWrite) = waited(toWrite: !unsent.isEmpty)
                if canWrite { try write(&unsent) }
                guard canRead else { continue }
                let bytes = try read()
                heardInAll += bytes.count
                guard heardInAll <= limits.bytesMax else { throw .tooMuch }
                heard += bytes
                while let end = heard.firstIndex(of: Self.lineEnd) {
                    let line = Array(heard[..<end])
                    heard.removeFirst(end + 1)
                    switch onLine(line.last == 0x0D ? line.dropLast() : line) {
                    case .say(let lines): unsent += lines.flatMap { $0 + [Self.lineEnd] }
                    case .done: return .success(())
                    }
                }
                guard heard.count <= limits.lineBytesMax else { throw .tooMuch }
            }
        } catch { return .failure(error) }
    }

    private static let lineEnd = UInt8(ascii: "\n")

    private func waited(toWrite: Bool) -> (canRead: Bool, canWrite: Bool) {
        var ends = [
            pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
            // A negative descriptor is not looked at.
            pollfd(fd: toWrite ? child.input : -1, events: Int16(POLLOUT), revents: 0),
        ]
        let count = unsafe poll(&ends, 2, Int32(Self.lookMilliseconds))
        guard count > 0 else { return (false, false) }
        return (ends[0].revents != 0, ends[1].revents != 0)
    }

    private func write(_ unsent: inout ArraySlice<UInt8>) throws(LocalProgramFailure) {
        let count = unsafe unsent.withUnsafeBytes { bytes in
            unsafe Glibc.write(child.input, bytes.baseAddress, bytes.count)
        }
        if count > 0 {
            unsent = unsent.dropFirst(count)
        } else if errno == EPIPE {
            // It listens no more; what it still says may be the answer.
            unsent = []
        } else if errno != EAGAIN, errno != EINTR {
            throw .ended
        }
    }

    private func read() throws(LocalProgramFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.readBytes)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe Glibc.read(child.output, buffer.baseAddress, buffer.count)
        }
        if count > 0 { return Array(bytes.prefix(count)) }
        if count == -1, errno == EAGAIN || errno == EINTR { return [] }
        throw .ended
    }

    /// Writing to a program that has gone shows as an error, not as a signal.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
