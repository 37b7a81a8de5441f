import Domain
public import JSON
import Paygent

// What agents hold at venues, as clients see it.

extension OpenPosition {
    public var json: JSONValue {
        [
            "id": .string(id), "market": .string(position.market),
            "side": .string(position.side.rawValue), "margin": .string(margin.description),
            "entry_price": .string(PaperDesk.dollars(position.entry).description),
            "stop_loss": .optional(position.stopLoss.map { PaperDesk.dollars($0).description }),
            "take_profit": .optional(position.takeProfit.map { PaperDesk.dollars($0).description }),
            "liquidation_price": .optional(
                position.liquidationPrice.map { PaperDesk.dollars($0).description }),
            "value": .string(value.description),
            "status": .string(position.end?.rawValue ?? "open"),
        ]
    }
}

extension PlacedBet {
    public var json: JSONValue {
        [
            "id": .string(id), "market": .string(market), "outcome": .string(isYes ? "yes" : "no"),
            "stake": .string(stake.description), "payout": .string(payout.description),
            "status": .string(state.rawValue), "claimable": .bool(state == .won),
        ]
    }
}

extension LiquidityHolding {
    public var json: JSONValue {
        [
            "pool": .string(pool), "shares": .string(String(free)),
            "free": .string(freeShares.description), "staked_shares": .string(String(staked)),
            "staked": .string(stakedShares.description),
            "reward": .optional(reward?.description),
        ]
    }
}
