import Domain
import Testing
import Wizard

/// Who is paid, who never is and who approves, in many ways of saying it.
@Suite("Who deals with whom")
struct DealingTests {
    private func names(_ text: String, _ slot: Slot, topic: Slot? = nil) -> [String] {
        var spec = AgentSpec()
        spec[.goals] = .text("pays our suppliers")
        let context = ReadingContext(topic: topic.map { .slot($0) }, spec: spec)
        return IntentExtractor.read(text, in: context)
            .applied(to: spec, words: [:], message: text).spec.list(slot)
    }

    @Test(
        "a no to somebody's money blocks them",
        arguments: [
            ("seawhisper.example is banned, data was fake", ["seawhisper.example"]),
            ("Nothing whatsoever from Bandagio, their plasters gave me a rash.", ["Bandagio"]),
            ("@gloss and @tint are never to be paid again, they lied.", ["@gloss", "@tint"]),
            ("Don't let it send anything to Inkasso Blitz.", ["Inkasso Blitz"]),
            ("Sparkhaus must not get anything, they're suing us.", ["Sparkhaus"]),
            ("leftpad.example shouldn't get a cent.", ["leftpad.example"]),
            ("The smoke machine guy, Lars Pelt, gets nothing again, ever.", ["Lars Pelt"]),
            ("Never pay a.example, and keep b.example out too.", ["a.example", "b.example"]),
            ("There's Partitura Express; nothing from them any more.", ["Partitura Express"]),
            ("Kilwa Traders? Never again.", ["Kilwa Traders"]),
            ("Anyone is fine, except Metzgerei Wolf.", ["Metzgerei Wolf"]),
        ])
    func blocked(text: String, expected: [String]) {
        #expect(names(text, .blockedRecipients) == expected)
        #expect(names(text, .allowedRecipients).isEmpty)
        #expect(names(text, .blockedRecipients, topic: .allowedRecipients) == expected)
    }

    @Test(
        "a no to something else blocks nobody",
        arguments: [
            "Inspector Bole gets a copy of nothing. He always asks.",
            "My neighbour Tom has never paid for anything.",
            "I never liked Tom Waits.",
            "Never pay Tom Waits without asking me.",
        ])
    func notBlocked(text: String) { #expect(names(text, .blockedRecipients).isEmpty) }

    @Test(
        "who is named when payees are asked for is paid",
        arguments: [
            ("its only bluecab and the one at the station, Ortega Taxis", ["bluecab", "Ortega Taxis"]),
            ("sitters are jodie, marek, n big sue. noone else gets payed", ["jodie", "marek", "big sue"]),
            ("always from petal and stem on the high street", ["petal and stem"]),
            ("Tunewarden. Nobody else gets a cent.", ["Tunewarden"]),
            ("LexHarbor, Statuta and CaseQuay are under contract.", ["LexHarbor", "Statuta", "CaseQuay"]),
            ("No one apart from Oakridge Dairy.", ["Oakridge Dairy"]),
            ("Whoever is cheapest that day.", []), ("The owner never told me.", []),
        ])
    func allowed(text: String, expected: [String]) {
        #expect(names(text, .allowedRecipients, topic: .allowedRecipients) == expected)
    }

    @Test(
        "who consents approves, who does something else does not",
        arguments: [
            ("Two signatures: mine, and Gwendolyn Marsh's. Our auditor Mr Pratt only reads along", ["owner", "Gwendolyn Marsh"]),
            ("father brendan has to agree if its more than fifty euros", ["father brendan"]),
            ("Our arbiter Nils proposes, the treasurer Oksana approves anything above 5 euros.", ["Oksana"]),
            ("Above 5 euros ask Femke the head nurse, not me", ["Femke"]),
            ("Above 90 euros it goes past our trustee, Lady Penrose. Our mechanic Stu can't authorise it.", ["Lady Penrose"]),
            ("The person who nods things through is Rosalind, our wardrobe mistress", ["Rosalind"]),
            ("Above 50 euros Deirdre or me, whoever picks up first", ["owner", "Deirdre"]),
        ])
    func approvers(text: String, expected: [String]) {
        #expect(names(text, .approvers, topic: .approvalThreshold) == expected)
    }
}
