extension Cue {
    static let dangers: [(Cue, String)] = [
        (
            .injection,
            """
            ignore all/any/your/the/my/previous/prior/earlier/these/those * * * instructions/rules/prompt/prompts/guidelines/directions,
            ignore all/any/your/the/my/previous/prior/earlier/these/those * * instructions/rules/prompt/prompts/guidelines/directions,
            ignore all/any/your/the/my/previous/prior/earlier/these/those * instructions/rules/prompt/prompts/guidelines/directions,
            ignore all/any/your/the/my/previous/prior/earlier/these/those instructions/rules/prompt/prompts/guidelines/directions,
            disregard/forget/override/bypass/overrule all/any/your/the/my/previous/prior/earlier * * * instructions/rules/prompt/guidelines/directions/programming,
            disregard/forget/override/bypass/overrule all/any/your/the/my/previous/prior/earlier * * instructions/rules/prompt/guidelines/directions/programming,
            disregard/forget/override/bypass/overrule all/any/your/the/my/previous/prior/earlier * instructions/rules/prompt/guidelines/directions/programming,
            disregard/forget/override/bypass/overrule all/any/your/the/my/previous/prior/earlier instructions/rules/prompt/guidelines/directions/programming,
            ignore/disregard/forget everything above/before, ignore everything you were/have told, disregard/ignore everything before, forget everything you were told, ignore the above, disregard the above, disregard what you were told, ignore what you were told,
            you are now, system prompt, developer mode, jailbreak, jailbroken, new system instructions, system override, admin mode, god mode, you are no longer, act as root, act as admin, act as an unrestricted,
            drop table, drop database, union select, delete from, insert into, truncate table, sudo rm, rm rf, etc passwd, new instructions, your new instructions, override safety, pretend you have no, dan mode, act as if you had no,
            root/debug/maintenance/sudo/unrestricted/test/dev/override/super/diagnostic mode, system <colon>, assistant <colon>, system message, system notice, new rule/rules, new policy <colon>, you have no rules/restrictions/guidelines/limits, there are no rules/limits/restrictions, you are free of all, no longer bound by,
            instructions/rules/guidelines are/were/is void/cancelled/obsolete/invalid/lifted/revoked/overridden, previous/prior/earlier/old/former instructions/rules, everything youve been told, everything you have been told, what youve been told, what you have been told, your programming, your guidelines, your instructions, your system, your rules,
            pretend the limits/rules/policy/approvals, pretend there are no, pretend that there are no, pretend that the, simulate having no, act as a/an * without/with, act as a/an * * without, act like a/an * without, behave as if, behave like an unrestricted, as the developer i, as your developer, as the admin i, as your admin, i am your developer/admin/creator, im your developer/admin/creator, do not count/apply any? more/longer, dont count/apply any? more, no longer apply/applies/valid/count, ignore what the/your * says, act without any rules, you are not bound by, end of prompt, end of instructions
            """
        ),
        (
            .secret,
            """
            private key, private keys, seed phrase, seed words, seedphrase, mnemonic, mnemonic phrase, recovery phrase, recovery words, secret key, secret keys, api key, api keys, wallet key, wallet keys, your secrets, the secrets, my secrets, signing key, signing keys,
            passphrase, your password, my password, the password, wallet password, env file, environment variables, keystore, access token, access tokens, credentials, secret phrase, private wallet key, your keys, my keys, master key, encryption key
            """
        ),
        (
            .unlimited,
            """
            unlimited, infinite allowance/approval/spending/budget/amount/amounts/limit, limitless, without limit/limits, without a limit, without any limit/limits, no limit, no limits, no spending limit/limits, no cap, no caps, no upper limit, as much as * like/likes/want/wants, as much as you/they/it like/likes/want/wants, whatever they ask/want/charge/demand, no budget limit,
            no budget, uncapped, without a cap, without any cap, no ceiling, whatever it costs, whatever the price, any amount you want/like, spend whatever, no matter the price/cost/amount, no matter how much, no matter what it costs, regardless of price/cost/amount, regardless of the price/cost/amount, whatever it/he/she/they wants/want/likes/like/asks/ask/charges/charge, without a/any/the/an upper? ceiling/limit/limits/cap/caps/bound/bounds/restriction/restrictions/maximum/budget, until the/my/our wallet/account/balance/money is empty/gone/drained/zero, until it is empty/gone/drained, until its empty/gone/drained, until nothing is left, till the/my wallet/account is empty, drain the/my/our wallet/account/balance, whatever price/amount/sum/fee/it/he/she/is/number/they, any price, any price they, at any price, at any cost, as often as they/it/you/he/she like/likes/want/wants,
            no restrictions, without restrictions, without restriction, any amount they want/ask
            """
        ),
        (
            .limitOff,
            """
            limits/limit/caps/cap/approvals/checks off, limit/limits/cap/caps/approval/approvals is/are/be switched/turned/taken off/away, i dont/no want any limit/limits/caps/cap/approvals/restrictions, i do not want any limit/limits/caps/approvals/restrictions, i no longer want any limit/limits/caps/approvals/restrictions, every approval off, all approvals off, switch every/all * off, no more limit/limits/caps/approvals/approval/budgets/checks, switch yourself off the limits, auto approve everything/all, approve everything automatically, automatically approve everything/all, always approve everything/all, always approve, approve everything from now on, approve all future, approve anything, no questions asked,
            never ask me again, never ask for approval, never ask for my approval, stop asking for approval, stop asking for my approval, stop asking me for approval, dont ask for approval, dont ask for my approval, do not ask for approval, stop asking me, dont ask me again, approve every future, approve every payment from now on, blank cheque, blank check, skip all checks, skip the checks, auto approve all, let everything through from now on,
            approve * automatically, approve * * automatically, approve * * * automatically, automatically approve, approve * * without asking, skip/ignore/bypass/override/violate/break/overrule the/my/our/your policy/policies/rules/limits/limit/caps/cap/safeguards, skip/ignore/bypass/override/violate/break policy/policies/rules/limits/caps/safeguards, you dont need/have to ask, no need to ask me, you neednt ask, without checking, without looking, without reviewing, without verification, without my ok/okay/consent/say, without a check, without checks, without confirmation, without confirming, disable/deactivate/remove/kill/bypass/override the/your kill switch,
            dodge/evade/sidestep/outsmart/trick/skirt/cheat/circumvent/escape the/my/our/your/any/every limit/limits/cap/caps/approval/approvals/threshold/budget/check/checks/review/controls/policy,
            dodge/evade/sidestep/outsmart/trick/skirt/cheat/circumvent/escape/avoid/bypass the/my/our/your/any/every * limit/limits/cap/caps/approval/approvals/threshold/budget/check/checks/review/controls/policy,
            work/get/go/slip/sneak/route/find around/past the/my/our/your/any/every limit/limits/cap/caps/approval/approvals/threshold/budget/check/checks/review/controls/policy,
            work/get/go/slip/sneak/route around/past the/my/our/your/any/every * limit/limits/cap/caps/approval/approvals/threshold/budget/check/checks/review/controls/policy
            """
        ),
        (
            .hidden,
            """
            without telling/asking/notifying/informing/alerting, without approval, without my/any/an/the/their/his/her/anyones/human approval, without my/their/his/her/anyones knowledge, without permission, without anyone/anybody knowing/noticing/seeing, without asking,
            so nobody/noone notices/knows/sees/finds, so that nobody/noone notices/knows/sees/finds, so no one notices/knows/sees/finds, so that no one notices/knows/sees/finds, behind * back, behind * * back, secretly, in secret, hide it/this/that/them from, hide the payment/payments/transfer/transaction from, hide this payment/transfer from, hide my payments from,
            keep it/this/that secret, keep it/this/that hidden, keep it/this/that out of, keep it/this/that away from, keep it/this/that off, off the record, off the books, skip the/any/my approval/approvals, skip approval/approvals, bypass the/any/my? approval/approvals, bypass approval/approvals, skip the approver, around the approval, avoid the approval, avoid approval, under the approval threshold/limit,
            below the approval threshold/limit, below the threshold, under the threshold, under the radar, dont tell, do not tell, dont log, do not log, leave no trace, no trace, dont record, do not record, dont notify, do not notify, dont ask for approval, do not ask for approval, hide from, no approval needed, skip the review, evade, circumvent, sneak, dodge the approval, not show up in, in the dark, on the quiet, on the sly, on the down low, under the table, without a trace, secret/hidden/covert/stealth/discreet/undercover payment/transfer/transaction, discreetly, covertly, stealthily, out of the report/books/log/records/history/statement/ledger, cover my tracks, cover our tracks,
            wipe/delete/erase/scrub/clear/purge/destroy the/my/our/this/any/all? record/records/log/logs/history/trace/traces/evidence, wipe/delete/erase/scrub/clear/purge/destroy the/my/our payment/transaction/audit history/log/logs/records/trail,
            hide this/that/the/my/it * * * * from, hide this/that/the/my/it * * * * * from, hide this/that/the/my/it * * * * * * from, hide this/that/the/my * from, hide this/that/the/my * * from, hide this/that/the/my * * * from, conceal, disguise, mislabel, book it/this/that under something else, as something else
            """
        ),
    ]

    static let values: [(Cue, String)] = [
        (.yes, "yes"), (.no, "no"),
        (
            .cheapest,
            "cheapest, lowest price/cost/priced, least expensive, cheap first, most affordable, by price, lowest priced, price ascending, most economical, lowest fee"
        ),
        (
            .fastest,
            "fastest, quickest, lowest latency, by speed, speediest, low latency, most responsive"
        ),
        (
            .bestRated,
            "best rated, top rated, highest rated, best reviewed, best reputation, by rating, most trusted, best, highest rating, most reputable, best reviews, highest reputation, by reputation, top reviewed, most reliable, best scored, top"
        ),
        (
            .failed,
            "failed, unsuccessful, failing, fail, fails, bounce, declined, bounced, that failed, didnt go through, errored"
        ),
        (
            .pending,
            "pending, outstanding, unresolved, in progress, still open, waiting, not gone through, not cleared, not settled, not yet, unconfirmed, havent cleared"
        ),
        (
            .completed,
            "completed, successful, complete, settled, confirmed, succeeded, went through, finished"
        ),
        (.refunded, "refunded, refunds, returned, reimbursed, refund"),
        (
            .perPayment,
            """
            per/each/every/a/any/one/single/individual payment/transaction/purchase/call/transfer/request, in one payment/go/transaction/purchase, per payment limit, at once, at a time, in a single payment/transaction/go/purchase, any one payment/transaction, any single payment/transaction/purchase, one time payment,
            per item, per tx, a pop, each time, every single payment/transaction, on a single payment/transaction/purchase, per go, per payment, payment limit, transaction limit, <slash> payment/tx/transaction, individual payments/transactions
            """
        ),
        (
            .daily,
            "daily, a/per/each/every/the/one/any/single day, <slash> day, everyday, every single day, in a day, within a day, todays, d <slash>, 24 hours, day's, day"
        ),
        (
            .weekly,
            "weekly, a/per/each/every/the/one/any/single week, <slash> week, <slash> wk, in a week, weeks, week, wk, 7 days"
        ),
        (
            .monthly,
            "monthly, a/per/each/every/the/one/any/single month, <slash> month, <slash> mo, in a month, months, month, 30 days, per mo"
        ),
        (
            .yearly,
            "yearly, annual, annually, a/per/each/every/the/one year, <slash> year, <slash> yr, year, per annum"
        ),
        (
            .total,
            "total, in total, overall, altogether, lifetime, all in, in all, grand total, all told, entire, ever, for good, whole, life"
        ),
        (.last, "last, latest, most recent, previous, newest, last one, recent"),
        (
            .all,
            "all, every, everything, them all, both, each, all of them, any, entire, whole, every single"
        ),
    ]
}
