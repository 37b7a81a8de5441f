internal import Domain
internal import JSON
internal import Screen

/// Where one subcommand speaks with its backend and prints what it learned.
struct Desk: Sendable {
    let backend: any Backend
    let invocation: Invocation

    /// Opens the service or the folder that the settings name, runs, and closes it.
    ///
    /// - Returns: the exit code; what could not be done is told on standard error.
    static func run(
        _ invocation: Invocation,
        _ work: (Desk) async throws(BackendFailure) -> Int32
    ) async throws(ConfigurationError) -> Int32 {
        let configuration = try invocation.configuration()
        let backend: any Backend
        do throws(StartError) {
            if let server = configuration.server {
                backend = try RemoteBackend(server, configuration)
            } else {
                backend = try await LocalBackend(existing: configuration)
            }
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
        let desk = Desk(backend: backend, invocation: invocation)
        let code: Int32
        do { code = try await work(desk) } catch {
            Terminal.error("paygent: \(harmless(error.sentence))")
            code = error.exitCode
        }
        await backend.close()
        return code
    }

    /// As JSON, or as lines for people.
    func show(_ json: JSONValue, _ lines: (Int) -> [Line]) {
        if invocation.wantsJSON {
            Terminal.out(json.prettyText)
        } else {
            let screen = TerminalScreen.standardOutput
            Terminal.out(screen.look.text(of: lines(screen.width)))
        }
    }
}
