internal import API
internal import Domain
internal import JSON
internal import Orchestration
internal import Outbound
internal import Signing

/// The nodes that the configuration names, and the assets as those chains have them.
struct ChainParts: Sendable {
    let nodes: [Network: RPCChain]
    /// Nodes where there are some, the sandbox elsewhere.
    let chain: ConfiguredChains
    /// The built-in table and the user's own tokens, held against the chains.
    let assets: AssetTable
    let findings: [AssetCheck.Finding]

    /// Asks every configured chain about its tokens; one that does not answer costs seconds, and
    /// is asked again before each signature.
    init(
        _ configuration: Configuration, _ key: SecretKey, _ sandbox: SandboxChain,
        _ numbers: any TransactionNumbers, _ clock: SystemClock
    ) async throws(StartError) {
        let table = try Self.table(configuration)
        nodes = try Self.nodes(configuration, key, numbers, clock)
        chain = ConfiguredChains(nodes: nodes, sandbox: sandbox)
        let check = await AssetCheck(table, at: chain, on: chain.networks)
        (assets, findings) = (check.assets, check.findings)
    }

    private static func table(_ configuration: Configuration) throws(StartError) -> AssetTable {
        var table = AssetTable()
        guard let path = configuration.assetsFile else { return table }
        do {
            try table.add(file: try JSONValue(parsing: try File.read(path)))
        } catch {
            throw StartError("the tokens in \(path) cannot be used: \(error)")
        }
        return table
    }

    private static func nodes(
        _ configuration: Configuration, _ key: SecretKey, _ numbers: any TransactionNumbers,
        _ clock: SystemClock
    ) throws(StartError) -> [Network: RPCChain] {
        guard !configuration.chains.isEmpty else { return [:] }
        do {
            // Nodes are named by the operator, so they may be inside.
            let http = try CurlClient(reach: .configured)
            let gas = try LocalGasSigner(key)
            var nodes: [Network: RPCChain] = [:]
            for (network, url) in configuration.chains {
                let pays = network.isTestnet || configuration.mainnets.contains(network)
                nodes[network] = try RPCChain(
                    network, http: http, url: url, gas: pays ? gas : nil,
                    numbers: numbers, clock: clock)
            }
            return nodes
        } catch { throw StartError("the chains cannot be set up: \(error)") }
    }

    /// Where money moves, for the operator.
    var sentence: String {
        guard !nodes.isEmpty else { return "simulated: payments settle on the sandbox ledger" }
        let networks = chain.networks.map { network in
            let own = findings.filter { $0.asset.network == network && $0.isUsable }
            return "\(network.title) (\(own.map(\.asset.symbol).joined(separator: ", ")))"
        }
        return "real on \(networks.joined(separator: ", ")); simulated elsewhere"
    }
}
