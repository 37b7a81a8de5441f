public import Domain
internal import Paygent

/// The venues of one installation: simulated ones, and real ones on the networks that have them.
public struct Venues: Sendable {
    let simulatedExchange: any ExchangeVenue
    /// By network, where a chain and a router are known.
    let exchanges: [Network: any ExchangeVenue]
    public let perpetuals: any PerpetualsVenue
    public let predictions: any PredictionVenue
    /// What simulated venues take from and give to.
    let sandbox: Wallet

    public init(
        simulatedExchange: any ExchangeVenue, exchanges: [Network: any ExchangeVenue] = [:],
        perpetuals: any PerpetualsVenue, predictions: any PredictionVenue, sandbox: Wallet
    ) {
        self.simulatedExchange = simulatedExchange
        self.exchanges = exchanges
        self.perpetuals = perpetuals
        self.predictions = predictions
        self.sandbox = sandbox
    }

    /// The real one where there is one.
    public func exchange(on network: Network) -> any ExchangeVenue {
        exchanges[network] ?? simulatedExchange
    }

    /// Where an order was prepared for; nil while that one is not configured. Another venue cannot
    /// say what became of it.
    func venue(
        of order: VenueOrder, on network: Network, isSimulated: Bool
    ) -> (any TradingVenue)? {
        let configured = venue(of: order, on: network)
        if configured.isSimulated == isSimulated { return configured }
        return isSimulated && order.venue == .vvs ? simulatedExchange : nil
    }

    /// Where a new order goes.
    func venue(of order: VenueOrder, on network: Network) -> any TradingVenue {
        switch order.venue {
        case .vvs: exchange(on: network)
        case .moonlander: perpetuals
        case .delphi: predictions
        }
    }
}
