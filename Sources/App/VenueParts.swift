internal import Domain
internal import Orchestration
internal import Outbound
internal import SQLiteStore
internal import Signing

/// Where agents trade: simulated venues, and the real router of each network that has a node and
/// one named in the configuration.
enum VenueParts {
    static func venues(
        _ configuration: Configuration, _ chains: ChainParts, _ storage: Storage, _ key: SecretKey,
        _ gate: SigningGate, _ sandbox: SandboxChain
    ) throws(StartError) -> Venues {
        let clock = SystemClock()
        let wallet: LocalSigner
        var exchanges: [Network: any ExchangeVenue] = [:]
        do {
            wallet = try LocalSigner(key) { await gate.standing(of: $0) }
            let http = try CurlClient(reach: .configured)
            for (network, router) in configuration.routers {
                guard let url = configuration.chains[network] else { continue }
                let signer = try LocalTradeSigner(key, router: router) {
                    await gate.standing(of: $0)
                }
                exchanges[network] = try RouterExchange(
                    network, router: router, assets: chains.assets, http: http, url: url,
                    signer: signer, numbers: SQLiteTransactionNumbers(storage.database),
                    clock: clock)
            }
        } catch { throw StartError("the venues cannot be set up: \(error)") }
        let desk = PaperDesk(
            store: storage.paper, assets: chains.assets, wallet: wallet.address, clock: clock)
        return Venues(
            simulatedExchange: PaperExchange(desk), exchanges: exchanges,
            perpetuals: PaperPerpetuals(desk), predictions: PaperPredictions(desk),
            sandbox: Wallet(
                chain: sandbox, assets: PaperAssets.added(to: chains.assets),
                address: wallet.address))
    }
}
