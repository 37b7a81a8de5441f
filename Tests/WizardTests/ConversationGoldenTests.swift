import Domain
import Foundation
import Testing

@testable import Wizard

@Suite struct ConversationGoldenTests {
    /// To see what a change of wording does: run with `UPDATE_GOLDEN=1` and read the difference.
    @Test func aWholeConversationReadsAsItShould() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/conversation.txt")
        let transcript = Self.transcript()
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try transcript.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(transcript == (try String(contentsOf: file, encoding: .utf8)))
    }

    private static func transcript() -> String {
        var talk = Talk()
        var lines = ["WIZARD  [\(talk.turn.stage.rawValue)]", talk.turn.text]
        for (text, acts, changes) in script {
            talk.hear(Reading(acts: acts, changes: changes), text: text)
            lines += ["", "OWNER   \(text)", "", "WIZARD  [\(talk.turn.stage.rawValue)]"]
            lines.append(talk.turn.text)
            for sentence in talk.turn.confirmNeeded { lines.append("  to confirm: \(sentence)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let script: [(String, [DialogueAct], [SlotChange])] = [
        ("hi there", [.greeting], []),
        (
            "I'd like a helper that buys weather readings from paid APIs for my vineyard blog.",
            [.inform],
            [
                set(.agentType, .text("weather data buyer")),
                set(.goals, .text("buys weather readings from paid APIs for a vineyard blog")),
                set(.tools, .tools([.x402Payment])),
            ]
        ),
        ("Why do you ask?", [.askWhy], []),
        (
            "Twenty dollars each time, ten dollars a day in total.", [.inform],
            [set(.perPaymentLimit, amount("20", "USD")), set(.dailyLimit, amount("10", "USD"))]
        ),
        (
            "Silly me. Fifty cents for one, ten a day.", [.inform],
            [set(.perPaymentLimit, amount("0.50", "USD"))]
        ),
        (
            "Sorry, what does approval threshold mean exactly?",
            [.askMeaning("approval threshold")], []
        ),
        (
            "Ah. Then ask me above thirty cents.", [.inform],
            [set(.approvalThreshold, amount("0.30", "USD"))]
        ),
        (
            "USDC on Cronos", [.inform],
            [set(.currency, .symbol("USDC")), set(.network, .network(.cronos))]
        ),
        (
            "Every morning at seven.", [.inform],
            [set(.schedule, .schedules([.daily(at: ClockTime(hour: 7, minute: 0))]))]
        ),
        ("go on", [.approve], []),
        (
            "only skyfall.example and rainbook.example", [.inform],
            [set(.allowedRecipients, .names(["skyfall.example", "rainbook.example"]))]
        ),
        ("do you like grapes?", [.offTopic], []),
        (
            "email lena@vines.example", [.inform],
            [set(.notificationChannel, .channels([Channel(.email, target: "lena@vines.example")]))]
        ),
        ("whatever you think", [.youDecide], []),
        ("hm, make it twenty a day", [.inform], [set(.dailyLimit, amount("20", "USD"))]),
        ("undo", [.undo], []),
        ("Yes, ship it.", [.approve], []),
        (
            "One more thing: never pay grabbit.example", [.inform],
            [set(.blockedRecipients, .names(["grabbit.example"]))]
        ),
        ("ok, that's it", [.approve], []),
        ("thanks!", [.thanks], []),
    ]
}
