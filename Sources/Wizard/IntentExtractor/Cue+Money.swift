import Language

extension Cue {
    static let moneyPhrases: [(Cue, String)] = [
        (
            .unlimited,
            """
            no limit, no limits, unlimited, uncapped, no cap, no caps, no ceiling, no maximum, without limit, without a limit,
            without a cap, limitless, no daily/weekly/monthly/total/overall limit/cap/ceiling/budget, no upper limit, no max,
            no limit per *, no cap per *
            """
        ),
        (
            .perPayment,
            """
            each time, a time, at a time, each payment, each purchase, each transaction,
            in one go, each, apiece, a piece, a pop,
            every time, any one, one payment, one purchase, one transaction, one transfer,
            single payment, one order,
            per payment, per call, per purchase, a payment, a purchase, a transaction, a transfer,
            one by one, one refund,
            no payment, no purchase, any payment, any purchase, every payment, every purchase,
            a single *, no single *,
            for one *, for each *, for a single *, to one *, each one, per one, single purchase,
            single transaction, any single *,
            payment <colon>, cap tx, max tx, per tx, tx limit, tx cap, limit tx, a tx, a clip, a go,
            per person, a person, a head, per head, no one gets, nobody gets, nobody earns,
            no one earns, to each,
            individual payment/payments, individual purchase/purchases, individually, a shot,
            a call, a request, a bet, a trade,
            payment limit, payment cap, limit per, cap per, cada uno, por persona, one single *,
            every single *, the single *, one go,
            the per payment, position size, trade size, order size, ticket size, stake,
            per payment limit, max per, payments over, payments above, payment over,
            payment above, bill over, invoice over, at once, in one payment, in a single payment
            """
        ),
        (
            .daily,
            """
            day <colon>, a day, per day, each day, every day, daily, <slash> day, <slash> d, in one day,
            in a day, in any one day, within a day, for the day,
            the day, day's, a single day, any day, per diem, 24 hours, 24h, one day, of a day,
            day limit, day cap, cap day, max day, day max, limit day, day stays, day is, day at, al dia, por dia, a d,
            per calendar day, a night, per night, each night, every night, nightly, any given day,
            every single day, in 24 hours, for a day, on one day, in the day
            """
        ),
        (
            .weekly,
            """
            week <colon>, a week, per week, each week, every week, weekly, <slash> week, <slash> wk,
            in one week, in a week, in any one week, within a week,
            for the week, the week, a single week, any week, one week, of a week, week limit, week cap, cap week, max week, week max, week stays, week is,
            a wk, per wk, a wek, for a week, por semana, la semana,
            in the week, any given week, monday to/through sunday, every single week, per wek
            """
        ),
        (
            .monthly,
            """
            month <colon>, a month, per month, each month, every month, monthly, <slash> month, <slash> mo,
            in one month, in a month, in a calendar month,
            within a month, for the month, the month, a single month, any month, one month,
            of a month, per calendar month, calendar month,
            a mo, per mo, pcm, por mes, al mes, for a month, in the month, any given month,
            month limit, month cap, cap month, max month, month max, month stays, month is,
            every single month, <slash> mth, in any one month
            """
        ),
        (
            .yearly,
            "a year, per year, each year, every year, yearly, annually, <slash> yr, <slash> year, annual, in a year, per annum"
        ),
        (
            .total,
            """
            in total, total, altogether, all together, overall, lifetime, whole pot, the pot,
            whole budget, for the lot, all in all, in all,
            total budget, in sum, for everything, forever, budget, entire budget, whole life,
            whole lifetime, all told, overall budget, gesamtbudget,
            for the whole *, for the entire *, whole thing, from start to finish, all in,
            over its life, over its lifetime, war chest, over the entire *, over the whole *,
            put together, all of it,
            pot, kitty, the lot, purse, bankroll, all up, life time, in the whole, grand total,
            for the season, for the year, per season, a season, season budget, for the project,
            for the whole project, ever spend, for good, to begin with in total,
            the whole run/project/show/event/tour/trip/season/campaign
            """
        ),
        (
            .unitPrice,
            """
            charges/charge/bill/bills/invoices them/users/customers/clients/people/readers/players,
            charges/charge/bill/bills/invoices subscribers/members/visitors/everyone/everybody,
            charges/charge/bill/bills/invoices each/callers/students/listeners/buyers/guests,
            charging them/users/customers/clients/people, we charge, it charges, i charge,
            to charge, should charge, must charge, will charge, charges, charging, and charge,
            charges a/an/each/every, sells for, sell for, selling for, sells each/every * for,
            sold for, sells them for, sell them for, sells it for, selling at, sells at, sell at,
            our price, its price, asks its users, asking price,
            price is, price per, price of, unit price, price, priced at, we ask, fee is, fee of,
            a fee, fee per, they pay us, users pay, customers pay,
            clients pay, people pay, readers pay, charge per,
            costs our/the/my users/customers/clients/readers, costs them, callers pay,
            subscribers pay, visitors pay, members pay, they pay
            """
        ),
        (
            .cap,
            """
            max, maximum, at most, no more than, not more than, no more then, cap, capped, cap of,
            ceiling, limit, limits, limited, tops, up to, never more than,
            most, not over, never over, never above, exceed, exceeds, exceeding, not exceed,
            shouldnt exceed, stay below, stay under, keep it under, keep under, keep below,
            budget,
            more than, no greater than, nothing above, nothing over, spend cap, spending limit,
            spend limit, upper limit, maximo, or less, at the most, at the very most,
            not more as, absolute maximum, not above, hard limit, caps, topped, top, highest,
            enough, plenty, allowance, allowed, may spend, can spend, should spend, spend,
            not beyond, at maximum, wont exceed, stays under, stays below
            """
        ),
        (
            .above,
            """
            above, over, more than, beyond, exceeding, exceeds, exceed, bigger than, larger than,
            greater than, higher than, superior to/of, upwards of,
            from, starting at, starting from, <greater>, at or above, more then, as of, past,
            north of, passes, goes over, costs more than, at least, crosses, more as, reaches,
            surpasses, dearer than, pricier than, more expensive than, tops
            """
        ),
        (
            .below,
            "below, under, less than, up to, until, smaller than, lower than, <less>, cheaper than, beneath, fewer than, drops to, less then, falls to, down to"
        ),
        (
            .described,
            """
            costs, cost, usually, normally, normal, typically, about, roughly, around, currently,
            used to, had written, wanted, i had, at the moment,
            so far, last month's, i actually use, runs, is about, on average, some wanted,
            gigantic, in spring, i reckon i spend, i spend, we spend, we pay, i pay, they charge,
            nowadays, right now, these days, we paid, i paid, they ask, charged, quoted, go for,
            goes for, tried, thought of, i thought, comes to, list price, were, spent, bought, last year, last month, yesterday
            """
        ),
    ]

    /// Nouns after "per", "a", "each" that make a period, not a payment.
    static let periodNouns = WordSet(
        [
            "day", "week", "month", "year", "hour", "minute", "second", "quarter", "night", "cent",
            "annum", "diem", "calendar", "wek", "wk", "mo", "d", "yr",
        ]
        .map(WordKey.of))

    static let approvalPhrases: [(Cue, String)] = [
        (
            .approval,
            """
            approve, approves, approval, approvals, approved, approving, sign off, signs off,
            sign, signs, signed off, sign off on, ask, asks, check with, checks with, confirm,
            confirms,
            confirmation, permission, say yes, says yes, say ok, says ok, says okay, okay it,
            ok it, run it by, run it past, needs a yes, a yes, green light, authorise, authorises,
            authorize, authorizes,
            clear it with, has to see, wants to see, want to see, need to see, needs to see, see it first,
            see it, look at, looks at, has a say, goes through, go through,
            give his/her/their/my ok, nod, thumbs up,
            ping me, ping, asking, consent, sign it off, countersign, countersigns, co sign, vet,
            vets, release, releases, wave through, okays, approver, approvers, come to me,
            bother me, bothering, be bothered, check them, check it, check each, see each, see all, see every, says so, press/presses/tap/taps/click/clicks yes/ok/okay, confirmed, checked by, have/has to agree, my yes, said ok/okay/yes, my word, oks, in the loop, lands on, shout at, click yes, review, reviews, agree, agrees, must say ok, to say ok, my ok,
            ok from, okay from, yes from, say okay, say okay to, okay every, give the okay,
            gives the okay, give the nod, gives the nod, sign offs, must see, come back to me,
            needs the * ok, needs our * ok, needs my * ok, needs the * okay, needs the * signature,
            needs the * blessing, needs the * nod, needs * ok, need * ok, needs * okay, needs * nod, needs * blessing, needs * signature,
            requires * ok, requires * okay, wants * ok, with * ok, has * ok, without * ok,
            be asked, been asked, okd, okayed, okaying, must/should/to/can okay, okays, goes past, go past, goes by me,
            clears, must clear, should clear, give/gives/giving his/her/their/its blessing, decide myself, decides, i decide,
            take approval, signs for, give a yes,
            wait for, waits for, says yes or no, say yes or no, yes or no, the go ahead,
            go ahead from
            """
        ),
        (
            .approvalNone,
            """
            neednt ask, neednt ask me, need not ask me, dont have to ask, dont need to ask,
            nothing for me to approve, never ask, never ask me, no approval, no approvals,
            without asking, without approval, dont ask, doesnt need approval, doesnt need to ask,
            no need to ask, no need for approval, not need approval,
            dont need approval, dont need to approve, dont want it asking, dont want it to ask,
            dont wanna approve, dont want to approve, not asking me, never must it ask,
            must never ask, need not ask, needs not ask, approval not needed,
            approvals not needed,
            never bother me, dont bother me, dont want to be asked, never needs approval,
            never need approval, no sign off, no sign offs, stop asking, shouldnt ask,
            should never ask, doesnt have to ask, does not need to ask, does not have to ask,
            not have to ask, not need to ask,
            pay without me, without me, no human needs/has, no one needs, nobody needs,
            have/need to come back, needs to come back, just let it pay, nobody approves, no one approves, nobody needs to approve, nobody has to approve,
            approval never, no human approval, fully automatic, fully autonomous,
            needs no approval, need no approval, without my approval, without permission, drop/scrap/skip the? approvals/approval,
            never has to ask, do not ask, dont need to sign, no confirmation,
            without confirmation, no permission, dont need to be asked, do not want to approve,
            approval/approvals isnt/arent/not needed/necessary/required, no manual approval/approvals,
            approval/approvals none/off, approval/approvals <colon> none/off/no/never,
            no human in the loop, zero approvals, unattended, no approval step,
            never require approval, never requires approval, no approval needed,
            no approvals needed, nobody, dont make me approve
            """
        ),
        (
            .everything,
            """
            everything, every single, every payment, each payment, all payments, every purchase,
            each purchase, all purchases, every transaction, each transaction, all of them,
            always, each one, every one, anything at all, any payment, any purchase,
            every time, each time, all transactions, every * payment, each single, every bet,
            every trade, every order, every transfer, each transfer, every grant, every refund,
            every invoice, every bill, from the first cent, every * before, each * before, every spend, no exceptions,
            whatever it costs, each of them, every one of them, whatever the amount/sum, any amount, all of it, them all, all of these, no matter how small, however small, every cent, every penny
            """
        ),
        (.owner, "me, i, myself, my own, mine, im, ill, id, the owner"),
        (
            .negation,
            "no, not, never, dont, doesnt, do not, does not, without, mustnt, must not, shouldnt, should not, cant, cannot, can not, wont, will not, none of, neither, nor, nothing, except, avoid, nope, nix, nevr, may not, isnt, is not, no longer, excluding, stay away from, keep away from, nowhere near, ban, forbid, forbidden, off limits, prohibited, hands off, steer clear of"
        ),
        (.only, "only, just, solely, exclusively, nobody else, no one else, nothing else"),
        (
            .instead,
            "actually, instead, make it, make that, change it, change that, rather, correction, i meant, i mean, on second thought, on second thoughts, no wait, wait no, hang on, oops, sorry, change, changed, bump, raise, lower, increase, decrease, reduce, shift, move, update, should be, switch, turn it, ups, mixed, on reflection, let me change, set, drop it to, bring"
        ),
        (
            .scratch,
            "scratch that, scratch, forget, forget that, drop, remove, delete, take off, take out, cancel that, strike, get rid of, lose, without, no more, leave out, take * off, kick out, cross out, throw out, scrap, no longer"
        ),
        (
            .notThis,
            "not, instead of, rather than, and not, as opposed to, no longer, was, than the"
        ),
    ]
}
