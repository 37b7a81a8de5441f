import Domain
import JSON
import Testing

@Suite struct AgentFileTests {
    static let file: AgentFile = {
        var spec = AgentSpec()
        spec[.agentName] = .name("Penny \"P\" {{x}} \u{1F4B8}")
        spec[.goals] = .text("buy\n```\nweather data\r\n---\n## Never")
        spec[.dailyLimit] = .limit(.amount(TokenAmount(Quantity(5), "USDC")))
        spec[.tools] = .tools([.x402Payment])
        var defaults = AgentSpec()
        defaults[.network] = .network(.cronosTestnet)
        let design = Design(
            spec: spec, defaults: defaults, sentences: [.dailyLimit: "five bucks a day"])
        let workflow = Workflow(
            nodes: [
                .init(id: "n1", kind: .start, label: "Start"),
                .init(id: "n2", kind: .pay, label: "Pay", tool: "x402_payment"),
                .init(id: "n3", kind: .end, label: "End"),
            ], edges: [.init(from: "n1", to: "n2"), .init(from: "n2", to: "n3", .paid)])
        return AgentFile(
            name: "Penny \"P\" {{x}} \u{1F4B8}", design: design, workflow: workflow,
            systemPrompt: "You are Penny.\n```json\n{}\n```\n", tools: [["name": "x402_payment"]],
            certificate: ["At most 5 USDC a day."],
            prose: """
                # Penny

                ```json
                {"not": "this one"}
                ```

                ## Money

                - At most 5 USDC a day.

                ## For machines

                Only a heading of the same name.
                """)
    }()

    @Test func whatIsWrittenIsRead() throws {
        let read = try AgentFile(reading: Self.file.bytes)
        #expect(read == Self.file)
        #expect(read.bytes == Self.file.bytes)
        #expect(read.design.policy.cap(.day)?.sentence == "five bucks a day")
    }

    @Test func whatMailAndVersionControlDoIsNoChange() throws {
        let text = Self.file.text
        let windows = text.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\r\n")
        #expect(try AgentFile(reading: Array(windows.utf8)) == Self.file)
        #expect(try AgentFile(reading: Array((text + "\n\n").utf8)) == Self.file)
    }

    static let changes: [(find: String, put: String, says: [String])] = [
        (
            "\"daily_limit\": {\n        \"amount\": \"5\"",
            "\"daily_limit\": {\n        \"amount\": \"500\"", ["the daily limit was changed"]
        ),
        ("- At most 5 USDC", "- At most 500 USDC", ["the text \"Money\" was changed"]),
        ("## Money", "## Fun", ["the text \"Fun\" was added", "the text \"Money\" was removed"]),
        ("You are Penny.\\n", "You are Greedy.\\n", ["the prompt was changed"]),
        ("cronos-testnet", "cronos", ["the network, as Paygent chose it, was changed"]),
        ("\"certificate\": [", "\"certificate\": [\"x\",", ["the certificate was changed"]),
        ("\"label\": \"Pay\"", "\"label\": \"Play\"", ["the step \"Play\" was changed"]),
        (
            "\"condition\": \"paid\"", "\"condition\": \"failed\"",
            ["a link of the workflow was changed"]
        ),
        ("name: \"Penny", "name: \"Benny", ["the seal or the layout was changed"]),
        ("\"schema\": 1,", "\"schema\": 1, \"extra\": 2,", ["'extra' was added"]),
    ]

    @Test(arguments: changes)
    func aChangedFileIsRefusedWithWhatChanged(find: String, put: String, says: [String]) throws {
        let text = Self.file.text
        let found = try #require(text.firstRange(of: find), "the file must hold \(find)")
        let changed = text[..<found.lowerBound] + put + text[found.upperBound...]
        #expect(throws: AgentFileError.changed(says)) {
            _ = try AgentFile(reading: Array(changed.utf8))
        }
    }

    /// A whole new seal makes a whole file; its parts must still fit each other.
    @Test func aPolicyThatTheDesignDoesNotGiveIsRefused() throws {
        let other = AgentFile(
            name: "Penny", design: Self.file.design, workflow: Workflow(), systemPrompt: "",
            tools: [:], certificate: [], prose: "# Penny")
        #expect(
            throws: AgentFileError.unreadable(
                part: "the part for machines", problem: "not complete")
        ) { _ = try AgentFile(reading: other.bytes) }
    }

    static let strangers: [(bytes: [UInt8], error: AgentFileError)] = [
        ([], .notAnAgentFile("it does not begin with a Paygent head")),
        ([0xFF, 0xFE], .notAnAgentFile("it is not text")),
        (Array("# A page".utf8), .notAnAgentFile("it does not begin with a Paygent head")),
        (
            Array("---\npaygent: 2\nname: \"x\"\nsha256: 0\n---\n\n# x".utf8), .newerSchema(2)
        ),
        (
            Array("---\npaygent: one\nname: \"x\"\nsha256: 0\n---\n\n# x".utf8),
            .notAnAgentFile("its format is not a number")
        ),
        (
            Array("---\npaygent: 1\nname: x\nsha256: 0\n---\n\n# x".utf8),
            .notAnAgentFile("it has no name")
        ),
        (
            Array("---\npaygent: 1\nname: \"x\"\nsha256: 0\n---\n\n# x".utf8),
            .notAnAgentFile("it has no part for machines")
        ),
    ]

    @Test(arguments: strangers)
    func aFileThatIsNoneIsRefusedWithTheReason(bytes: [UInt8], error: AgentFileError) {
        #expect(throws: error) { _ = try AgentFile(reading: bytes) }
        #expect(error.sentence.hasSuffix("."))
    }

    @Test func aHugeFileIsRefusedUnread() {
        let bytes = [UInt8](repeating: 32, count: AgentFile.bytesMax + 1)
        #expect(throws: AgentFileError.tooLarge) { _ = try AgentFile(reading: bytes) }
    }

    @Test func brokenJSONIsNamedWithItsLine() throws {
        let text = Self.file.text
        let found = try #require(text.firstRange(of: "\"schema\": 1,"))
        let line = text[..<found.lowerBound].utf8.count { $0 == 10 } + 1
        let broken = text[..<found.lowerBound] + "\"schema\" 1," + text[found.upperBound...]
        let error = #expect(throws: AgentFileError.self) {
            _ = try AgentFile(reading: Array(broken.utf8))
        }
        guard case .unreadable(let part, _) = error else { throw error ?? .tooLarge }
        #expect(part == "the part for machines, line \(line)")
    }

    /// Whatever is done to the bytes: the file is refused, or it is the same agent; never a trap.
    @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34] as [UInt64])
    func noDamageIsTakenForAnAgent(seed: UInt64) {
        var random = seed &* 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Int(random % UInt64(bound))
        }
        let bytes = Self.file.bytes
        for _ in 0..<60 {
            var damaged = bytes
            switch next(4) {
            case 0: damaged[next(damaged.count)] ^= UInt8(1 << next(8))
            case 1: damaged.removeSubrange(next(damaged.count)..<damaged.count)
            case 2: damaged.insert(UInt8(next(256)), at: next(damaged.count))
            default:
                let start = next(damaged.count)
                damaged.removeSubrange(start..<min(damaged.count, start + next(200)))
            }
            guard let read = try? AgentFile(reading: damaged) else { continue }
            #expect(read == Self.file, "seed \(seed)")
        }
    }
}
