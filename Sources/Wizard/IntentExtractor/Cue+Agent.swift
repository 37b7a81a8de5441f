import Language

extension Cue {
    static let agentPhrases: [(Cue, String)] = [
        (
            .escalationSlot,
            """
            hand over, hands over, hand off, escalate, escalates, escalation, gets passed,
            pass to, pass it to, passed to, hand it to, goes to, go to, leave it to, forward to,
            forward it to, a human, take over, takes over, straight to, refer to, refers to,
            send to, transfer to a human, pass them to, hand them to, hand it over, handed over,
            handed over to, handed on to, passed on to, pass it on, put through to, over to,
            get a person, fetch, hand over to, call in, bring in, kick it to, kicked to,
            handed to, leave that to, leave those to, hand those to, hand these to, pass those to
            """
        ),
        (
            .contactSlot,
            "disputes, dispute, complaints, call, contact, reach, in an emergency, page, if something goes wrong, when something goes wrong, if in doubt, emergencies, questions go to, problems go to, trouble, point of contact, escalation contact, get hold of, goes wrong, emergency, phone, ring"
        ),
        (
            .killSlot,
            """
            kill switch, killswitch, freeze, halted, halts everything, stop on the spot,
            stop it on the spot, stop it at once, has to stop it, stops everything,
            closes everything, emergency stop, halt everything, shut it down, shuts it down,
            off switch, pull the plug, everything is halted, stops at once, stops immediately,
            stop immediately, stop at once, must stop it, should stop it, goes quiet, must freeze,
            instantly stop, stop dead, stops dead, stop instantly, stops instantly,
            halts instantly, kills it, big red button, red button, stop the agent, pulls the plug,
            safe word, safeword, shut everything down, freezes it, freezes everything, freeze it,
            freeze everything, cut it off at once, switch it off, switches it off, turn it off,
            turns it off, everything stops, everything freezes, halts it, halt it at once,
            stops it, shut it off, shuts it off, shuts off, code word, codeword, pull its plug
            """
        ),
        (
            .stopSlot,
            """
            stop when, stops when, stop if, stops if, stop once, should stop, must stop,
            it should stop, kill it if, kill it when, halt if, halt when, halts when, halts if,
            shut down if, shut down when, quit if, quit when, stop after, stops after,
            stop by itself, stops by itself, must halt, should halt, pause if, pauses if,
            pause when, stop buying, stop refilling, stop trading, stop paying, stop betting,
            cease, it stops, stop working, shuts itself off, shut itself off, switch itself off,
            pack it in, call it quits, end it, retire it, done and should, stop as soon as,
            stop itself, halt itself, until, wind down, give it a rest, stop the moment,
            stops the moment, stops as soon as, stop spending, stop altogether, stop at,
            quit after, quit once, bail if, bail out if, bail when, halt after, halts after,
            halt once, get out if, get out when, exit if, stop everything if, suspend,
            halts on its own, stops on its own, halt on its own, stop on its own, its finished,
            thats the end, is finished, it ends, quits when, quits if, ends when,
            suspends itself, freeze itself, hold off, stand down, stands down
            """
        ),
        (
            .constraintSlot,
            """
            must never, should never, must not, mustnt, never, must always, should always, always,
            shall not, shall never, not to be, may never, may not, under no circumstances,
            shouldnt, should not, dont ever, rule, rules, house rule, no matter what,
            is forbidden, not allowed, isnt allowed, refuse, don't
            """
        ),
        (
            .edgeSlot,
            "if theres a, if there is a, in case of, edge case, edge cases, what if, should it happen that, if it happens, if ever, unusual, whenever there is, suppose"
        ),
        (
            .successSlot,
            "success, successful, call it a success, im happy, ill be happy, id be happy, happy if, it works well, worked if, happy when, measure of success, we win if, good result, satisfied, a win, count as, kpi, well know, ill know, works well, it works if, doing well, judged by, judge it by, measured by, pleased if, pleased when, content if, proud, job done, its worth it if, has worked, it's working if, target"
        ),
        (
            .noteSlot,
            "one more thing, by the way, note that, for the record, additional notes, ps, p s, also worth knowing"
        ),
        (
            .approverSlot,
            "approver, approvers, who approves, approved by, approval by, sign off by, signed off by, signatory, signatories"
        ),
        (
            .agentNoun,
            """
            agent, bot, assistant, helper, agnet, robot, something, buyer, tool that, thing that,
            service that, concierge, hedger, watcher, filler, seller, payer, trader, monitor,
            keeper, program that, automation, a one that, system that, butler, payments agent,
            clerk, manager that, purchaser, sidekick, agente, ai, software that, gizmo, app that,
            programme that, secretary, treasurer bot, minion, gadget that, somebody that,
            collector, machine that, daemon, script, companion, steward
            """
        ),
        (
            .wish,
            """
            i want, i need, i would like, id like, we want, we need, wed like, we would like,
            build me, build, create, set up, set me up, make me, give me, looking for,
            i am looking for, im looking for, i wish, dreaming of, could you set, lets do,
            lets make, lets build, design, i ned, want, need, ned, please make, id love,
            what id love, wed love, can you make, can you build, mandate for, i require,
            we require, get me, i wanna, wanna, help me build, add, im after, were after,
            hoping for, i could use, we could use, fancy
            """
        ),
        (
            .duty,
            "it should, should, it must, shall, it has to, has to, it will, its job is to, it needs to, it pays, it buys, it sends, that, which, who, it is supposed to, supposed to"
        ),
    ]

    static let valuePhrases: [(Cue, String)] = [
        (
            .concise,
            """
            concise, brief, short, terse, one line, one liner, one liners, minimal,
            minimal output, to the point, keep it short, few words, short answers,
            short sentences, no paragraphs, keep replies brief, keep it brief, crisp, succinct,
            telegram style, no long, bare minimum, just the essentials, two lines, one sentence,
            short and sweet, snappy, compact, curt, laconic, logs only, not too much text,
            as short as possible, little text, less is more, headline only, headlines only,
            short replies, short messages, talk short, speak short, write short, keep answers short
            """
        ),
        (
            .balanced,
            "not too long not too short, not too long <comma> not too short, balanced, medium length, neither too long nor too short, somewhere in the middle, moderate, middle of the road, average length, normal length, not too short not too long, not too short <comma> not too long, in between, medium, happy medium"
        ),
        (
            .detailed,
            """
            detailed, in detail, thorough, verbose, elaborate, full explanations, comprehensive,
            exhaustive, long answers, step by step explanations, lengthy, every detail,
            all the details, in depth, at length, extensive, lots of detail, full detail,
            thorough explanations, with reasons, explain everything, long form, plenty of detail,
            spell everything out
            """
        ),
        (
            .payPerCall,
            "pay per call, pay per use, pay as you go, per call, per request, pay per request, by the call, each call is billed, per call billing, pay by the call, per use, usage per call, pay per query, pay per read, pay per piece, pay per item, by the piece, by the request, payg"
        ),
        (
            .metered,
            "metered, by the hour, by the minute, by usage, usage based, metering, by consumption, per second billing, usage billing, by the second, by the kilowatt, per token billed, billed by the *, billed per minute/hour/second/gigabyte/megabyte, billed by usage, according to usage, consumption based, by the megabyte, by the gigabyte"
        ),
        (
            .subscription,
            "subscription, flat rate, flat fee, monthly plan, subscription model, subscriptions, flat monthly, annual plan, yearly plan, monthly subscription, membership fee"
        ),
        (
            .exponential,
            "exponential, exponentially, doubling, doubles, double the wait, growing, exponential backoff, back off exponentially, twice as long each time, exponential back off, increasing"
        ),
        (
            .fixed,
            "fixed, constant, same pause, fixed backoff, flat, steady, linear, each time, every time, evenly, same interval, same delay"
        ),
        (
            .onWebhook,
            "webhook, web hook, webhooks, http call, callback, http callback, posts to, hook"
        ),
        (
            .fundsWord,
            "balance, wallet, account, funds, float, purse, pot, money, reserve, kitty, treasury, left, remaining, credit, tank, holdings, hot wallet, card, saldo, cash, piggy bank, jar, credits"
        ),
        (.leftWord, "left, remaining, remains, in the account, in the wallet, to go"),
        (
            .when,
            "when, whenever, once, as soon as, if, every time, each time, after, as long as, the moment, immediately after, right after, upon"
        ),
    ]
}
