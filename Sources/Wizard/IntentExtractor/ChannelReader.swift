import Domain
import Language

/// Reads where the agent reports: `slack #payments`, `email me at …`, `text me`.
struct ChannelReader {
    let message: AnnotatedMessage

    init(_ draft: Draft) { message = draft.message }

    private static let kinds = PhraseTable<Channel.Kind>([
        (.email, "email, e mail, mail, mail me, emails, by mail, via mail, e mails"),
        (.slack, "slack"), (.telegram, "telegram, tg"), (.discord, "discord, discrod"),
        (
            .sms,
            "sms, txt me, txt, text me, text message/messages, texts, by text, text him/her/us, short message"
        ),
        (.whatsapp, "whatsapp, whats app"), (.teams, "microsoft teams, ms teams, teams"),
        (
            .push,
            "push, push notification/notifications, push message, push messages, notification on my phone, phone notification"
        ),
        (.webhook, "webhook, web hook"),
    ])

    func read(into draft: inout Draft) {
        var found: [Channel] = []
        var span: Range<Int>?
        for index in message.tokens.indices where !message.isQuoted(index) && !draft.isUsed(index) {
            guard let hit = Self.kinds.longest(in: message.tokens, at: index),
                let (channel, end) = channel(hit.value, index ..<| hit.end, draft)
            else { continue }
            guard !found.contains(where: { $0.kind == channel.kind && $0.target == channel.target })
            else { continue }
            if let old = found.firstIndex(where: { $0.kind == channel.kind }) {
                if channel.target != nil { found[old] = channel }
            } else {
                found.append(channel)
            }
            span = (span?.lowerBound ?? index) ..<| end
        }
        if found.isEmpty, draft.topic == .notificationChannel { readBare(&found, &span, draft) }
        if found.isEmpty { readAddressed(&found, &span, draft) }
        guard let span, !found.isEmpty else { return }
        found = aimed(found, draft)
        let adds =
            draft.topic != .notificationChannel && Self.also.contains { message.isWord($0.0, $0.1) }
        draft.change(
            .notificationChannel, adds ? .add(.channels(found)) : .set(.channels(found)), span)
    }

    private static let also: [(Int, UInt64)] = [(0, WordKey.of("also")), (0, WordKey.of("plus"))]

    private func channel(
        _ kind: Channel.Kind, _ range: Range<Int>, _ draft: Draft
    ) -> (Channel, Int)? {
        let sentence = message.sentence(of: range.lowerBound)
        if kind == .email, Self.mine.contains(message.tokens.token(range.lowerBound - 1)?.key ?? 0),
            message.isWord(range.lowerBound - 2, Self.in_)
        {
            return nil
        }
        let target =
            target(kind, after: range.upperBound, sentence)
            ?? (kind == .email ? address(in: sentence) : nil)
        let isTopic = draft.topic == .notificationChannel
        switch kind {
        case .webhook:
            // A webhook that starts the agent is a trigger, not a report.
            guard let target, target.isURL, !draft.has(.schedule) else {
                guard isTopic, target == nil else { return nil }
                return (Channel(.webhook), range.upperBound)
            }
            return (Channel(.webhook, target: target.text), target.end)
        case .teams, .sms, .push:
            if range.count == 1, target == nil, !isTopic, !isReporting(range, sentence) {
                return nil
            }
        case .email, .slack, .telegram, .discord, .whatsapp:
            if target == nil, !isTopic, !isReporting(range, sentence) { return nil }
        }
        if isRefused(range.lowerBound) { return nil }
        return (Channel(kind, target: target?.text), target?.end ?? range.upperBound)
    }

    private func isRefused(_ index: Int) -> Bool {
        let before = max(0, index - 2) ..<| index
        return message.cues.starting(in: before).contains {
            ($0.value == .negation || $0.value == .notThis) && $0.end == index
        }
    }

    /// Something is sent or told, or the word stands where a channel would.
    private func isReporting(_ range: Range<Int>, _ sentence: Range<Int>) -> Bool {
        if Self.texting.contains(message.tokens[range.lowerBound].key) || message.wordCount <= 2
            || sentence.count == range.count
        {
            return true
        }
        let around =
            max(
                sentence.lowerBound, range.lowerBound - 6)
            ..<| min(
                sentence.upperBound, range.upperBound + 4)
        return message.contains(Self.tellers, in: around)
    }

    private static let texting = WordSet(words: "text txt")
    private static let tellers = WordSet(
        """
        ping notify notifications notification alert alerts tell send me message report reports
        updates update
        inform via notifcations notifications on by warn post posts
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    private typealias Target = (text: String, end: Int, isURL: Bool)

    /// The handle, address, number or URL that belongs to the channel.
    /// "to oss@acme.example by mail": the one address of the sentence.
    private func address(in sentence: Range<Int>) -> Target? {
        let places = sentence.filter {
            message.tokens[$0].kind == .email && !message.isQuoted($0)
        }
        guard places.count == 1, let place = places.first else { return nil }
        return (message.text(place ..<| (place + 1)), place + 1, false)
    }

    /// "one wrote in my mail": where it was found.
    private static let mine = WordSet(words: "my his her our")
    private static let in_ = WordKey.of("in")

    private func target(_ kind: Channel.Kind, after index: Int, _ sentence: Range<Int>) -> Target? {
        let stop = min(index + 8, sentence.upperBound)
        for place in index ..<| max(index, stop) {
            let token = message.tokens[place]
            let text = message.text(place ..<| (place + 1))
            switch (kind, token.kind) {
            case (.email, .email): return (text, place + 1, false)
            case (.slack, .handle), (.discord, .handle), (.telegram, .handle), (.teams, .handle),
                (.whatsapp, .handle):
                return (text, place + 1, false)
            case (.webhook, .url): return (text, place + 1, true)
            case (.teams, .word), (.slack, .word), (.discord, .word):
                if let room = room(at: place, sentence) { return room }
            default: break
            }
            if kind == .sms || kind == .whatsapp,
                let phone = message.mentions.first(where: { $0.start == place && $0.kind == .phone }
                )
            {
                return (message.text(phone.tokens), phone.end, false)
            }
        }
        return nil
    }

    /// "in the channel Night-Desk", "channel customs".
    private func room(at index: Int, _ sentence: Range<Int>) -> Target? {
        guard message.isWord(index, WordKey.of("channel")), index + 1 < sentence.upperBound,
            message.tokens[index + 1].kind == .word
        else { return nil }
        var end = index + 2
        while end < sentence.upperBound, message.tokens[end].kind == .word,
            message.tokens[end].isJoined
        { end += 1 }
        guard message.tokens[index + 1].isCapital || end == sentence.upperBound else { return nil }
        return (message.text(index + 1 ..<| end), end, false)
    }

    /// "Telegram. I am @hillhives there": the one handle of the message.
    private func aimed(_ found: [Channel], _ draft: Draft) -> [Channel] {
        let handles = message.tokens.indices.filter {
            message.tokens[$0].kind == .handle && !message.isQuoted($0)
                && message.contains(Self.selves, in: max(0, $0 - 3) ..<| $0)
        }
        guard found.count == 1, let only = found.first, only.target == nil, handles.count == 1,
            [.telegram, .discord, .slack].contains(only.kind)
        else { return found }
        return [Channel(only.kind, target: message.text(handles[0] ..<| (handles[0] + 1)))]
    }

    private static let selves = WordSet(words: "im i'm am my handle me is at")

    /// "@me_alerts" alone, "ops@example.com" alone.
    private func readBare(_ found: inout [Channel], _ span: inout Range<Int>?, _ draft: Draft) {
        for index in message.tokens.indices where !message.isQuoted(index) {
            let text = message.text(index ..<| (index + 1))
            switch message.tokens[index].kind {
            case .email: found.append(Channel(.email, target: text))
            case .url where !draft.has(.customTools):
                found.append(Channel(.webhook, target: text))
            case .handle where text.hasPrefix("#"): found.append(Channel(.slack, target: text))
            case .handle: found.append(Channel(.telegram, target: text))
            default: continue
            }
            span = (span?.lowerBound ?? index) ..<| (index + 1)
        }
    }

    /// "so if the agent writes to wilhelmina@… she will see it".
    private func readAddressed(_ found: inout [Channel], _ span: inout Range<Int>?, _ draft: Draft)
    {
        for index in message.tokens.indices
        where message.tokens[index].kind == .email && !message.isQuoted(index) {
            let sentence = message.sentence(of: index)
            let before = max(sentence.lowerBound, index - 6) ..<| index
            guard message.contains(Self.writers, in: before) else { continue }
            found.append(Channel(.email, target: message.text(index ..<| (index + 1))))
            span = index ..<| (index + 1)
        }
    }

    private static let writers = WordSet(
        [
            "writes", "write", "notify", "alert", "alerts", "notifications", "reports", "updates",
            "tell",
        ].map(WordKey.of))
}
