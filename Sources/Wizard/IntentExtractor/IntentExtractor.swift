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
        var draft = Draft(message, context)
        if !acts.isReply { readSlots(&draft, acts) }
        draft.settleCurrency()
        return Reading(
            acts: acts.acts(changing: !draft.changes.isEmpty, problems: !draft.problems.isEmpty),
            changes: draft.changes, problems: draft.problems)
    }

    /// "👍", "???"
    private static func unworded(_ message: AnnotatedMessage, _ context: ReadingContext) -> Reading
    {
        guard context.topic == .confirm, let verdict = ConfirmationReader(message).verdict else {
            return Reading(acts: [.unreadable])
        }
        return Reading(acts: [verdict])
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
