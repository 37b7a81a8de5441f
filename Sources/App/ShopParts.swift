internal import Domain
internal import JSON
internal import Orchestration
internal import Outbound
internal import Signing

/// What the configuration puts a price on.
enum ShopParts {
    /// Nil when nothing is sold.
    static func shop(
        _ configuration: Configuration, _ money: MoneyParts, _ marks: any MarkStore,
        _ clock: any Clock
    ) throws(StartError) -> Shop? {
        let routes = try routes(configuration, money.chains.assets)
        guard !routes.isEmpty else { return nil }
        let http: CurlClient
        // Upstreams and facilitators are named by the operator, so they may be inside.
        do { http = try CurlClient(reach: .configured) } catch {
            throw StartError("outgoing HTTP cannot be set up: \(error)")
        }
        let facilitator: any PaymentFacilitator =
            if let url = configuration.facilitator {
                WitnessedFacilitator(
                    RemoteFacilitator(
                        http: http, base: url.trimmed,
                        headers: [configuration.facilitatorKey].compactMap(\.self)),
                    chain: money.chains.chain, assets: money.chains.assets)
            } else { money.facilitator }
        return Shop(
            routes,
            seller: Seller(
                facilitator: facilitator, marks: marks, clock: clock,
                randomness: SystemRandomness(), recover: Secp256k1.recover,
                chain: money.chains.chain),
            wallet: money.wallet.address,
            http: http
        ) { path in
            do { return try File.read(path) } catch {
                Terminal.error("paygent: what is sold cannot be read: \(error)")
                return nil
            }
        }
    }

    private static func routes(
        _ configuration: Configuration, _ assets: AssetTable
    ) throws(StartError) -> [PricedRoute] {
        var routes: [PricedRoute] = []
        do {
            if let path = configuration.routesFile {
                routes = try PricedRoute.routes(
                    file: try JSONValue(parsing: try File.read(path)), assets: assets)
            }
            if let text = configuration.route {
                routes.append(try PricedRoute(short: text, assets: assets))
            }
        } catch { throw StartError("what is sold cannot be used: \(error)") }
        for route in routes {
            guard case .file(let path) = route.source, !File.exists(path) else { continue }
            throw StartError("what is sold cannot be used: there is no file \(path)")
        }
        return routes
    }
}
