import Domain
import Testing

@testable import Wizard

/// The answer to "shall I finish it?", read as a class.
@Suite struct ConfirmationReaderTests {
    private func read(_ text: String) -> Reading {
        IntentExtractor.read(
            text, in: ReadingContext(topic: .confirm, stage: .reviewingWorkflow))
    }

    @Test(arguments: [
        "+1", "+1!", "+1 from me", "👍", "👍🏽", "✅", "🚀🚀", "👌 perfect", "lgtm", "LGTM, go", "10/10",
        "100%", "100 percent yes", "5 stars", "Go for it", "perfect, do it", "signed off",
        "You have my sign-off.", "that's exactly it", "That's me to a T.", "all good", "Jawohl!",
        "Oui, parfait.", "sí", "Sí, adelante", "Ja, genau so", "va bene", "d'accord", "да", "はい",
        "Spot on.", "Bang on, launch it", "Nailed it", "That hits the spot", "just what I wanted",
        "Works for me", "Let's do this", "Let it rip!", "Make it so.", "pull the trigger",
        "lock it in", "Green light from our side", "consider it approved", "You've got my blessing",
        "I'm happy with all of it", "We're all agreed here", "No objections.", "no notes",
        "Nothing to change", "can't fault it", "Wouldn't change a thing", "why not",
        "Couldn't be better", "not bad at all, ship it", "Deal", "Roger that", "by all means",
        "Of course, go ahead", "yeah mate, crack on", "Absolutely, my good sir", "okey dokey",
        "Everything is in order, thank you", "The committee is happy with it, yes", "very well",
        "I'm sold, roll it out", "all systems go", "done deal", "seal the deal", "Flawless!",
    ])
    func agreementInAnyWordsApproves(text: String) {
        let reading = read(text)
        #expect(reading.acts.contains(.approve), "\(reading.acts)")
        #expect(reading.changes.isEmpty, "\(reading.changes)")
    }

    @Test(arguments: [
        "yes, but lower the cap", "Perfect, except the schedule", "ok, although I'd rather wait",
        "great, only the name is wrong", "+1 but not yet", "👍 but change the tone", "👎", "🛑", "❌",
        "+5", "+2", "+20", "no", "Nope", "not yet", "Not quite right", "don't ship it", "hold on",
        "wait", "almost perfect", "It would be perfect if it asked me", "nearly there",
        "looks good so far", "good question", "is it good?", "ok?", "and then what happens?",
        "yes, once my boss has seen it", "sure, after the holidays", "I don't agree",
        "I cannot approve this", "that isn't right", "Nein", "maybe", "perhaps tomorrow",
        "let me think about it", "I need to check first", "fine, unless it costs more",
        "Good start, now make it shorter", "approved pending review", "what is this?",
        "Yes, without the weekly report", "stop", "never", "I'm not happy with it", "thumbs down",
        "hm", "banana", "the weather is nice today but cold", "call it Rosie",
        "perfect, with 3 dollars a day", "ok, $7 per payment", "yes, in French",
        "Great, weekly then",
        "sounds good, tell me on Slack", "yes and also block swaps", "fine, friendlier",
        "great, on Base", "perfect, every Monday", "???", "🤔",
    ])
    func anythingWithAReservationAValueOrAQuestionDoesNot(text: String) {
        #expect(!read(text).acts.contains(.approve), "\(read(text).acts)")
    }

    @Test(arguments: 0...50)
    func aBareStepNeverMovesALimitAtTheEnd(step: Int) {
        for text in ["+\(step)", "+\(step)!", "+\(step), merge", "a +\(step) from me"] {
            #expect(read(text).changes.isEmpty, "\(text)")
        }
    }

    @Test(arguments: [
        "yes, but at most 3 dollars a day", "ok, $7 per payment", "raise the daily to 9",
    ])
    func aValueBesideAYesIsStillRead(text: String) {
        #expect(!read(text).changes.isEmpty)
    }
}
