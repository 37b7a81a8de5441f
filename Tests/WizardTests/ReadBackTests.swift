import Domain
import Testing

@testable import Wizard

/// What the wizard says about money, said back to it.
@Suite struct ReadBackTests {
    @Test(arguments: Starter.all)
    func readingTheWizardsOwnReadBackChangesNothing(starter: Starter) {
        var talk = Talk()
        talk.turn = talk.session.opening(
            with: starter, now: Timestamp(millisecondsSinceEpoch: 0))
        let spec = talk.session.spec
        let sentences = talk.turn.confirmNeeded
        #expect(!sentences.isEmpty)
        for sentence in sentences {
            talk.hear(
                IntentExtractor.read(sentence, in: talk.session.readingContext), text: sentence)
            #expect(talk.session.spec == spec, "\(sentence)")
        }
    }

    @Test(arguments: ["one", "two", "nine hundred", "one thousand two hundred"])
    func aFigureInBracketsStandsForTheWordsBeforeIt(words: String) throws {
        let figures = ["one": "1", "two": "2", "nine hundred": "900"][words] ?? "1200"
        let text = "In a month it may spend at most \(words) dollars (\(figures) USDC)."
        let reading = IntentExtractor.read(text, in: ReadingContext())
        let limits = reading.changes.filter { Slot.nestedLimits.contains($0.slot) }
        #expect(limits.map(\.slot) == [.monthlyLimit])
        #expect(limits.first?.operation.value == amount(figures))
    }
}
