import Domain
import Language

/// Reads what is to be forgotten: "remove the weekly limit", "forget the schedule please".
///
/// Only a statement of nothing else is one, so "drop the daily limit to 40" sets a limit.
struct RemovalReader {
    let tokens: Tokens
    let cues: PhraseHits<Cue>

    /// The decision that a sentence takes back.
    func slot(in sentence: Range<Int>) -> Slot? {
        var index = skip(Self.openers, from: sentence.lowerBound, in: sentence)
        guard
            let cue = cues.starting(in: index ..<| min(index + 1, sentence.upperBound)).filter({
                $0.value == .scratch && Self.verbs.contains(tokens[$0.start].key)
            }).max(by: { $0.end < $1.end })
        else { return nil }
        index = skip(Self.articles, from: cue.end, in: sentence)
        guard let named = Self.names.longest(in: tokens, at: index),
            skip(Self.closers, from: named.end, in: sentence) == sentence.upperBound
        else { return nil }
        return named.value
    }

    private func skip(_ words: WordSet, from start: Int, in sentence: Range<Int>) -> Int {
        var index = start
        while index < sentence.upperBound, words.contains(tokens[index].key) { index += 1 }
        return index
    }

    private static let openers = WordSet(
        words: "please and also then can could you lets now ok okay just so i we want to")
    private static let verbs = WordSet(
        words: "scratch forget drop remove delete take strike get lose scrap")
    private static let articles = WordSet(words: "the its my our that this any all of every")
    private static let closers = WordSet(
        words: "please again altogether completely entirely off out too now then for thanks")

    /// What people call the decisions, without their articles.
    private static let names = PhraseTable<Slot>([
        (.agentName, "name, agent name, agents name"),
        (.targetUsers, "users, target users, audience"),
        (.tone, "tone, tone of voice"),
        (.greetingStyle, "greeting, greeting style"),
        (.brandVoice, "brand voice"),
        (.exampleInteractions, "examples, example, sample exchanges, example interactions"),
        (.conversationFlow, "conversation flow, steps of the conversation"),
        (.verbosityLevel, "verbosity, verbosity level"),
        (.languages, "languages, language"),
        (.customTools, "custom tools, http tools, own tools, custom tool"),
        (.blockedTools, "blocked tools, forbidden tools"),
        (.network, "network, chain"),
        (.currency, "currency"),
        (
            .perPaymentLimit,
            "per payment limit, payment limit, limit per payment, limit for one payment"
        ),
        (.dailyLimit, "daily limit, daily cap, daily budget, limit per day, limit a day"),
        (.weeklyLimit, "weekly limit, weekly cap, weekly budget, limit per week, limit a week"),
        (
            .monthlyLimit,
            "monthly limit, monthly cap, monthly budget, limit per month, limit a month"
        ),
        (.totalBudget, "total budget, total limit, overall budget, lifetime budget"),
        (.approvalThreshold, "approval threshold, approval limit, threshold"),
        (.approvers, "approvers, approver"),
        (
            .allowedRecipients,
            "allowed recipients, allow list, allowlist, whitelist, recipients, payees, list of payees"
        ),
        (
            .blockedRecipients,
            "blocked recipients, block list, blocklist, blacklist, denylist, blocked payees"
        ),
        (.schedule, "schedule, schedules, timetable"),
        (.timezone, "time zone, timezone"),
        (
            .reportSchedule,
            "report, reports, report schedule, reporting, weekly report, daily report, monthly report"
        ),
        (
            .notificationChannel,
            "notification channel, notifications, notification, channel, alerts"
        ),
        (.pricingModel, "pricing model, billing model"),
        (.unitPrice, "unit price"),
        (.slippageTolerance, "slippage, slippage tolerance, slippage limit"),
        (.maxLeverage, "leverage, maximum leverage, max leverage, leverage limit"),
        (.retryPolicy, "retries, retry policy, retry"),
        (.timeout, "timeout, time out"),
        (.escalationRules, "escalation, escalation rules, escalation rule"),
        (.escalationContact, "escalation contact"),
        (.killSwitch, "kill switch"),
        (.stopConditions, "stop conditions, stop condition"),
        (.constraints, "constraints, rules, house rules, constraint"),
        (.edgeCases, "edge cases, edge case"),
        (.successCriteria, "success criteria, success criterion, target"),
        (.additionalNotes, "notes, additional notes"),
    ])
}
