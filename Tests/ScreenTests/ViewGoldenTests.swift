import Foundation
import JSON
import Screen
import Testing

/// What people see of real answers of the service (`Golden/answers.json`), at three widths. After a
/// wanted change run once with `PAYGENT_GOLDEN=write` and read the difference before committing it.
@Suite struct ViewGoldenTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden", directoryHint: .isDirectory)

    static let views: [(name: String, lines: @Sendable (JSONValue, Int) -> [Line])] = [
        ("greeting", { turn("created", after: nil, $0, $1) }),
        ("first turn", { turn("first", after: "created", $0, $1) }),
        ("second turn", { turn("second", after: "first", $0, $1) }),
        ("show", { design("second", $0).whole(width: $1) }),
        ("why", { design("second", $0).reasons(for: $0["second"] ?? .null, width: $1) }),
        ("diagram", { DiagramView(answer: $0["workflow"] ?? .null).lines(width: $1) }),
        ("run", { RunView(run: $0["run"] ?? .null).lines(width: $1) }),
        ("approval", { ApprovalView(approval: $0["approval"] ?? .null).lines(width: $1) }),
        ("paid", { RunView(run: $0["log"] ?? .null).lines(width: $1) }),
        ("balance", { balanceLine($0["wallet"] ?? .null).wrapped(to: $1) }),
        (
            "sessions",
            { SessionsView(items: items("sessions", $0), current: nil).lines(width: $1) }
        ),
        ("agents", { agentLines(items("agents", $0), width: $1) }),
        ("agent", { agentDetails(items("agents", $0).last ?? .null, width: $1) }),
    ]

    @Test(arguments: [40, 80, 140])
    func everyViewIsTheOneThatWasRead(width: Int) throws {
        let answers = try Self.answers()
        let look = Look(hasColour: false, hasUnicode: true)
        let text = Self.views.map { view in
            "=== \(view.name)\n" + look.text(of: view.lines(answers, width)) + "\n"
        }.joined(separator: "\n")
        try Self.compare(text, with: "views-\(width).txt")
    }

    @Test func inksAreTheOnesThatWereRead() throws {
        let look = Look(hasColour: true, hasUnicode: true)
        let text = look.text(of: turnLines(try Self.answers(), 80))
        try Self.compare(text.replacing("\u{1B}", with: "<ESC>"), with: "inks.txt")
    }

    @Test(arguments: [24, 25, 31, 40, 57, 64, 80, 99, 109, 110, 111, 123, 140, 160, 300])
    func noLineIsWiderThanTheScreen(width: Int) throws {
        let answers = try Self.answers()
        for view in Self.views {
            for line in view.lines(answers, width) {
                #expect(line.width <= width, "\(view.name): \(line.text)")
            }
        }
    }

    /// Whatever a name holds, nothing that a terminal obeys comes out, in any view.
    @Test(arguments: [
        "\u{1B}[2J\u{1B}]0;gone\u{07}", "\u{9B}31m", "\u{202E}evil", "a\u{8}\u{8}b\r",
    ])
    func hostileTextIsHarmlessEverywhere(text: String) throws {
        let poisoned = try Self.answers().poisoned(with: text)
        for view in Self.views {
            for line in view.lines(poisoned, 80) {
                let harmful = line.text.unicodeScalars.filter {
                    $0.properties.generalCategory == .control
                        || (0x202A...0x202E).contains($0.value)
                }
                #expect(harmful.isEmpty, "\(view.name)")
            }
        }
    }

    @Test func whereOnlyASCIIIsDrawnOurSignsAreASCII() throws {
        let look = Look(hasColour: false, hasUnicode: false)
        for view in Self.views {
            let text = look.text(of: view.lines(try Self.answers(), 80))
            #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(view.name)")
        }
    }

    private func turnLines(_ answers: JSONValue, _ width: Int) -> [Line] {
        Self.turn("second", after: "first", answers, width)
    }

    private static func turn(
        _ name: String, after before: String?, _ answers: JSONValue, _ width: Int
    ) -> [Line] {
        let now = design(name, answers).marked(since: before.map { design($0, answers) })
        return TurnView(reply: answers[name] ?? .null, design: now).lines(width: width)
    }

    private static func design(_ name: String, _ answers: JSONValue) -> ShownDesign {
        ShownDesign(status: answers["\(name)_status"] ?? .null)
    }

    private static func items(_ name: String, _ answers: JSONValue) -> [JSONValue] {
        answers[name]?["items"]?.array ?? []
    }

    private static func answers() throws -> JSONValue {
        try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: "answers.json"))))
    }

    static func compare(_ text: String, with name: String) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["PAYGENT_GOLDEN"] == "write" {
            try Data(text.utf8).write(to: file)
        }
        #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }
}

extension JSONValue {
    /// Every text with something put into its middle.
    fileprivate func poisoned(with poison: String) -> JSONValue {
        switch self {
        case .string(let text):
            let middle = text.index(text.startIndex, offsetBy: text.count / 2)
            return .string(text[..<middle] + poison + text[middle...])
        case .array(let items): return .array(items.map { $0.poisoned(with: poison) })
        case .object(let object):
            return .object(
                JSONObject(object.members.map { .init($0.name, $0.value.poisoned(with: poison)) }))
        case .null, .bool, .integer, .number: return self
        }
    }
}
