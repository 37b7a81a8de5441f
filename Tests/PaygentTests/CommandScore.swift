import Domain
import Foundation
import JSON
import Paygent

/// One command with what it asks for, as written in Tests/Commands.
struct CommandCase: Sendable {
    let json: JSONValue

    var text: String { json["text"]?.string ?? "" }
    var intent: String { json["intent"]?.string ?? "" }
    var isHarmless: Bool { intent == "refuse" || intent == "none" }

    var intents: [String] {
        [intent] + (json["accept_intents"]?.array ?? []).compactMap(\.string)
    }

    static func all(in name: String) throws -> [CommandCase] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Commands/\(name)")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            CommandCase(json: try JSONValue(parsing: Array($0.utf8)))
        }
    }
}

/// How many of the commands were read right.
struct CommandScore {
    var count = 0
    var rightIntents = 0
    var exact = 0
    /// What must not be done, read as something that moves or commits money.
    var unsafeAccepted: [String] = []
    var wronglyRefused: [String] = []
    var wrong: [String] = []

    init(_ cases: [CommandCase]) {
        for item in cases { add(item, CommandReader.read(item.text)) }
    }

    private mutating func add(_ item: CommandCase, _ command: Command) {
        let isRight = item.intents.contains(command.intent)
        let isExact = isRight && (item.isHarmless || agrees(item.json, command.params))
        count += 1
        rightIntents += isRight ? 1 : 0
        exact += isExact ? 1 : 0
        if !isExact { wrong.append("\(item.text) -> \(command.intent) \(command.params)") }
        let harmless = ["refuse", "none"]
        if item.isHarmless, !Self.moveless.contains(command.intent), !isRight {
            unsafeAccepted.append(item.text)
        }
        if !item.isHarmless, !isRight, harmless.contains(command.intent) {
            wronglyRefused.append(item.text)
        }
    }

    private static let moveless = [
        "refuse", "none", "balance_check", "service_discovery", "payment_history", "reject",
    ]

    /// Every parameter that was said, and no other.
    private func agrees(_ gold: JSONValue, _ params: JSONValue) -> Bool {
        if let steps = gold["params"]?["steps"]?.array {
            let found = params["steps"]?.array ?? []
            return steps.count == found.count
                && zip(steps, found).allSatisfy { step, said in
                    CommandCase(json: step).intents.contains(said["intent"]?.string ?? "")
                        && agrees(step, said["params"] ?? .object(JSONObject()))
                }
        }
        let wanted = gold["params"]?.object?.members ?? []
        let optional = gold["optional"]?.object?.members.map(\.name) ?? []
        let said = params.object?.members ?? []
        let isComplete = wanted.allSatisfy { member in
            let isAll = member.value.string == "all" && params[member.name] == nil
            return isAll
                || params[member.name].map { matches(member.name, member.value, $0) } ?? false
        }
        return isComplete
            && said.allSatisfy { member in
                gold["params"]?[member.name] != nil || optional.contains(member.name)
            }
    }

    private func matches(_ name: String, _ gold: JSONValue, _ said: JSONValue) -> Bool {
        if let choices = gold["any_of"]?.array {
            return choices.contains { matches(name, $0, said) }
        }
        let (want, have) = (gold.string ?? "", said.string ?? said.integer.map(String.init) ?? "")
        if let wanted = try? Quantity(decimal: want), let found = try? Quantity(decimal: have) {
            return wanted == found
        }
        guard ["recipient", "service", "query", "market", "outcome"].contains(name) else {
            return want.lowercased() == have.lowercased()
        }
        let (wantWords, haveWords) = (Self.words(want), Self.words(have))
        return wantWords.allSatisfy(haveWords.contains) && haveWords.count <= wantWords.count + 5
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
