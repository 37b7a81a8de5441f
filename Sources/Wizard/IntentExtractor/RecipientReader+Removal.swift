import Domain
import Language

// Names that leave the list, names that cannot be paid, and lists without any verb.
extension RecipientReader {
    // MARK: Taking away

    func known(_ name: String, _ spec: AgentSpec) -> Slot? {
        for slot in [Slot.allowedRecipients, .blockedRecipients]
        where spec.list(slot).contains(where: { $0.lowercased() == name.lowercased() }) {
            return slot
        }
        return nil
    }

    func isRemoved(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Bool {
        if Self.replacing.firstMatch(in: message, name.tokens.upperBound ..<| message.tokens.count)
            != nil
            || Self.replacing.longest(in: message.tokens, at: name.tokens.lowerBound - 1) != nil
            || Self.replacing.longest(in: message.tokens, at: name.tokens.lowerBound - 2) != nil
        {
            return true
        }
        return isMovedToBlocked(sentence)
            || message.cues.starting(in: sentence.lowerBound ..<| name.tokens.lowerBound).contains {
                $0.value == .scratch
            }
            || Self.offs.longest(in: message.tokens, at: name.tokens.upperBound) != nil
    }

    private static let offs = PhraseTable<Bool>([
        (true, "off, out, off the list, is out, has to go, must go, is gone, can go")
    ])

    func isMovedToBlocked(_ sentence: Range<Int>) -> Bool {
        message.contains(Self.moves, in: sentence)
            && message.contains(Self.blacklists, in: sentence)
    }

    private static let moves = WordSet(["move", "shift", "put", "transfer"].map(WordKey.of))
    private static let blacklists = WordSet(
        ["blacklist", "blocklist", "denylist", "blocked"].map(WordKey.of))

    func removeKnown(_ name: NameFinder.Name, _ sentence: Range<Int>, _ draft: inout Draft) {
        draft.change(.allowedRecipients, .remove(.names([name.text])), name.tokens)
        if isMovedToBlocked(sentence) {
            draft.change(.blockedRecipients, .add(.names([name.text])), name.tokens)
        }
    }

    // MARK: Checks

    func isPayable(_ name: NameFinder.Name, _ draft: inout Draft) -> Bool {
        guard message.tokens[name.tokens.lowerBound].kind == .address else { return true }
        do {
            let address = try Address(name.text)
            guard !address.isZero else {
                draft.problem(
                    "zero_address", .allowedRecipients,
                    "That is the zero address, from which nothing ever comes back. Which address did you mean?",
                    name.tokens)
                return false
            }
            return true
        } catch {
            draft.problem(Self.code(error), .allowedRecipients, Self.sentence(error), name.tokens)
            return false
        }
    }

    private static func code(_ error: AddressError) -> String {
        error == .badChecksum ? "bad_checksum" : "bad_address"
    }

    static func sentence(_ error: AddressError) -> String {
        switch error {
        case .badChecksum:
            "That address fails its own checksum, so a character is probably mistyped. Please copy it once more."
        case .wrongLength(let count):
            "That address has \(count) digits after 0x instead of 40. Please copy it once more."
        case .noPrefix, .notHexadecimal:
            "That address has characters that no address has. Please copy it once more."
        }
    }

    // MARK: A bare list

    /// "Greenmantle Gardens, Otterby Lifts, and the Sparkle Sisters": a message of nothing but names.
    func listed(_ draft: Draft) -> [String]? {
        guard draft.changes.isEmpty, topic != .approvers, topic != .agentName,
            topic != .targetUsers,
            draft.context.spec.list(.allowedRecipients).isEmpty, draft.context.spec[.goals] != nil,
            message.sentences.count == 1, let sentence = message.sentences.first
        else { return nil }
        let names = NameFinder(message).names(in: sentence)
        let covered = names.reduce(0) { $0 + $1.tokens.count }
        guard names.count >= 2, names.allSatisfy({ $0.tokens.count >= 2 || $0.isTechnical }),
            message.wordCount - covered <= 3, !message.contains(NameFinder.roles, in: sentence)
        else { return nil }
        return names.map(\.text)
    }

    // MARK: Pointing back

    /// "Only the two of them": the people named when the agent was described.
    func pointedAt(_ draft: Draft) -> [String]? {
        guard topic == .allowedRecipients, message.has(.only, in: message.whole),
            message.contains(Self.them, in: message.whole)
        else { return nil }
        for slot in [Slot.targetUsers, .goals] {
            guard let text = draft.context.spec.text(slot) else { continue }
            let other = AnnotatedMessage(text)
            let names = NameFinder(other).names(in: other.whole).filter { !$0.isTechnical }.map(
                \.text)
            if !names.isEmpty { return names }
        }
        return nil
    }

    private static let them = WordSet(["them", "both", "these", "those"].map(WordKey.of))
}
