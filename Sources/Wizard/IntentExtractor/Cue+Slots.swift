import Language

extension Cue {
    static let slotPhrases: [(Cue, String)] = [
        (
            .toneSlot,
            """
            tone, tone wise, tonewise, tone of voice, sound, sounds, sounding, talk, talks,
            speak like, come across, comes across, its manner, manner, its style, style,
            its messages should, its voice,
            should it talk, it should talk, it should sound, vibe, mood, personality, attitude,
            register, its language should, should feel, feel like, make it sound, voice <colon>, manner <colon>, be polite,
            be courteous, tone is, in tone, its wording, demeanour, demeanor, character,
            speaks like, phrased, writes like, temperament, delivery, its replies should
            """
        ),
        (
            .goalSlot,
            """
            what its really for, what it is really for, its purpose, purpose, its goal, the goal,
            goal, goals, its job, the job, the aim, aim, mission, objective, its task,
            the idea is, the point is, what it should do, what should it do, its for, the plan,
            new plan, new idea, it has to, use case, main job, whats it for, what it does,
            its mission, better idea, really for
            """
        ),
        (
            .typeSlot,
            "agent type, type of agent, kind of agent, it is a, its a, its an, it is an, what kind"
        ),
        (
            .nameSlot,
            """
            called, named, name it, call it, call her, call him, call them, name her, name him,
            calling it, naming it, agent name is, lets name it, answers to the name of, named it, its name, its called, name is, named as, name,
            name of it, lets call it, goes by, agent name, christen it, calls itself, title it,
            by the name of, is called, nickname, names, well call it, under the name, dub it,
            baptise it, call this one, rename it, rename it to, renamed, rename the agent,
            call the bot, call this bot, call the assistant, name the bot, name the assistant,
            call the agent, call this agent, name the agent, name this agent, name <colon>, agent <colon>
            """
        ),
        (
            .usersSlot,
            """
            for our, used by, users, target users, the people its for, people using it,
            the people using it are, who uses it, on behalf of, people its for, for the use of,
            our users are, audience, its users, will be used by, serves, is for, it serves,
            people who use it, talks to, it talks to, users are, customers are, clientele,
            meant for, its meant for, intended for, it is for, its for
            """
        ),
        (
            .greetingSlot,
            """
            greet, greets, greeting, greetings, opens with, open with, it opens with, starts with,
            start with, begins with, begin with, says hello, say hello, welcome, welcomes,
            first line, first message, opening line, introduces itself, introduce itself,
            at the start, should say, says hi, say hi, opening words, first words,
            first thing it says, kick off with, when it says hello, starts by saying, its hello
            """
        ),
        (
            .flowSlot,
            "conversation flow, typical conversation, the flow, step by step, steps are, flow, the steps, first it asks, then it asks, a typical chat, conversation goes, it first, usual conversation, order of the conversation"
        ),
        (
            .exampleSlot,
            "for instance, for example, example, an example, sample, e g, example exchange, such as when, as an example, say someone asks, typical exchange, someone asks"
        ),
        (
            .brandSlot,
            "brand voice, we say, we call them, brand, our wording, house style, never say, always say, we write, we spell, our brand, say * never, it says * never, wording, we never call, call them, spelled, spelling"
        ),
        (
            .verbositySlot,
            "verbosity, how much it says, answers should be, replies should be, length of answers, explanations, answers, replies, responses, messages, output"
        ),
        (
            .languageSlot,
            "language, languages, speaks, speak, writes, write, spoken, in english, talks in, written in, answer in, answers in, reply in, replies in, translate, language is, communicates in, communicate in, bilingual, understands, understand, fluent in, it knows, it needs"
        ),
        (.networkSlot, "network, chain, blockchain, on chain, run on, runs on, settle on, net"),
        (
            .currencySlot,
            "currency, pay in, pays in, paid in, everything is in, everything in, in euros, settle in, settle it in, settles in, thats, that is, collateral, margin in, collateral is, coin is, stick to, denominated in, money is, token, tokens, use, works in, all in, money in, it holds, wallet holds, pay with, paying in, coin, only"
        ),
        (
            .toolSlot,
            "tools, tool, capabilities, it can, abilities, may use, skills, functions, powers, can it, features, permissions, it may, allowed to"
        ),
        (
            .allowSlot,
            """
            whitelist, allowlist, allow list, white list, get money, gets money, get paid,
            gets paid, receive money, receives money, receive payments, allowed recipients, only pay, only pays,
            may only pay, may pay, only buy from, only buys from, only from, only to, pay only,
            pays only, only these, only this, only the, may get money, payee, payees, only payee,
            vendors, vendor, providers, suppliers, providers are, recipients, recipient,
            approved vendors, is the only, are the only, nobody else, no one else, no other,
            only ones, trusted, can be paid, may be paid, allowed, we only buy from, buy from,
            send only to, money may go to, nobody but, no one but, buy only from, to pay are,
            sellers
            """
        ),
        (
            .blockSlot,
            """
            blacklist, blocklist, block list, black list, denylist, never pay, never pays,
            never buy from, nevr buy from, never send, dont pay, not pay, dont buy from,
            never from, nothing from, not from, blocked, block, ban, banned, avoid,
            stay away from, keep away from, never to, never use, no payments to, nothing to,
            never ever pay, dont ever pay, must not pay, refuse to pay, never deal with,
            no money to, never give money to, not a cent to, no dealings with, not buy from,
            do not pay, never transfer, boycott, steer clear of, never anything from,
            should not pay, shouldnt pay, no business with, nothing goes to,
            under no circumstances pay, never, not a penny to
            """
        ),
        (
            .scheduleSlot,
            """
            runs, run, run it, schedule, scheduled, wake up, wakes up, check, checks, trigger,
            triggers, triggered, starts, start, it starts, works, it works, kicks off, kick off,
            fires, fire, refresh, acts, it acts, works on, when should it, poll, polls, once a,
            it pays, it looks, executes, execute, do it, does it, active, go every, pay out,
            pays out, sends out, batch, the run, happens, launch, launches, wakes, kicks in,
            payday, look, looks, operate, operates
            """
        ),
        (.zoneSlot, "tz, time zone, timezone, time, zone, were on, clock, clocks, tz"),
        (
            .reportSlot,
            """
            report, reports, summary, summaries, digest, statement, recap, overview, roundup,
            round up, list of everything, breakdown, reporting, briefing, tell me how, tally,
            rundown, accounts for me, wrap up, sum up, account of, summarise, summarize,
            resume of, the resume, one resume, a resume, status mail, update me, run down, balance sheet, review of, reckoning,
            log of everything, read what, see what it, hear what, what went out, what it spent/paid/bought/did, what it has spent/paid/bought/done,
            what was spent/paid/bought, spending report, send me a list, figures to
            """
        ),
        (
            .channelSlot,
            """
            email, e mail, mail, mail me, slack, telegram, discord, sms, text me, text message,
            text messages, whatsapp, teams, microsoft teams, push, push notification,
            push notifications, webhook, notify, notifications, ping me, alert, alerts, notify me,
            txt me, txt, tell me on, drop me a line, shout, warn me, warn us, message me, pings, let me know, notified, telegrams, wire me, emails, texts,
            whats app, inform me, drop me
            """
        ),
        (
            .pricingSlot,
            "pricing, billed, billing, pricing model, bills, charged, charges by, bill, priced"
        ),
        (.slippageSlot, "slippage, slip, price impact, slipage"),
        (.leverageSlot, "leverage, levered, max leverage, lev, gearing, leveraged"),
        (
            .retrySlot,
            "retry, retries, try again, tries again, trying again, attempts, attempt, re try, retrying, tries, second try, another go, repeat it, retried, try it again, have another go, backoff, back off, more attempts, more tries, try once more, keep trying, reattempt, goes at it, try, again"
        ),
        (
            .timeoutSlot,
            """
            timeout, time out, times out, timeouts, give up after, gives up after, wait, waits,
            doesnt respond, does not respond, doesnt answer, does not answer, no answer, no reply,
            no response, respond in, answer in, respond within, answer within, give up, give it,
            give them, drop it, patience, silent for, hangs for, hasnt answered, unanswered,
            give each *, hang up after, abort after, abandon after, cut off after, takes longer,
            longer than, not answer within, not respond within, not answered, move on after,
            to answer, to respond, to reply
            """
        ),
    ]
}
