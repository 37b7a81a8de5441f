import Domain
import Language

/// Words that ask for a built-in tool or rule it out.
enum ToolPhrase: UInt8, Sendable {
    case pay, buy, sell, payNoun, discover, balance, transferNoun, send, swapNoun, swapVerb
    case subscribeWord, perp, hedge, predict, trading, searchNoun, leverage
    case x402ID, discoverID, balanceID, transferID, swapID, subscribeID, perpID, predictID

    static let table = PhraseTable<ToolPhrase>([
        (
            .pay,
            "pay, pays, paying, pay for, pays for, paid out, pay out, pays out, paying out, pay off, settle, settles, settling, paid"
        ),
        (
            .buy,
            """
            buy, buys, buying, byus, purchase, purchases, purchasing, order, orders, ordering,
            reorder, reorders, reordering, rent, rents, renting, license, licenses, licensing,
            licence, licences, restock, restocks, restocking, top up, tops up, topping up, bought,
            fetch paid, acquire, acquires, procure, procures, procuring, book, books, refill,
            refills, replenish, replenishes, buyer, hire, hires, purchaser, commission,
            top it/them/this/that up, top the * up, tops the * up, tops it/them up, top the * * up, topped up, keeps topped up, get me, commissions, obtain, obtains, stock up, shop for, shops for, purchasing agent,
            pull paid, grab, grabs, gets me, charges up, unlock, unlocks, recharge, recharges,
            refuel, refuels, query paid, queries paid
            """
        ),
        (
            .payNoun,
            "payments, payment, bill payment, bills, invoices, paying apis, x402, invoice, paid apis, paid api, paywalled, paywall, accounts payable"
        ),
        (
            .discover,
            """
            compare, compares, comparing, search for, searches for, shop around, shops around,
            find the best, finds the best, find the cheapest, finds the cheapest,
            pick the cheapest, picks the cheapest, pick the best, picks the best, choose between,
            chooses between, look for the cheapest, looks for the cheapest, hunt for, hunts for,
            find me the, finds providers, finds vendors, price compare, compare prices,
            compares prices, best offer, picks among, pick among, search services,
            searches services, looks around for, scout, scouts, finds services, find services,
            best price, best deal, whoever is cheapest, whichever is cheapest, search, discover,
            discovers, searches the market, find providers, find vendors, looks for
            """
        ),
        (
            .searchNoun,
            "discovery, service discovery, searching, comparison, search services, discovering services, finding services"
        ),
        (
            .balance,
            """
            check my/the/its/our/own? balance/balances, checks my/the/its/our balance/balances,
            shows me the balance, show me the balance, watch the/my/its/our balance,
            watches the/my/its/our balance, report the/my/its/our balance,
            reports the/my/its/our balance, balance, balances, look at its own balance,
            keeps an eye on the/my/our balance/wallet, monitors the/my/our balance/wallet,
            monitor the/my/our wallet/balance, how much is left, watches the/my/our wallet,
            watch the/my/our wallet, wallet balance
            """
        ),
        (
            .transferNoun,
            """
            payouts, payout, refunds, refund, refunding, refunded, donations, donation, donate,
            donates, salaries, salary, wages, stipends, stipend, royalties, payroll, pocket money,
            prize money, prizes, grants, bounties, bounty, tip, tips, tipping, allowance,
            allowances, reimburse, reimburses, reimbursing, reimbursements, reimbursement,
            distribute, distributes, distributing, disburse, disburses, money back, transfers,
            wire transfers, transferring, transfer money, transfer tokens, scholarships, hand out,
            hands out, handing out, pensions, remittances, remittance, dividends, honoraria,
            per diems, per diem, cashback, rewards, sending money, send money, sends money,
            sends the money, pays back, pay back, disbursement, commissions to, alms, airdrops,
            airdrop, split the, splits the, rebates, gives money, give money, payouts to, wire,
            wires, wiring, transfers money, transferring money, forwards money, transfer
            """
        ),
        (
            .send,
            "send, sends, sending, give, gives, giving, forward, forwards, transfer, transfers, hand, hands, deliver, delivers"
        ),
        (
            .swapNoun,
            "swaps, swap, swapping, token swaps, converting tokens, exchanging tokens, swap tool, conversions, swap anything"
        ),
        (
            .swapVerb,
            "swap, swaps, swapping, convert, converts, converting, exchange, exchanges, exchanging, rebalance, rebalances, dca, dcas, turn, turns, trade, trades, stack, stacks, accumulate, accumulates, invest, invests, average into, averages into"
        ),
        (.sell, "sell, sells, selling, sold, put, puts"),
        (
            .subscribeWord,
            "subscription, subscriptions, subscribe, subscribes, subscribing, subscription handling, renew, renews, renewing, membership, memberships, renewals, unsubscribe, unsubscribes, cancel them before, cancels them, cancels the ones, cancel unused, cancels unused"
        ),
        (
            .perp,
            "perp, perps, perpetual, perpetuals, perpetual futures, futures, margin trading, go long, go short, goes long, goes short, longs, shorts, leverage trading, leveraged, longing, shorting, short positions, long positions, derivatives, levered"
        ),
        (.leverage, "leverage, margin"),
        (.hedge, "hedge, hedges, hedging, hedger"),
        (
            .predict,
            "prediction market, prediction markets, bet, bets, betting, wager, wagers, wagering, predictions, claims whatever it wins, claim winnings, claims winnings, backs underdogs, punt, punts, polymarket, gambling, gamble, gambles, prediction"
        ),
        (
            .trading,
            "trading, trades, trade, trading of any kind, speculate, speculation, speculating, defi"
        ),
        (.x402ID, "x402 payment, x402payment"), (.discoverID, "discover services"),
        (
            .balanceID,
            "check balance, checkbalance, balance check, balance checks, balance checking, checking balances, checking the balance"
        ),
        (.transferID, "transfer tokens, token transfers"), (.swapID, "swap tokens"),
        (.subscribeID, "subscribe service"),
        (.perpID, "perpetual trade"), (.predictID, "prediction market"),
    ])

    /// The tools that the words ask for when tools are the matter.
    var grants: [BuiltInTool] {
        switch self {
        case .pay, .buy, .payNoun, .x402ID: [.x402Payment]
        case .discover, .searchNoun, .discoverID: [.discoverServices]
        case .balance, .balanceID: [.checkBalance]
        case .transferNoun, .transferID, .send: [.transferTokens]
        case .swapNoun, .swapVerb, .swapID: [.swapTokens]
        case .subscribeWord, .subscribeID: [.subscribeService]
        case .perp, .perpID, .hedge: [.perpetualTrade]
        case .predict, .predictID: [.predictionMarket]
        case .trading, .leverage, .sell: []
        }
    }

    /// The tools that the words rule out after a "no".
    var blocks: [BuiltInTool] {
        switch self {
        case .trading: [.swapTokens, .perpetualTrade]
        case .leverage: [.perpetualTrade]
        case .swapNoun, .swapID: [.swapTokens]
        case .swapVerb: []
        case .perp, .perpID, .hedge: [.perpetualTrade]
        case .predict, .predictID: [.predictionMarket]
        case .subscribeID, .discoverID, .balanceID, .transferID, .x402ID: grants
        case .subscribeWord: [.subscribeService]
        case .pay, .buy, .sell, .payNoun, .discover, .balance, .transferNoun, .send, .searchNoun:
            []
        }
    }

    /// Too common to ask for a tool by itself when the purpose is described.
    var isWeak: Bool {
        switch self {
        case .trading, .leverage, .swapNoun, .swapVerb, .send, .sell: true
        case .pay, .buy, .payNoun, .discover, .balance, .transferNoun, .subscribeWord, .perp,
            .hedge, .predict,
            .searchNoun, .x402ID, .discoverID, .balanceID, .transferID, .swapID, .subscribeID,
            .perpID, .predictID:
            false
        }
    }

    var isNoun: Bool {
        switch self {
        case .pay, .buy, .sell, .send, .swapVerb, .trading, .discover: false
        case .payNoun, .balance, .transferNoun, .swapNoun, .subscribeWord, .perp, .hedge, .predict,
            .searchNoun, .leverage,
            .x402ID, .discoverID, .balanceID, .transferID, .swapID, .subscribeID, .perpID,
            .predictID:
            true
        }
    }
}

/// Who is paid: people get a transfer, services a payment.
enum PayeeWords {
    static let people = keys(
        """
        teacher teachers tutor tutors artist artists instructor instructors instructores
        babysitter babysitters walker walkers
        volunteer volunteers member members employee employees staff freelancer freelancers
        contractor contractors winner winners
        player players builder builders maintainer maintainers people friend friends kid kids
        child children family families household households crowd worker workers
        author authors writer writers nurse nurses cleaner cleaners gardener gardeners musician
        musicians actor actors dancer dancers
        coach coaches trainer trainers intern interns student students crew pickers picker driver
        drivers rider riders courier couriers
        performer performers speaker speakers photographer photographers model models extras
        farmer farmers fisherman fishermen seamstress
        seamstresses foundry singer singers referee referees umpire umpires guides jury
        projectionists projectionist moderators moderator
        researcher researchers participants participant respondents tester testers beneficiary
        beneficiaries grandchildren grandson grandma
        mother father mum dad sister brother wife husband daughter son neighbour neighbours
        neighbor neighbors landlord nanny nannies sitter
        sitters tenant tenants donors heirs landowners weavers carver carvers potters knitters
        reporters stringers editors columnists
        illustrators animators translators interpreters proofreaders helpers apprentices
        labourers laborers guards janitors chefs waiters faculty lecturers lecturer professors
        professor grandkids grandchild granddaughter granddaughters grandsons grandson nieces
        nephews niece nephew cousins sons daughters parents babysitters caretaker caretakers
        collaborators contributors developers devs coders
        woman women man men lady ladies gentleman gentlemen girl girls boy boys guy guys lad lads
        grandmother grandmothers grandfather grandfathers aunt aunts uncle uncles brothers sisters
        pensioner pensioners orphan orphans refugee refugees villager villagers peasant peasants
        somebody someone everyone everybody colleague colleagues team-mates teammates roommate
        roommates flatmate flatmates assistants secretary midwife midwives shepherd shepherds
        charity charities church churches parish mosque temple synagogue shelter shelters hospice
        orphanage choir club foundation
        """)

    static let things = keys(
        """
        api apis bill bills invoice invoices service services data report reports station
        stations stall fee fees fine fines ticket tickets
        call calls subscription subscriptions supplier suppliers vendor vendors provider
        providers utility utilities rent electricity
        water gas toll tolls parking food credits storage hosting minutes runners build time
        lookup lookups scans transcription image
        images photos photo readings forecast forecasts records record tax taxes insurance
        premiums licence license licences licenses
        orders servers compute gpus gpu papers anyone anything everything
        """)

    static let money = keys(
        """
        money stipends stipend salary salaries wages donations donation tips payouts refunds
        funds usdc usdt cro eth allowance royalties
        grants prizes remittance tokens payments payment dollars euros pounds cash rewards it.
        voucher vouchers coupons deposit deposits fare fares pay wage rent pension pensions bonus bonuses bounty bounties share shares
        """)

    private static let exceptions = keys(
        """
        suppliers vendors providers orders papers numbers servers letters sellers runners
        partners computers merchants trailers chargers
        carriers brokers publishers printers containers offers trackers sensors factors errors
        sectors doors floors mirrors motors colors
        colours tenders dollars others covers meters counters plumbers lists lawyers newspapers
        hours tutorials
        importers exporters shippers caterers hosters resellers lenders insurers masters
        growers retailers wholesalers manufacturers operators couriers distributors dealers
        harbours towers flowers
        """)

    /// "-ers", "-ors", "-ists" after "pay the": mostly people.
    static func looksLikePeople(_ tokens: Tokens, _ index: Int) -> Bool {
        let token = tokens[index]
        guard token.end - token.start >= 6, !tokens.isPossessive(index),
            !exceptions.contains(token.key)
        else { return false }
        let bytes = tokens.bytes
        guard bytes[token.end - 1] == UInt8(ascii: "s") else { return false }
        let tail = Array(bytes[(token.end - 4) ..<| token.end].map { $0 | 32 })
        return tail[1...] == Array("ers".utf8)[...] || tail[1...] == Array("ors".utf8)[...]
            || tail == Array("ists".utf8)
            || tail == Array("ants".utf8) && !things.contains(token.key)
    }

    private static func keys(_ words: String) -> WordSet {
        WordSet(words.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
    }
}
