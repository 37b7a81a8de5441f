import Foundation
import Testing

private let pureRing: Set = [
    "JSON", "Hashing", "Language", "Domain", "Wizard", "X402", "Paygent", "Web", "MCP", "Screen", "Models",
    "templates",
    "migrations",
]
private let useCaseRing: Set = ["Orchestration", "API"]

@Suite struct TidyTests {
    @Test func thereIsSomethingToCheck() { #expect(SourceTree.sources.count > 20) }

    /// Standard library and pure targets only.
    @Test(arguments: SourceTree.sources.filter { pureRing.contains($0.target) })
    func thePureRingImportsOnlyItself(file: SourceFile) {
        #expect(file.imports.filter { !pureRing.contains($0) && $0 != "Templates" } == [])
    }

    /// `Web` alone may name `async`: its handler type is what the outer rings fill in.
    @Test(arguments: SourceTree.sources.filter { pureRing.contains($0.target) })
    func thePureRingDoesNotWaitOrGuess(file: SourceFile) {
        let waiting = file.target == "Web" ? [] : ["async ", "await "]
        for (index, line) in code(of: file) {
            for word in waiting + ["Regex", "Double", "Float", " Decimal(", ".random(", "print("] {
                #expect(!line.contains(word), "\(file.path):\(index + 1): \(word)")
            }
        }
    }

    @Test(arguments: SourceTree.sources.filter { useCaseRing.contains($0.target) })
    func useCasesSeeNoC(file: SourceFile) {
        let allowed = pureRing.union([
            "Orchestration", "FoundationEssentials", "Synchronization", "Templates",
        ])
        #expect(file.imports.filter { !allowed.contains($0) } == [])
    }

    /// The designed agent is a value that crosses; no code does.
    @Test(arguments: SourceTree.sources)
    func theWallStands(file: SourceFile) {
        if file.target == "Wizard" { #expect(!file.imports.contains("Paygent")) }
        if file.target == "Paygent" { #expect(!file.imports.contains("Wizard")) }
    }

    @Test(arguments: SourceTree.sources)
    func onlyCSQLiteAndTheLikeAreSeenByTheirOwnEdge(file: SourceFile) {
        let owners = [
            "CSQLite": "SQLiteStore", "CLogWriter": "SQLiteStore", "CHiredis": "RedisStore",
            "CCurl": "Outbound", "CSecp256k1": "Signing", "CCrypto": "Signing", "CNet": "WebServer",
            "CWslay": "WebServer", "CEdit": "LineEditing",
        ]
        for module in file.imports {
            if let owner = owners[module] { #expect(file.target == owner) }
        }
    }

    @Test(arguments: SourceTree.sources + SourceTree.tests)
    func aFileHasAtMost400Lines(file: SourceFile) { #expect(file.lines.count <= 401) }

    @Test(arguments: SourceTree.sources + SourceTree.tests)
    func aFunctionHasAtMost70Lines(file: SourceFile) {
        for function in file.functions {
            #expect(function.count <= 70, "\(file.path):\(function.line) \(function.name)")
        }
    }

    @Test(arguments: SourceTree.sources)
    func namesSayWhatThingsAre(file: SourceFile) {
        for suffix in ["Manager", "Helper", "Util", "Utils", "Service", "Impl", "Enhanced", "New"] {
            #expect(!file.name.hasSuffix(suffix))
        }
    }

    /// What was made here runs anywhere, and says only what its readers can look up.
    @Test(arguments: SourceTree.sources)
    func noPathOfOneMachineIsNamed(file: SourceFile) {
        for (index, line) in file.lines.enumerated() {
            for word in ["/tmp/", "/home/", "\u{A7}"] {
                #expect(!line.contains(word), "\(file.path):\(index + 1): \(word)")
            }
        }
    }

    /// A file of imports alone tests and does nothing.
    @Test(arguments: SourceTree.sources + SourceTree.tests)
    func noFileIsEmpty(file: SourceFile) {
        let content = code(of: file).map(\.element).filter { !$0.isEmpty }
        #expect(content.count > file.imports.count)
    }

    @Test(arguments: SourceTree.sources)
    func nothingUnfinishedOrUnsafe(file: SourceFile) {
        let unfinished = [
            "TO" + "DO", "FIX" + "ME", "XX" + "X:", "fatalError(", "try!", "as! ", "Ounchecked",
        ]
        for (index, line) in file.lines.enumerated() {
            for word in unfinished {
                #expect(!line.contains(word), "\(file.path):\(index + 1): \(word)")
            }
        }
    }

    /// An error that matters is never thrown away: outside the pure ring every failure is handled.
    @Test(arguments: SourceTree.sources.filter { !pureRing.contains($0.target) })
    func noErrorIsSwallowed(file: SourceFile) {
        for (index, line) in code(of: file) {
            #expect(!line.contains("try? "), "\(file.path):\(index + 1)")
        }
    }

    @Test func everyMigrationIsListed() throws {
        let list = try SourceTree.text("migrations/Migrations.swift")
        for name in try SourceTree.names(in: "migrations/files") where name.hasSuffix(".sql") {
            #expect(list.contains(name.replacingOccurrences(of: ".", with: "_")), "\(name)")
        }
    }

    /// Lines that are not comments.
    private func code(of file: SourceFile) -> [(offset: Int, element: String)] {
        file.lines.enumerated().filter { line in
            !line.element.drop { $0 == " " }.hasPrefix("//")
        }
    }
}

@Suite struct DocumentationTests {
    /// Clients branch on these codes, so each one is explained where people look.
    @Test func everyErrorCodeIsInTheDocs() throws {
        let docs = try SourceTree.text("docs/errors.md")
        let codes = try SourceTree.text("Sources/API/ProblemCode.swift").split(separator: "\n")
            .filter { $0.contains("case ") && $0.contains(" = \"") }
            .compactMap { $0.split(separator: "\"").dropFirst().first }
        #expect(codes.count > 20)
        for code in codes { #expect(docs.contains("`\(code)`"), "\(code)") }
    }

    /// The table that people read is the graph that the compiler defends.
    @Test func theGraphIsInTheDocs() throws {
        let docs = try SourceTree.text("docs/architecture.md")
        let package = try SourceTree.text("Package.swift").split { $0.isWhitespace }
            .joined(separator: " ")
        let calls = package.matches(of: /(?:pure|useCase|edge)\( ?"(\w+)"(?:, \[([^\]]*)\])? ?\)/)
        #expect(calls.count > 12)
        for call in calls {
            let imports = (call.output.2 ?? "").split { !$0.isLetter && !$0.isNumber }
            let row = docs.split(separator: "\n").first { $0.hasPrefix("| `\(call.output.1)` |") }
            let told = try #require(row, "\(call.output.1)").split(
                separator: "|", omittingEmptySubsequences: false)[3]
            #expect(told.split { !$0.isLetter && !$0.isNumber } == imports, "\(call.output.1)")
        }
    }
}
