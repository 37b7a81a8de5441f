import Domain
import Testing
import Wizard

@Suite struct IntentExtractorPurposeTests {
    /// Amounts have slots of their own; the purpose is what is left.
    @Test func thePurposeDoesNotRepeatTheLimits() {
        let reading = IntentExtractor.read(
            "I need an agent that buys weather data from paid APIs, at most 10 cents a call and "
                + "$5 a day, ask me above $1", in: ReadingContext())
        let texts = reading.changes.compactMap { change -> String? in
            guard [.agentType, .goals].contains(change.slot),
                case .set(.text(let text)) = change.operation
            else { return nil }
            return text
        }
        #expect(texts.count == 2)
        for text in texts {
            #expect(text.contains("weather data"))
            #expect(!text.contains("$") && !text.contains("cents"), "\(text)")
        }
    }
}
