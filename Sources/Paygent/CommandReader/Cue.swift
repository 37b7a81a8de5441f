/// What a word or phrase of a command may stand for. One phrase may stand for several things;
/// the words around it decide.
enum Cue: UInt8, Sendable {
    // What a command begins with.
    case pay, buy, get, send, give, swap, sell, turn, find, show, subscribe, cancel, unsubscribe
    case open, close, reduce, set, bet, claim, provide, approve, reject, limit
    case askBalance, askHistory, askServices
    // What it is about.
    case long, short, leverage, perpetual, position, stopLoss, takeProfit, pool, winnings
    case subscription, balance, payments, budget, request, services, slippage, prediction
    // How it is meant.
    case filler, negation, hypothetical, reported, withdrawn, correction, then, statement
    case money, idiom
    // What must not be.
    case injection, secret, unlimited, limitOff, hidden
    // Values.
    case yes, no, cheapest, fastest, bestRated, failed, pending, completed, refunded
    case perPayment, daily, weekly, monthly, yearly, total, last, all
}

/// A set of cues in one word.
struct Cues: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ cues: Cue...) { for cue in cues { insert(cue) } }

    mutating func insert(_ cue: Cue) {
        if cue.rawValue < 64 { low |= 1 << cue.rawValue } else { high |= 1 << (cue.rawValue - 64) }
    }

    func has(_ cue: Cue) -> Bool {
        cue.rawValue < 64
            ? low >> cue.rawValue & 1 == 1 : high >> (cue.rawValue - 64) & 1 == 1
    }

    func hasAny(_ other: Cues) -> Bool { low & other.low | high & other.high != 0 }

    var isEmpty: Bool { low | high == 0 }

    static let heads = Cues(
        .pay, .buy, .get, .send, .give, .swap, .sell, .turn, .find, .show, .subscribe, .cancel,
        .unsubscribe, .open, .close, .reduce, .set, .bet, .claim, .provide, .approve, .reject,
        .limit, .askBalance, .askHistory, .askServices, .long, .short)
}
