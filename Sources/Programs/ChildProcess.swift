internal import CSpawn
internal import Glibc
internal import Orchestration

/// A program that was started, in a process group of its own, with a pipe at either end.
struct ChildProcess: Sendable {
    let id: pid_t
    /// Its standard input, to write to.
    let input: Int32
    /// Its standard output, to read from.
    let output: Int32

    /// What it may take to go by itself, and then when asked to. Source: MCP, Lifecycle, Shutdown.
    private static let graceMilliseconds = 500

    /// Nothing of this process's environment, files or signals goes along.
    init(_ command: LocalCommand) throws(LocalProgramFailure) {
        var (into, outOf): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard unsafe cspawn_pipe(&into) == 0 else {
            throw .notStarted("no pipe can be had")
        }
        guard unsafe cspawn_pipe(&outOf) == 0 else {
            Self.close(into)
            throw .notStarted("no pipe can be had")
        }
        do throws(LocalProgramFailure) {
            id = try Self.spawn(command, input: into[0], output: outOf[1])
        } catch {
            Self.close(into + outOf)
            throw error
        }
        Self.close([into[0], outOf[1]])
        (input, output) = (into[1], outOf[0])
        for end in [input, output] {
            let set = fcntl(end, F_SETFL, O_NONBLOCK)
            precondition(set == 0, "a pipe's end takes its flag")
        }
    }

    private static func close(_ ends: [Int32]) {
        for end in ends { _ = Glibc.close(end) }
    }

    private static func spawn(
        _ command: LocalCommand, input: Int32, output: Int32
    ) throws(LocalProgramFailure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        let prepared = unsafe [
            posix_spawn_file_actions_adddup2(&actions, input, 0),
            posix_spawn_file_actions_adddup2(&actions, output, 1),
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0),
            cspawn_close_others(&actions),
            posix_spawnattr_setflags(&attributes, Int16(flags)),
            posix_spawnattr_setpgroup(&attributes, 0),
            posix_spawnattr_setsigmask(&attributes, &none),
            posix_spawnattr_setsigdefault(&attributes, &all),
        ]
        guard prepared.allSatisfy({ $0 == 0 }) else { throw .notStarted("it cannot be prepared") }
        var id = pid_t()
        let arguments = [command.program] + command.arguments
        let environment = command.environment.map { "\($0.key)=\($0.value)" }.sorted()
        let code = unsafe withCStrings(arguments) { words in
            unsafe withCStrings(environment) { variables in
                unsafe posix_spawnp(
                    &id, command.program, &actions, &attributes, words, variables)
            }
        }
        guard code == 0 else {
            throw .notStarted(unsafe String(cString: strerror(code)))
        }
        return id
    }

    /// Waits for its end, helps it along, and reaps it: nothing of its group is left.
    ///
    /// - Parameter beforeReaping: the last moment at which its number is certainly its own.
    func end(_ beforeReaping: () -> Void) {
        Self.close([input, output])
        if !hasEnded(within: Self.graceMilliseconds) {
            _ = Glibc.kill(-id, SIGTERM)
            _ = hasEnded(within: Self.graceMilliseconds)
        }
        Self.kill(id)
        beforeReaping()
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) == -1, errno == EINTR {}
    }

    /// The whole group; one that is gone already is gone.
    static func kill(_ id: pid_t) { _ = Glibc.kill(-id, SIGKILL) }

    /// Looks without reaping.
    private func hasEnded(within milliseconds: Int) -> Bool {
        for _ in 0..<max(1, milliseconds / Self.lookMilliseconds) {
            var info = unsafe siginfo_t()
            let looked = unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT)
            if looked == 0, unsafe info._sifields._sigchld.si_pid == id { return true }
            usleep(UInt32(Self.lookMilliseconds) * 1_000)
        }
        return false
    }

    private static let lookMilliseconds = 10
}

/// As C takes a list of texts: each ended by a null, and the list too.
private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    var pointers = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
    return unsafe body(pointers)
}
