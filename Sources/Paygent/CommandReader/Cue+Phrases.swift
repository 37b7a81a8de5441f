import Language

extension Cue {
    static let table = PhraseTable<Cue>(heads + subjects + manners + dangers + values)

    private static let heads: [(Cue, String)] = [
        (
            .pay,
            """
            pay, pay off, pay for, tip, settle, sort that/it/this out, take care of it/that/this, take care of the bill/invoice/tab/rent/fee, settle up, purchase, cover, donate, order, pay up,
            make/do/process/execute/arrange/issue/perform a/the payment, make/do/process payment, settle up with, foot, spend, reimburse,
            renew? pay, remunerate, compensate, clear, book, hire, rent, chip in, use, call, query
            """
        ),
        (
            .buy,
            """
            buy, buy me, purchase, acquire, pick up, stock up on, get hold of, grab me? some, book, hire, rent, score me? some
            """
        ),
        (
            .get,
            "get, get me, grab, grab me, fetch, fetch me, get us, gimme, i want/need, id like, i would like"
        ),
        (
            .send,
            """
            send, transfer, move, wire, forward, shoot, remit, zap, beam, push, send over, send off,
            transmit, withdraw, refund, repay, sweep, return, give back, pay back, release, disburse, pay out, send out, wire over, ship, top up, deliver, wire transfer, empty, fund,
            make/do/process/execute/arrange/perform a/the transfer, make/do/process transfer, transfer over, send across
            """
        ),
        (
            .give,
            """
            give, hand, slip, lend, drop, chuck, pass, toss, sling, ping, loan, fling, flick, bung, spot, venmo, credit, throw, shove,
            stick, kick, hand over, wing, gift, award, paypal, zelle
            """
        ),
        (
            .swap,
            "swap, convert, exchange, trade, swap out, change over, flip, bridge over, rotate, trade in, dca, roll, roll over, replace, rebalance, trade me, swap over"
        ),
        (
            .sell,
            "sell, sell off, get rid of, dump, offload, cash out, liquidate, unload, ditch, sell out of"
        ),
        (
            .turn,
            "turn, change, make, take, stick, throw, park, plough, switch, put, shift, move, use, spend"
        ),
        (
            .find,
            """
            find, find me, search, search for, look for, look up, discover, locate, hunt for,
            seek, compare, browse, im/i looking for, i am looking for, look around for, scout, hunt down,
            get me a list of, list available, show available, search out, track down, recommend, suggest,
            i need a/an, find us, looking, list, show me, show, list all, where can i find/buy/get, explore,
            where do/could i/we find/buy/get, looking for, i/we could use a/an, im/i hunting for, i am hunting for, where could/can one/you/somebody find/buy/get, what can/could i use for, im after, i am after, need a/an, we need a/an, searching for, on the lookout for, scan for, dig up, shop around for, shop for, find out who/which, source, browse for, point me to, see if theres/there is a/an/any/some
            """
        ),
        (
            .show,
            """
            show, show me, list, display, check, tell me, view, see, print, pull up, pull, give me, whats,
            what is, check on, let me see, get, get me, report, look at, look up, what are, which, fetch, export, what,
            list all, bring up, open up, can/could/may i see/view/check/know, i want/need/would like to see/know/check, id like to see/know/check, summarise, summarize, review, read out, check out, peek at, glance at, have a look at, take a look at, i want to see, gimme, reveal, disclose, expose, leak, know, see what, check what, learn
            """
        ),
        (
            .subscribe,
            """
            subscribe, subscribe me/us, sign up, sign me/us up, renew, join, enrol/enroll, enrol/enroll me/us,
            be on, get on, put me on, i want a/an/the/my, start/begin/open/get/buy/activate/take a/my/the? subscription, register for, take out, reactivate, extend,
            sign * up, sign * * up, sign up for/to, put me/us down for, put my name down for, upgrade me/us? to, hook me/us up with, opt in to, opt into, opt me/us in to, opt me/us into, register me/us with/for, take the * plan, take the * plan of, set me/us up with, sign me/us up with, get me/us onto, sign on for/to, become a member/subscriber of, become a/an * subscriber/member, become a/an * * subscriber/member, be a/an? member/subscriber of, become member of,
            make me/us a subscriber/member of, activate, join me/us, switch me/us to, get me/us onto, enrol/enroll * in, move me/us to
            """
        ),
        (
            .cancel,
            "cancel, end, halt, terminate, discontinue, stop, quit, drop, kill, get rid of, call off, leave, ditch, ax, axe, bin, nix, scrap, turn off, switch off, remove, delete, shut off"
        ),
        (
            .unsubscribe,
            """
            unsubscribe, unsubscribe me/us, stop paying for/to?, quit paying for, stop my payments to, opt out of, opt me out of,
            end my subscription, i no longer want, i dont want, take me off, stop subscribing to, no more, dont renew, do not renew,
            no longer need/want/require, i/we no longer need/want, i/we want out of, pull out of, opt out, end my/our membership, i/we dont need/use, unsub, unsub me/us, unsub from, get me/us off, get me/us out of my, let * * lapse/expire/end, let * lapse/expire, let * * * lapse/expire/end, let * * lapse/expire/renew, let * run/lapse out, let * * run out, dont let * renew, dont/stop charge/bill/charging/billing me/us for, do not charge/bill me/us for, dont let * * renew, do not let * renew, turn/switch off auto? renewal for/of, stop/end/quit/halt the/my/our weekly/monthly/yearly/daily/annual payments to/for, i/we no longer want/wish to pay for, i/we dont want/wish to pay for, i/we quit, i/we dont want to be subscribed to, withdraw from, im/i done with, i am done with
            """
        ),
        (
            .open,
            "open, enter, go, take, start, begin, put on, build, initiate, launch, open up, place, get, buy, ape, make, set up, lever up, leverage up, get me/us into, get into, jump into, hop into, i want/need, put"
        ),
        (
            .close,
            """
            close, close out, exit, flatten, unwind, get me/us out of, get out of, square off, close down, liquidate, sell off,
            take me out of, bail out of, bail on, pull me out of, wind down, dump, close up, get rid of, shut, kill, end, shut down, take * off, take * <percent> off, take * percent off, cash in, cash out, cash out of, bank, cover, scale out, scale out of, exit out of, lock in, get out, get me/us out, take me/us out, buy back, take profit/profits on, settle
            """
        ),
        (
            .reduce,
            "reduce, trim, cut, halve, shave, pare, scale down, shrink, halve, lighten, take off, decrease, cut down"
        ),
        (
            .set,
            """
            set, put, move, place, raise, lower, tighten, loosen, change, adjust, update, add, trail, shift, bring, make,
            increase, decrease, cut, reduce, bump, set up, modify, reset, drop, widen, push, define, give, edit, use, establish, protect, guard, secure, fix, slap, stick, attach, i want/need, lift, drag, nudge
            """
        ),
        (
            .bet,
            "bet, wager, gamble, stake, punt, put, im putting, i am putting, ill put, i will put, im betting, i am betting, place a bet, place a bet of, place, bet me, take, lay, place a wager of, make a bet of, stick, throw, i bet, ill bet, id bet, let me bet, slap, drop, chuck, place bet, back"
        ),
        (
            .claim,
            """
            claim, collect, redeem, cash out, cash in, withdraw, take, get, grab, pick up, pull, pull out, fetch, harvest, pay out, get me/us, gimme, bring in, bank, let me have, i want, i want my/the, settle, settle up
            """
        ),
        (
            .provide,
            "add, provide, supply, deposit, put, lp, pool, contribute, stake, add liquidity, provide liquidity, inject, seed, join, throw, drop, stick, pair, fund, send, move, chuck, toss, dump, become an? lp, be an? lp, place, commit, plonk, transfer, allocate"
        ),
        (
            .approve,
            """
            approve, accept, authorise/authorize, sign off, sign off on, go ahead with, ok/okay to, let * pass, let * * pass, yes to, give * the go-ahead, give * * the go-ahead, give * * * the go-ahead, green light, greenlight, confirm, wave through, allow,
            let * through, let * * through, let * * * through, let * * * * through, let it go through, let it through, give the green light to, say yes to, thumbs up for/to/on, i approve, i accept, i authorise/authorize, its fine to pay, green-light, give the ok to, rubber stamp, give * the green light, give * * the green light, give * * * the green light, give * the go ahead, give * * the go ahead, give * * * the go ahead
            """
        ),
        (
            .reject,
            "reject, decline, deny, refuse, turn down, disapprove, veto, block, say no to, dismiss, dont approve, do not approve, throw out, disallow, i say no to, i/we dont/wont/cant approve/accept/authorise/authorize/allow, i/we do/will not approve/accept/authorise/authorize/allow, not approved, knock back, thumbs down for/to/on, send back, no to, shoot down, dont/do not let * through, dont let * * through, dont let * * * through, do not let * * through, do not let * * * through, turn * down, turn * * down, turn * * * down, i refuse, i reject, i decline, i deny"
        ),
        (
            .limit,
            """
            never/dont/not spend more than, i dont want you? to spend more than, i do not want you? to spend more than, do not spend more than, never go over/above, spend at most, spend no more than, limit, cap, restrict,
            limit me/us/yourself/it/spending/my to?, never pay more than, dont pay more than, do not pay more than, dont let me/us/it spend more/over than?,
            do not let me/us/it spend more than, no more than, keep spending/it under/below, keep my spending under/below, dont go over/above, do not go over/above,
            max, maximum, at most, keep me under/below, stay under/below, stop at, never let me spend more than, i want to spend at most, hold me to, keep * under/below, keep * * under/below, keep * * * under/below,
            the most you/i/we may/can/should/are? spend/pay, you/u cant/mustnt/shouldnt/cannot/maynt spend/pay more than, you must/may/can/should not spend/pay more than, keep within,
            dont exceed, do not exceed, never exceed, not a cent/penny/dollar/euro more, i dont want you? spending over/above, i dont want you spending more than, i do not want you? spending over/above, i do not want you spending more than, dont let the * * go over/beyond/above, never let the * * go over/beyond/above, i dont want any/a/one/single single? payment/transaction/purchase to be/cost/exceed higher/more/above? than?, you may spend up? to, you can spend up? to, allow up to, not more than, allow, spend up to
            """
        ),
        (
            .askBalance,
            """
            how much do i have, how many, how much, do i/we have, have i/we got, am i, hows, how is, whats in, what is in, what do i/we have/own/hold, what have i/we got,
            what ive got, what i have/own/hold, what i got, what we have, are we, what am i holding, what funds, how rich, how broke, do i/we still have any?, do i/we have any/enough, have we any, is there any/enough,
            how much money, how much does, does my/our/the wallet/account have/hold/contain, see how much, check how much, know how much, tell me how much, any * left, hows my
            """
        ),
        (
            .askHistory,
            """
            what did i/we spend/pay/buy/send/purchase, how much did i/we spend/pay/send, what have i/we spent/paid/bought/sent, how much have i/we spent/paid/sent,
            did i/we pay/send/spend, when did i/we last? pay/send/spend, who did i/we pay/send, where did my/our money go, how much money went/was, everything paid, everything i paid/sent/spent,
            everything spent, what i spent/paid/sent, how much i spent/paid, all i spent, where did i spend, what was paid/spent, whom did i pay, everything sent,
            what went out, how much went, how much was paid/spent, how many payments/transactions, where did my/our/the * go, where did all my/our * go, where has my/our * gone, where have my/our * gone, have i/we paid/sent, did the/my/our payment/transfer to, who got, who has got, who received, what went where, what did last/this week/month/year cost,
            what i payed, what payments, which payments/transactions, all payments/transactions, all my payments/transactions
            """
        ),
        (
            .askServices,
            """
            which, who sells/offers/provides/has/does, any, is there a/an/any, are there any, anyone selling/offering, anybody selling/offering, whats the cheapest/best/fastest, what is the cheapest/best/fastest,
            what services/apis/providers, where can i find/buy/get, do you know a/an/any, what are the cheapest/best/fastest, got any, who can, who could, know any/a, are there, is there, is there something/anything/someone/anyone that/which/who, anybody, anyone, whos selling/offering/providing/doing, who is selling/offering/providing/doing, who might/may/would sell/offer/provide
            """
        ),
    ]

    private static let subjects: [(Cue, String)] = [
        (.long, "long, longs, bullish"),
        (.short, "short, shorts, bearish"),
        (.leverage, "leverage, leveraged, lev, margin, x leverage, times leverage, times, fold"),
        (.perpetual, "perp, perps, perpetual, perpetuals, futures"),
        (.position, "position, positions, trade, trades, exposure"),
        (.stopLoss, "stop, stop loss, stoploss, sl, stops, stop losses, trailing stop"),
        (
            .takeProfit,
            "tp, take profit, takeprofit, target, profit target, take profits, profit at"
        ),
        (.pool, "pool, pools, liquidity, lp, liquidity pool, lp pool, amm, liquidity provider"),
        (
            .winnings,
            "winnings, i won, i have won, ive won, payout, payouts, prize, prizes, won bet, won bets, prize money, winning shares, bets i/we won, bet i/we won, winning bet, winning bets, bet i won, reward, rewards, what i won, proceeds, winning"
        ),
        (
            .subscription,
            "subscription, subscriptions, membership, plan, sub, monthly thing, weekly thing, yearly thing, daily thing, newsletter, tier, premium, plans, subs, memberships"
        ),
        (
            .balance,
            """
            balance, balances, wallet, holdings, funds, portfolio, broke, in the bank, in my account, in the account, left, account, have i got, do i have,
            do i own, my money, my tokens, do i hold, my coins, treasury, assets, do we have, do i still have, i got, remaining, in the kitty, my stash
            """
        ),
        (
            .payments,
            """
            payments, transactions, payment history, transaction history, history, receipts, purchases, spending, transfers, expenses, payment,
            transaction, paid, spent, statement, activity, payment log, expenditure, outgoings, txs, txns, txn, payed, refunds
            """
        ),
        (
            .budget,
            "budget, limit, limits, allowance, cap, ceiling, spending limit, maximum, spend limit, max, budgets, spending cap, quota"
        ),
        (
            .request,
            "request, requests, approval, approvals, pending, payment, payments, one, ones, them, it, transaction, everything, these, those, both, id, transfer, transfers"
        ),
        (
            .services,
            "services, service, api, apis, provider, providers, vendor, vendors, tool, tools, endpoint, endpoints, seller, sellers, out there, available, feeds, options"
        ),
        (.slippage, "slippage, slip, tolerance, price impact"),
        (
            .prediction,
            "prediction market, prediction markets, prediction, delphi, odds, bet, to win"
        ),
        (.money, "money, funds, cash, payment, it, them, that, some, the same, everything, all"),
    ]

    private static let manners: [(Cue, String)] = [
        (
            .filler,
            """
            i mean, i meant, actually, wait, or rather, oops, hold on, please, pls, plz, kindly, hey, hi, hello, ok, okay, yes, yeah, yep, so, now, just, then, and, also, can/could/would/will you/u,
            can/could/would/will you please, i want/need/wish to, i want/need you to, i would like to, i would like you to, id like to, id like you to, id like, lets, let us,
            go ahead and, go ahead, we need/want to, time to, its time to, it is time to, would/could it be possible to, how about we/you, i would ask/request/urge/like you to, ive decided to, i have decided to, i decided to, at your earliest? convenience, its time for you to, next, first, finally, afterwards, after that, lastly, if theres enough, if there is enough,
            if possible, if so, if it works, if its/thats/all/alls fine/ok/okay/good/enough/sufficient/possible/clear, if it/that/all is fine/ok/okay/good/well/enough/sufficient/possible/clear, once done, when done, quickly, paygent, agent, bot, sorry, help me, help me to, try to, remember to, make sure to, make sure you,
            be so kind as to, would you mind, i wanna, wanna, gonna, got to, gotta, you should, you can, you may, please do, do me a favour and, do me a favor and,
            if i have enough, if there are enough, if its enough, if enough, if that works, no, nope, well, oh, um, uh, alright, right, once that is done, once thats done, when thats done,
            and then, afterward, later, immediately, asap, right away, today, tonight, tomorrow, thanks, thank you, good morning, good evening, dear agent, could you please, for me, again, subsequently, to, would you kindly, second, third, secondly, plus, as well, in addition, besides, cheers, mate, lets just,
            yo, ayy, hiya, heya, howdy, sup, oi, ahoy, bro, bruh, dude, man, guys, folks, buddy, pal, boss, chief, fam, sir, madam, maam, friend, my friend, love, dear, honey, darling,
            lol, lmao, haha, hehe, omg, btw, by the way, fyi, umm, uhm, hmm, hm, erm, er, ah, aha, eh, oki, okie, okey, k, kk, aight, yup, yea, yess, sure, fine, great, good, cool, perfect, right then, now then,
            urgent, urgently, quick, real quick, quick one, one thing, one more thing, listen, maybe, perhaps, as soon as possible, at once, hello there, hi there, hey there, greetings, good day, good afternoon, dear sir,
            bitte, por favor, porfa, porfavor, sil vous plait, sil te plait, svp, stp, per favore, per piacere, prego, hola, oye, bonjour, salut, ciao, hallo, moin, servus, guten tag, guten morgen, alors, also bitte, merci, gracias, danke, obrigado, obrigada, bom dia, namaste, yaar, bhai, ji, lah, inshallah, tak, hej, hei, ola, oi oi, buenas, buenos dias, alsjeblieft, proszę, pozhaluysta, lütfen, onegai, kudasai,
            can/could/would/will you/u maybe/just/kindly/quickly, would/are you/u be? able/willing to, would you mind, do you mind, is it ok to, i would be grateful/thankful/glad/happy if you/u could/would?, i would appreciate it if you/u could/would?, id appreciate it if you/u could/would?, id be grateful/glad/happy if you/u could/would?, it would be great/nice/good/lovely if you/u could/would?,
            i am/im wanting/trying/looking/hoping to, i want/need that you, i want/need/ask/beg/request/order you, i ask/request/order you to, you/u must/have/need/gotta to?, i/we must/have to?, lets go, i/we would love to, id love to, id prefer to, i prefer to, do the needful and, kindly do the needful and, be a dear/star/legend/sweetheart and, feel free to, please go ahead and, go on and, come on, your task is to, your job is to, task, todo, to do, action, command, my order is to, i order,
            with the proceeds/profit/profits/rest/money/remainder, and with that, from there, afterwards please, as the next step, next up, after this, only, simply, lemme, let me, i wish, i desire to, wish to, want to, need to, would like to, like to, i plan to, my wish is to
            """
        ),
        (
            .negation,
            """
            dont, do not, never, no need to, not, please dont, avoid, i dont want to, i do not want to, i dont want you to, stop sending/paying/swapping/buying/moving, hold off, refrain from, under no circumstances, no longer,
            i wont, i will not, we wont, cant, cannot, i am not, im not, i shouldnt, dont ever, nobody should
            """
        ),
        (
            .hypothetical,
            """
            what if, in case, what would, what happens, would happen, suppose, supposing, imagine, hypothetically, for example, eg, for instance, lets say, pretend, in theory, assuming, say i,
            should i, should we, could i, may i, can i, can we, might, maybe i, perhaps i, would it, how do, how does, how can, how would, how to, how should, why, what does, whats the difference,
            wondering, explain, i was going to, i was about to, i nearly, i almost, i used to, if i, if we, if you, if he, if she, if they, if someone, do you think, is it, what about, would you say, is that, am i allowed, will it, does it, thinking about, thinking of, considering
            """
        ),
        (
            .reported,
            "said, says, wrote, told, asked, asks, reads <colon>, read <colon>, the/this/an email/mail/message/letter/note/sms/text goes/went/states/stated/read, read out from, claims that, saying, told me, suggested, suggests, mentioned, replied, texted, emailed, demands, demanded, according to"
        ),
        (
            .withdrawn,
            """
            never mind, nevermind, forget it, forget that, forget the, forget about, scratch that, scrap that/it, cancel that, cancel it, on second thought/thoughts, changed my mind, dont bother, do not bother, disregard that, ignore that, just kidding, only kidding, false alarm, nvm, forget i said, no wait dont, leave it, drop it
            """
        ),
        (
            .correction,
            "no, sorry, wait, actually, scratch that, i mean, i meant, rather, no wait, make that, make it, correction, oops, or rather, no make it, no make that, sorry make it, no sorry, wait no, oh no, hold on, strike that, better make it, actually no, actually make it"
        ),
        (
            .then,
            "then, and, and then, after that, afterwards, and afterwards, next, finally, followed by, and finally, and also, also, plus, before that, and after that, but first, lastly, after which, once done"
        ),
        (
            .statement,
            "is, are, was, were, has, had, cost, costs, comes, come, went, been, work, works, feel, seem, seems, look, looks, makes, lies, sounds, came, fell, wins, scare"
        ),
        (
            .idiom,
            """
            pay day/slip/rise/gap/check/cheque/grade/wall/raise/cut, pay attention/heed/respect/respects/tribute/homage/dividends/lip/compliments, pay close/more/no/special/some attention, pay a visit/compliment/call, pay me a visit, pay it forward,
            pay you a visit, pay him/her/us/them a visit/compliment, buy time/in/into/that, buy me/us some? time, buy a minute, settle down/in/for, tip of/off/over/toe/top, order of, cover up/for/me, find out, find myself/yourself, find it/that/this,
            find a way/time/reason, look for trouble, look up to, search my soul, pay off well, spend time/the/some/a/more, spend my/your time/day/weekend/evening, spend quality time, pick up the, order in, foot the, list of, check in, check out, see you, show up, show off,
            tell me a/about/why/how/more/something, give me five, trade places/secrets/stories/insults, swap stories/places/shifts/seats/notes/recipes/numbers, exchange greetings/views/glances/ideas/words, give up, give in, move on, move over, move house, pass on, pass the, drop by/in/off/it, drop me a, ping me, turn on/off/up/around/left/right, i need a/an break/hug/holiday/vacation/coffee/minute/moment/nap/drink/rest/favour/favor/hand, show me how, show me why, settle the/an argument/score/dispute, buy into, cover for, pay your respects, order some peace
            """
        ),
    ]
}
