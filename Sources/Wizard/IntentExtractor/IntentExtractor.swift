import Domain
import Language

/// Reads a message into what it does in the conversation and what it gives to the design.
///
/// Pure and deterministic; any text is read, in time linear in its length.
public enum IntentExtractor {
    public static func read(_ text: String, in context: ReadingContext) -> Reading {
        let message = AnnotatedMessage(text)
        let hasContent = message.tokens.list.contains {
            switch $0.kind {
            case .word, .number, .address, .url, .domain, .email, .handle, .path: true
            case .sign, .currencySign, .quote, .lineBreak, .emoji: false
            }
        }
        guard hasContent else { return unworded(message, context) }
        let acts = ActReader(message: message, context: context)
        if acts.isInjection { return Reading(acts: [.injection]) }
        if acts.isStartOver { return startOver(message, context, acts) }
        if let problem = UnlawfulReader(message: message).problem {
            return Reading(acts: [.inform], problems: [problem])
        }
        if context.stage == .completed, acts.isCommand { return Reading(acts: [.offTopic]) }
        let isReply = acts.isReply
        if !isReply, ForeignLanguage.isForeign(message.tokens) { return Reading(acts: [.offTopic]) }
        var draft = Draft(message, context)
        if !isReply { readSlots(&draft, acts) }
        draft.settleCurrency()
        return Reading(
            acts: acts.acts(changing: !draft.changes.isEmpty, problems: !draft.problems.isEmpty),
            changes: draft.changes, problems: draft.problems)
    }

    /// "👍", "???"
    private static func unworded(_ message: AnnotatedMessage, _ context: ReadingContext) -> Reading
    {
        if context.topic == .confirm, let verdict = ConfirmationReader(message).verdict {
            return Reading(acts: [verdict])
        }
        // A dash in a form leaves the field empty.
        let isDash =
            message.tokens.count == 1
            && ["-", "\u{2013}", "\u{2014}"].contains(message.text(message.whole))
        return Reading(acts: [isDash ? .skip : .unreadable])
    }

    /// What is said beside "start over" begins the new design.
    private static func startOver(
        _ message: AnnotatedMessage, _ context: ReadingContext, _ acts: ActReader
    ) -> Reading {
        var draft = Draft(message, ReadingContext(stage: .initial))
        PurposeReader(draft).readExplicit(into: &draft)
        LimitReader(draft).read(into: &draft)
        ToolReader(draft).read(into: &draft)
        draft.settleCurrency()
        return Reading(
            acts: [.startOver] + (draft.changes.isEmpty ? [] : [.inform]), changes: draft.changes,
            problems: draft.problems)
    }

    /// From what cannot be mistaken to what takes up the words that are left.
    private static func readSlots(_ draft: inout Draft, _ acts: ActReader) {
        draft.takeBack()
        CustomToolReader(draft).read(into: &draft)
        PlainReader(draft).read(into: &draft)
        ChannelReader(draft).read(into: &draft)
        ResilienceReader(draft).read(into: &draft)
        TriggerReader(draft).read(into: &draft)
        TimingReader(draft).read(into: &draft)
        StopReader(draft).read(into: &draft)
        LimitReader(draft).read(into: &draft)
        // Before the people: the agent's own name is neither payee nor approver.
        AgentNameReader(draft).read(into: &draft)
        ApprovalReader(draft).read(into: &draft)
        RecipientReader(draft).read(into: &draft)
        LanguageSlotReader(draft).read(into: &draft)
        ToolReader(draft).read(into: &draft)
        PurposeReader(draft).read(into: &draft)
        UsersReader(draft).read(into: &draft)
        TextReader(draft).read(into: &draft)
    }
}
