// What commands say about shares of pools. Who has shares of one pool only need not name it.

extension Command {
    public struct Withdrawal: Sendable, Hashable {
        public var tokenA: String?
        public var tokenB: String?
        /// Of the shares; an amount counts the pool's own token. Nil: all that is not in the farm.
        public var portion: Portion?

        public init(tokenA: String? = nil, tokenB: String? = nil, portion: Portion? = nil) {
            self.tokenA = tokenA
            self.tokenB = tokenB
            self.portion = portion
        }
    }

    public struct Farming: Sendable, Hashable {
        public var act: VenueOrder.FarmAct
        public var tokenA: String?
        public var tokenB: String?

        public init(_ act: VenueOrder.FarmAct, tokenA: String? = nil, tokenB: String? = nil) {
            self.act = act
            self.tokenA = tokenA
            self.tokenB = tokenB
        }
    }
}
