import Language

// Orders through somebody or something else.
extension Rephrasing {
    // MARK: "see to it that 5 USDC is sent", "make sure that Salma gets her 5 USDC"

    func ensured(from start: Int, to end: Int) -> [Edit]? {
        for index in start ..<| min(end, start + 14) {
            guard let hit = Self.ensuring.longest(in: text.tokens, at: index) else {
                continue
            }
            guard
                let verb = (hit.end + 1 ..<| min(end, hit.end + 10)).first(where: {
                    Self.beings.contains(text.key($0)) || Self.receiving.contains(text.key($0))
                }),
                isSubject(hit.end ..<| verb)
            else { return nil }
            let opening = index ..<| hit.end
            if Self.beings.contains(text.key(verb)), let order = participle(at: verb + 1) {
                return [
                    Edit(tokens: opening, words: order),
                    Edit(tokens: verb ..<| participleEnd(verb + 1), words: ""),
                ]
            }
            guard Self.receiving.contains(text.key(verb)) else { return nil }
            return [
                Edit(tokens: opening, words: "give"),
                Edit(tokens: verb ..<| (verb + 1), words: ""),
            ]
        }
        return nil
    }

    private static let ensuring = PhraseTable<Bool>([
        (
            true,
            """
            see to it that, see to it, see that, make sure that?, ensure that?, be sure that?, take care that,
            id be grateful/glad/happy/thankful if, i would be grateful/glad/happy/thankful if, make certain that?,
            it would be great/good/nice/lovely if, i expect that?, arrange that, arrange for, arrange it so that
            """
        )
    ])

    // MARK: "get that paid", "I want 200 CRO exchanged for USDC"

    func caused(from start: Int, to end: Int) -> [Edit]? {
        guard let hit = Self.causing.longest(in: text.tokens, at: start) else { return nil }
        let subject = hit.end
        guard
            let done = (subject + 1 ..<| min(end, subject + 10)).first(where: {
                participle(at: $0) != nil
            }), let order = participle(at: done), isSubject(subject ..<| done),
            !isAsked(end) || Self.requests.contains(text.key(start - 2)),
            isOwn(subject ..<| done) ? order == "subscribe" || order == "sign" : !isDescribed(done)
        else { return nil }
        return [
            Edit(tokens: start ..<| subject, words: order),
            Edit(tokens: done ..<| participleEnd(done), words: ""),
        ]
    }

    /// "a list of paid bills": the participle only describes what follows.
    private func isDescribed(_ index: Int) -> Bool {
        isDeterminer(index - 1) || Self.describing.contains(text.key(index - 1))
    }

    private func isOwn(_ range: Range<Int>) -> Bool {
        range.count == 1 && Self.own.contains(text.key(range.lowerBound))
    }

    private static let own = WordSet(words: "me us")
    private static let describing = WordSet(
        words: "of all any recently already newly last some every each")
    private static let causing = PhraseTable<Bool>([
        (
            true,
            """
            get, have, want, need, i want/need, we want/need, i would like, we would like, id like, i would like to have/get,
            id like to have/get, i want/need to have/get, want/need to have/get
            """
        )
    ])
}
