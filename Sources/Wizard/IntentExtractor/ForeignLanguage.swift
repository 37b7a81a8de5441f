import Language

/// Whether a message is mostly in a language that the engine does not read.
///
/// Numbers and names would still be found in it, without the words that say what they are for: of
/// "höchstens 50 Euro pro Zahlung" only the 50 is left.
enum ForeignLanguage {
    static func isForeign(_ text: String) -> Bool { isForeign(Tokens(text)) }

    static func isForeign(_ tokens: Tokens) -> Bool {
        if opensUpsideDown(tokens.bytes) { return true }
        var (own, foreign, otherLetters, all) = (0, 0, 0, 0)
        for index in tokens.indices {
            let token = tokens[index]
            guard token.kind == .word else { continue }
            all += 1
            if english.contains(token.key) { own += 1 }
            if others.contains(token.key) { foreign += 1 }
            if isForeignScript(tokens, token) { otherLetters += 1 }
        }
        return otherLetters * 2 > all || foreign >= foreignMin && foreign > own * 2
    }

    /// The signs that open a question or a call in Spanish: C2 BF and C2 A1.
    private static func opensUpsideDown(_ bytes: [UInt8]) -> Bool {
        bytes.indices.dropLast().contains { index in
            bytes[index] == 0xC2 && (bytes[index + 1] == 0xBF || bytes[index + 1] == 0xA1)
        }
    }

    /// Fewer are a greeting, a name, or a yes.
    private static let foreignMin = 3

    /// Two thirds of its bytes beyond ASCII: Cyrillic, Greek, Arabic, Chinese, but not `Müller`.
    private static func isForeignScript(_ tokens: Tokens, _ token: Token) -> Bool {
        let bytes = tokens.bytes[token.start ..<| token.end]
        return bytes.count { $0 >= 0x80 } * 3 > bytes.count * 2
    }

    private static let english = WordSet(
        words: """
            the a an and to of for my i is it that with day week month pay pays buy buys ask above
            at most each every up not please you we from when which what how than more below under
            over should can will would want need wants needs by or if be are this its never only
            """)

    private static let others = WordSet(
        words: """
            der das und ich nicht ist ein eine einen einem einer mein meine meinen für fur mit auf
            zu von bei pro höchstens möchte bitte über unter mich mir frag frage jeden jede jedes
            tag woche monat zahlung kauft kaufen soll darf nur mehr als wenn dass oder aber auch sie
            wir uns dem den im zum zur nach maximal brauche zahlen bezahlen kein keine
            le les des une et est je vous nous pour avec dans sur par qui que mon ma mes veux
            voudrais jour semaine mois paiement acheter achète chaque plus moins au aux du cette pas
            demande demandez moi un jusqu
            el los las una es yo para con por mi mis quiero día dia semana mes pago comprar cada más
            menos del al pregúntame hasta máximo necesito que compre pague
            il lo gli che voglio giorno settimana mese pagamento ogni più di da della chiedi massimo
            os uma quero mês em não até compre
            het een ik niet voor met van elke maand betaling koopt wil mij boven onder zijn wordt
            jag och inte för att som varje dag jeg ikke og til hver
            """)
}
