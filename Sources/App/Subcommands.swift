internal import API
internal import Domain
internal import Glibc
internal import JSON
internal import Orchestration
internal import Outbound
internal import Paygent
internal import SQLiteStore
internal import Screen
internal import WebServer
internal import Wizard

extension Subcommand {
    static let config = Subcommand(
        "config", "Say whether the configuration is right, and what it is.",
        arguments: [.init("ACTION", "what to do", .oneOf(["check"]))],
        settings: Setting.allCases,
        examples: [.init("paygent config check --port 9000", "tries the settings, starts nothing")]
    ) { invocation throws(ConfigurationError) in
        // A configuration that cannot be used is refused by reading it.
        Terminal.out("The configuration is right: \(try invocation.configuration().summary)")
        return ExitCode.done
    }

    static let openapi = Subcommand(
        "openapi", "Print the OpenAPI 3.1 document.",
        examples: [.init("paygent openapi > openapi.json", "for generators of clients")]
    ) { invocation throws(ConfigurationError) in
        // No chain is asked: the document is the same on all of them.
        var configuration = try invocation.configuration()
        (configuration.chains, configuration.mainnets) = ([:], [])
        do throws(StartError) {
            // The routes are made of their parts, which want a folder: not the user's.
            try await TemporaryFolder.with { folder throws(StartError) in
                configuration.dataFolder = folder
                configuration.redisURL = nil
                let composition = try await Composition(configuration)
                Terminal.out(APIRouter.openAPI(composition.parts).prettyText)
                await composition.close()
            }
            return ExitCode.done
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }

    static let version = Subcommand("version", "Print the version.") { _ in
        Terminal.out("paygent \(Version.text)")
        return ExitCode.done
    }
}

extension Configuration {
    /// Without secrets.
    var summary: String {
        "listens on \(host):\(port), data in \(dataFolder), "
            + "Redis \(redisURL == nil ? "not used" : "used"), \(apiKeys.count) API keys, "
            + (chains.isEmpty
                ? "every network simulated"
                : "chains: " + chains.keys.map(\.name).sorted().joined(separator: ", "))
            + (facilitator.map {
                ", facilitator \($0) with \(facilitatorKey == nil ? "no" : "a") key"
            } ?? "")
            + (mail.map { ", mail by \($0.server.host)" } ?? "")
    }
}

extension Subcommand {
    static let migrate = Subcommand(
        "migrate", "Bring the database up to date, or show how it stands.",
        arguments: [.init("ACTION", "only shows", .oneOf(["status"]), isOptional: true)],
        settings: [.data]
    ) { invocation throws(ConfigurationError) in
        Migrate.run(isStatus: !invocation.words.isEmpty, try invocation.configuration())
    }
}

private enum Migrate {
    static func run(isStatus: Bool, _ configuration: Configuration) -> Int32 {
        do throws(StartError) {
            try DataFolder.prepare(configuration.dataFolder)
            if isStatus { return try status(configuration) }
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

extension Subcommand {
    static let run = Subcommand(
        "run", "Carry out one command with an exported agent file.",
        details: ["The file is executed as the server would, inside its limits."],
        arguments: [
            .init("FILE", "an export in the paygent format", .file),
            .init("COMMAND", "what to do, in quotes"),
        ], settings: [.data, .chains, .assets, .signOnMainnets],
        examples: [
            .init("paygent run my-agent.paygent.md \"buy today's weather quote\"", "pays for it")
        ]
    ) { invocation throws(ConfigurationError) in
        await RunFile.run(invocation.words, try invocation.configuration())
    }
}

private enum RunFile {
    static func run(_ words: [String], _ configuration: Configuration) async -> Int32 {
        do throws(StartError) {
            let file: [UInt8]
            do { file = try File.read(words[0]) } catch { throw StartError(error.description) }
            var local = configuration
            (local.host, local.port, local.loops) = ("127.0.0.1", 0, 1)
            local.hasAccessLog = false
            let composition = try await Composition(local)
            try await composition.money.fundSandbox()
            // The demo resource is ours, so it has to be served while the agent buys it.
            let server = try Serve.start(composition, local)
            async let served: Void = server.run()
            let code = await carryOut(words[1], file, composition)
            server.stop()
            await served
            await composition.close()
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
