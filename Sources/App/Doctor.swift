internal import Domain
internal import Glibc
internal import JSON
internal import Orchestration
internal import Outbound
internal import RedisStore
internal import SQLiteStore
internal import Screen
internal import Signing

extension Subcommand {
    static let doctor = Subcommand(
        "doctor", "Look at everything that this installation needs, and say what to do.",
        details: [
            "Each line is ok, warn or bad. Nothing is changed and nothing is created. Ends with 3 "
                + "when a line is bad."
        ],
        options: [.output], settings: Setting.allCases,
        examples: [.init("paygent doctor --data /var/lib/paygent", "before a start, or after one")]
    ) { invocation throws(ConfigurationError) in
        let doctor: Doctor
        do throws(ConfigurationError) { doctor = Doctor(try invocation.configuration()) } catch {
            return Doctor.say(
                error.problems.map { Finding("configuration", .bad, $0, do: "mend this setting") },
                invocation.wantsJSON)
        }
        return Doctor.say(await doctor.findings(), invocation.wantsJSON)
    }
}

/// Looks, and leaves everything as it is.
struct Doctor {
    private let configuration: Configuration

    init(_ configuration: Configuration) { self.configuration = configuration }

    func findings() async -> [Finding] {
        [Finding("configuration", .ok, configuration.summary), dataFolder()]
            + database() + [key(), await redis(), chain()] + (await models())
            + [await mail(), webAssets(), port()]
    }

    private func dataFolder() -> Finding {
        let folder = configuration.dataFolder
        var facts = stat()
        guard unsafe stat(folder, &facts) == 0 else {
            return Finding(
                "data folder", .warn, "\(folder) does not exist yet",
                do: "the first start makes it; name another with --data")
        }
        guard unsafe access(folder, R_OK | W_OK | X_OK) == 0 else {
            return Finding(
                "data folder", .bad, "\(folder) cannot be written",
                do: "give it to this user: chown -R $USER \(folder)")
        }
        guard facts.st_mode & 0o077 == 0 else {
            return Finding(
                "data folder", .warn, "\(folder) can be looked into by others",
                do: "chmod 700 \(folder)")
        }
        return Finding("data folder", .ok, "\(folder), readable by its owner only")
    }

    private func database() -> [Finding] {
        let path = configuration.databasePath
        guard File.exists(path) else {
            return [
                Finding(
                    "database", .warn, "there is none in \(configuration.dataFolder) yet",
                    do: "the first start makes it, or paygent migrate")
            ]
        }
        let pending: Int
        let faults: [String]
        do {
            pending = try SQLiteDatabase.migrationStatus(path: path).count { $0.state == .pending }
            faults = try SQLiteDatabase.check(path)
        } catch {
            return [
                Finding(
                    "database", .bad, "\(path) cannot be read: \(error)",
                    do: "put a backup in its place")
            ]
        }
        let sound =
            faults.isEmpty
            ? Finding("database", .ok, "\(path) is sound")
            : Finding(
                "database", .bad, faults.joined(separator: "; "), do: "put a backup in its place")
        let migrations =
            pending == 0
            ? Finding("migrations", .ok, "all are applied")
            : Finding(
                "migrations", .warn, "\(pending) are pending",
                do: "paygent backup FILE, then paygent migrate")
        return [sound, migrations]
    }

    private func key() -> Finding {
        let folder = KeyFolder(configuration.dataFolder)
        guard File.exists(folder.keystorePath) || File.exists(folder.passphrasePath) else {
            return Finding("key", .warn, "there is none yet", do: "the first start makes it")
        }
        do {
            _ = try folder.open()
            return Finding(
                "key", .ok, "the keystore opens, and only its owner reads the passphrase")
        } catch {
            return Finding(
                "key", .bad, "\(error)",
                do: "mend this before a start: without the key nothing can be signed")
        }
    }

    private func redis() async -> Finding {
        guard let url = configuration.redisURL else {
            return Finding("redis", .ok, "not used, and not needed")
        }
        guard let address = RedisAddress(url: url) else {
            return Finding(
                "redis", .bad, "the address is not understood",
                do: "write redis://user:password@host:port/db")
        }
        switch await RedisClient(address, clock: SystemClock()).connect() {
        case .up: return Finding("redis", .ok, "answers")
        case .down(_, let reason):
            return Finding(
                "redis", .warn, "does not answer: \(reason)",
                do: "start it; without it the service is slower and loses nothing")
        }
    }

    private func chain() -> Finding {
        guard !configuration.chains.isEmpty else {
            return Finding("chain", .ok, "the sandbox ledger: every payment is simulated")
        }
        let names = configuration.chains.keys.map(\.title).sorted().joined(separator: ", ")
        let note = "nodes are named for \(names); the service asks each at its start"
        guard configuration.mainnets.isEmpty else {
            return Finding(
                "chain", .warn, note + ", and real money can be moved",
                do: "look at the limits of every agent, and keep a backup of the key")
        }
        return Finding("chain", .ok, note)
    }

    /// Each configured model is asked one word.
    private func models() async -> [Finding] {
        let pool: ModelPool?
        do throws(StartError) {
            pool = try ModelParts(configuration, Surroundings()).pool
        } catch {
            return [Finding("models", .bad, error.description, do: "mend the models' settings")]
        }
        guard let pool else {
            return [Finding("models", .ok, "none is configured, and none is needed")]
        }
        return await pool.check().map { finding in
            let note = "\(finding.model): \(finding.sentence) (\(finding.milliseconds) ms)"
            guard !finding.isWell else { return Finding("models", .ok, note) }
            return Finding(
                "models", .warn, note, do: "until then the built-in engine reads every message")
        }
    }

    /// The mail server is greeted, and signed in to; nothing is sent.
    private func mail() async -> Finding {
        guard let mail = configuration.mail else {
            return Finding("mail", .ok, "no mail server is named, and no notice is sent by mail")
        }
        let name = "\(mail.server.host):\(mail.server.port)"
        do throws(StartError) {
            try await Self.greet(NoticeParts.server(mail))
            return Finding("mail", .ok, "\(name) answers, and would take notices")
        } catch {
            return Finding(
                "mail", .warn, "\(name): \(error.description)",
                do: "mend it, or take \(Setting.mailURL.variable) out; notices are kept for days")
        }
    }

    private static func greet(_ server: SMTPServer) async throws(StartError) {
        do { try await server.check() } catch { throw StartError(error.words) }
    }

    /// What the page and the API's documents load. Source: scripts/browser-assets.txt.
    static let assets = [
        "index.html", "vendor/mermaid.min.js", "vendor/swagger-ui-bundle.js",
        "vendor/redoc.standalone.js",
    ]

    private func webAssets() -> Finding {
        let folder = configuration.webFolder
        let missing = Self.assets.filter { !File.exists("\(folder)/\($0)") }
        guard missing.isEmpty else {
            return Finding(
                "web page", .warn, "\(folder) lacks \(missing.joined(separator: ", "))",
                do: "run scripts/setup, or name the folder with --web; the API works without")
        }
        return Finding("web page", .ok, "\(folder) has everything")
    }

    private func port() -> Finding {
        let name = "\(configuration.host):\(configuration.port)"
        if configuration.port == 0 {
            return Finding("port", .ok, "a free one is taken at the start")
        }
        guard LoopbackPort.isFree(configuration.port) else {
            return Finding(
                "port", .warn, "\(name) is taken, perhaps by Paygent itself",
                do: "stop what listens there, or choose another with --port")
        }
        return Finding("port", .ok, "\(name) is free")
    }
}

/// What was found in one place.
struct Finding {
    enum Grade: String { case ok, warn, bad }

    let place: String
    let grade: Grade
    let note: String
    /// Empty when nothing is to be done.
    let advice: String

    init(_ place: String, _ grade: Grade, _ note: String, do advice: String = "") {
        self.place = place
        self.grade = grade
        self.note = note
        self.advice = advice
    }
}

extension Doctor {
    fileprivate static func say(_ findings: [Finding], _ wantsJSON: Bool) -> Int32 {
        let isBad = findings.contains { $0.grade == .bad }
        if wantsJSON {
            let items = findings.map { finding -> JSONValue in
                [
                    "name": .string(finding.place), "status": .string(finding.grade.rawValue),
                    "note": .string(finding.note), "advice": .string(finding.advice),
                ]
            }
            let answer: JSONValue = ["healthy": .bool(!isBad), "items": .array(items)]
            Terminal.out(answer.prettyText)
        } else {
            let screen = TerminalScreen.standardOutput
            Terminal.out(screen.look.text(of: findings.flatMap { $0.lines(screen.width) }))
        }
        return isBad ? ExitCode.refused : ExitCode.done
    }
}

extension Finding {
    fileprivate func lines(_ width: Int) -> [Line] {
        let ink: Ink =
            switch grade {
            case .ok: .good
            case .warn: .warning
            case .bad: .bad
            }
        let head = Line(grade.rawValue, ink).padded(to: 6) + Line(place, .strong).padded(to: 15)
        var lines = (head + Line(harmless(note))).wrapped(to: width, indent: 21)
        if !advice.isEmpty {
            let indent = Line(String(repeating: " ", count: 21))
            lines += (indent + Line("→ \(harmless(advice))", .accent)).wrapped(
                to: width, indent: 23)
        }
        return lines
    }
}

/// Whether somebody listens on this machine.
enum LoopbackPort {
    static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return code != 0
    }
}
