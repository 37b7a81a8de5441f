internal import API
internal import Domain
internal import Glibc
internal import JSON
internal import Orchestration
internal import Paygent
internal import SQLiteStore
internal import WebServer
internal import Wizard

extension Subcommand {
    func run(_ words: [String], _ configuration: Configuration) async -> Int32 {
        switch self {
        case .serve: await Serve.run(configuration)
        case .run: await RunFile.run(words, configuration)
        case .migrate: Migrate.run(words, configuration)
        case .backup: await Backup.run(words, configuration)
        case .ledger: await VerifyLedger.run(words, configuration)
        case .simulate: await Simulate.run(words)
        case .config: checkConfiguration(words, configuration)
        case .openapi: printOpenAPI(configuration)
        case .version: printVersion()
        }
    }

    private func printVersion() -> Int32 {
        Terminal.out("paygent \(Version.text)")
        return ExitCode.done
    }

    /// A configuration that cannot be used was refused before this.
    private func checkConfiguration(_ words: [String], _ configuration: Configuration) -> Int32 {
        guard words == ["check"] else {
            Terminal.error("Usage: paygent config check")
            return ExitCode.usage
        }
        Terminal.out("The configuration is right: \(configuration.summary)")
        return ExitCode.done
    }

    private func printOpenAPI(_ configuration: Configuration) -> Int32 {
        do throws(StartError) {
            Terminal.out(APIRouter.openAPI(try Composition(configuration).parts).prettyText)
            return ExitCode.done
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }
}

extension Configuration {
    /// Without secrets.
    var summary: String {
        "listens on \(host):\(port), data in \(dataFolder), "
            + "Redis \(redisURL == nil ? "not used" : "used"), \(apiKeys.count) API keys"
    }
}

/// `paygent migrate [status]`.
enum Migrate {
    static func run(_ words: [String], _ configuration: Configuration) -> Int32 {
        do throws(StartError) {
            try DataFolder.prepare(configuration.dataFolder)
            if words == ["status"] { return try status(configuration) }
            guard words.isEmpty else {
                Terminal.error("Usage: paygent migrate [status]")
                return ExitCode.usage
            }
            _ = try StartError.database { () throws(MigrationError) in
                try SQLiteDatabase(path: configuration.databasePath, at: SystemClock().now())
            }
            Terminal.out("The database is up to date.")
            return try status(configuration)
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }

    private static func status(_ configuration: Configuration) throws(StartError) -> Int32 {
        let lines = try StartError.database { () throws(MigrationError) in
            try SQLiteDatabase.migrationStatus(path: configuration.databasePath)
        }
        for line in lines {
            switch line.state {
            case .applied(let time): Terminal.out("\(line.name)  applied \(time.rfc3339)")
            case .pending: Terminal.out("\(line.name)  pending")
            }
        }
        return ExitCode.done
    }
}

/// `paygent run FILE "COMMAND"`: the exported file, executed as the server would.
enum RunFile {
    static func run(_ words: [String], _ configuration: Configuration) async -> Int32 {
        guard words.count == 2 else {
            Terminal.error("Usage: paygent run FILE \"COMMAND\"")
            return ExitCode.usage
        }
        do throws(StartError) {
            let file: [UInt8]
            do { file = try File.read(words[0]) } catch { throw StartError(error.description) }
            var local = configuration
            (local.host, local.port, local.loops) = ("127.0.0.1", 0, 1)
            local.hasAccessLog = false
            let composition = try Composition(local)
            try await composition.money.fundSandbox()
            // The demo resource is ours, so it has to be served while the agent buys it.
            let server = try Serve.start(composition, local)
            async let served: Void = server.run()
            let code = await carryOut(words[1], file, composition)
            server.stop()
            await served
            await composition.storage.database.close()
            return code
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }

    private static func carryOut(
        _ command: String, _ file: [UInt8], _ composition: Composition
    ) async -> Int32 {
        let name: String
        do {
            let entry = try await composition.parts.registry.register(file: file, of: .local)
            name = entry.agent.latest.name
        } catch {
            Terminal.error("paygent: \(Problem(error).detail)")
            return ExitCode.refused
        }
        do throws(AgentRuns.Failure) {
            let begun = try await composition.agentRuns.begin(
                command, agent: name, session: nil, of: .local)
            let run = try await composition.agentRuns.drive(begun.id, of: .local)
            Terminal.out(run.clientJSON.prettyText)
            return run.status == .completed ? ExitCode.done : ExitCode.refused
        } catch {
            Terminal.error("paygent: \(Problem(error).detail)")
            return ExitCode.failed
        }
    }
}
