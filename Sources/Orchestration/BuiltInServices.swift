public import Domain
internal import Hashing
public import Paygent
public import X402

/// The listings that every installation has: its own priced demo resource.
public struct BuiltInServices: ServiceDirectory {
    private let baseURL: @Sendable () -> String

    /// - Parameter baseURL: where this service is reached, without a slash at the end; known only
    ///   once it listens.
    public init(baseURL: @escaping @Sendable () -> String) { self.baseURL = baseURL }

    public func listings() async throws(StoreError) -> [Listing] {
        var quote =
            Listing(
                id: "paygent-demo-quote", name: "Weather quote of the day",
                summary: "A priced demo: today's weather data and forecast, to try a payment.",
                category: "weather", url: baseURL() + DemoResource.path,
                price: DemoResource.price, isSimulated: true)
        quote.source = .builtIn
        var bulletin =
            Listing(
                id: "paygent-demo-bulletin", name: "News bulletin",
                summary: "A demo subscription: a month of headlines, to try a renewal.",
                category: "news", url: baseURL() + DemoResource.bulletinPath,
                price: DemoResource.bulletinPrice, pricingModel: "subscription", isSimulated: true)
        bulletin.source = .builtIn
        bulletin.period = .monthly
        return [quote, bulletin]
    }
}

/// The priced resource of our own, to try a payment against.
public enum DemoResource {
    public static let path = "/x402/demo/quote"
    public static let price = TokenAmount(Quantity(digits: 5, scale: 2), "USDC")

    public static let bulletinPath = "/x402/demo/bulletin"
    public static let bulletinPrice = TokenAmount(Quantity(digits: 25, scale: 2), "USDC")

    /// On every network whose dollar coin can be signed for.
    public static func priced(
        at url: String, for price: TokenAmount = price,
        _ title: String = "Weather quote of the day", assets: AssetTable,
        isSimulated: (Network) -> Bool
    ) -> PricedResource? {
        let prices = assets.assets.compactMap { asset -> PricedResource.Price? in
            guard asset.symbol == price.token, asset.domain != nil else { return nil }
            do {
                return PricedResource.Price(
                    try Money(price.quantity, of: asset),
                    isSimulated: isSimulated(asset.network))
            } catch { return nil }
        }
        return PricedResource(
            PaymentRequirements.Resource(
                url: url, description: "\(title) (simulated demo)",
                mimeType: "application/json"), prices: prices, payTo: seller)
    }

    /// An account that nobody holds a key of: play money ends there.
    public static let seller: Address = {
        let hash = Keccak256.hash("paygent demo seller".utf8)
        guard let address = Address(bytes: Array(hash.suffix(20))) else {
            preconditionFailure("twenty bytes are an address")
        }
        return address
    }()
}
