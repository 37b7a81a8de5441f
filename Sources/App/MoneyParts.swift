internal import Domain
internal import Orchestration
internal import Outbound
internal import Paygent
internal import SQLiteStore
internal import Signing
internal import X402

/// What moves money, and what stops it.
struct MoneyParts: Sendable {
    let killSwitch: KillSwitch
    let gate: SigningGate
    let signer: LocalSigner
    let sandbox: SandboxChain
    let chains: ChainParts
    let http: CurlClient
    let payments: Payments
    let approvals: Approvals
    let recovery: Recovery
    let facilitator: Facilitator
    /// Of our own priced resources.
    let seller: Seller
    let wallet: Wallet
    let reconciliation: Reconciliation
    /// One for each way in which somebody is told.
    let notices: [Notices]
    let venues: Venues
    let mcp: MCPParts

    init(
        _ configuration: Configuration, _ storage: Storage, _ surroundings: Surroundings
    ) async throws(StartError) {
        let clock = surroundings.clock
        let (events, randomness) = (surroundings.events, surroundings.randomness)
        killSwitch = KillSwitch(runs: storage.money, clock: clock, events: events)
        let key = try Self.key(configuration)
        let mark = SignatureMarkFile(folder: configuration.dataFolder)
        gate = SigningGate(
            holds: storage.money, journal: storage.money, mark: mark, killSwitch: killSwitch,
            clock: clock)
        try await Self.begin(gate)
        signer = try Self.signer(key, configuration, gate)
        sandbox = SandboxChain(
            ledger: storage.sandbox, clock: clock, recover: Secp256k1.recover)
        chains = try await ChainParts(
            configuration, key, sandbox, SQLiteTransactionNumbers(storage.database), clock)
        let (chain, assets) = (chains.chain, chains.assets)
        http = try Self.client(configuration)
        mcp = try MCPParts(configuration, http: http)
        venues = try VenueParts.venues(
            configuration, chains, storage, key, gate, sandbox)
        let ground = SigningGround(chain: chain, mainnets: configuration.mainnets)
        let x402 = X402Gateway(
            signer: signer, chain: chain, http: http, assets: assets, ground: ground,
            mcp: mcp.servers)
        let gateway = OrderGateway(
            payments: x402, venues: venues, ground: ground, wallet: signer.address
        ) { [gate] in await gate.standing(of: $0) }
        payments = Payments(
            runs: storage.money, gateway: gateway, clock: clock, randomness: randomness,
            events: events, presence: storage.presence, holds: storage.money,
            rules: .init(needsOtherPerson: configuration.hasFourEyes))
        approvals = Approvals(
            store: storage.money, runs: storage.money, payments: payments,
            policies: RegisteredPolicies(storage.agents), clock: clock, randomness: randomness,
            events: events)
        recovery = Recovery(runs: storage.money, payments: payments, approvals: approvals)
        facilitator = Facilitator(
            chain: chain, assets: assets, networks: Network.allCases.filter { $0.chainID != nil },
            clock: clock, recover: Secp256k1.recover, settler: signer.address,
            marks: storage.marks)
        seller = Seller(
            facilitator: facilitator, marks: storage.marks, clock: clock, randomness: randomness,
            recover: Secp256k1.recover, chain: chain)
        notices = try NoticeParts.notices(configuration, storage, http, clock)
        wallet = Wallet(
            chain: chain, assets: PaperAssets.added(to: assets, except: chain.networks),
            address: signer.address)
        reconciliation = Reconciliation(
            holds: storage.money, mark: mark, runs: storage.money, approvals: storage.money,
            journal: storage.money, witness: x402, wallet: wallet, clock: clock, events: events)
    }

    /// Before anything can be signed.
    private static func begin(_ gate: SigningGate) async throws(StartError) {
        do { try await gate.begin() } catch {
            throw StartError("the journal cannot be compared with the last signature: \(error)")
        }
    }

    /// The key in the data folder, made at the first start.
    private static func key(_ configuration: Configuration) throws(StartError) -> SecretKey {
        do { return try KeyFolder(configuration.dataFolder).openOrCreate() } catch {
            throw StartError("the key in \(configuration.dataFolder) cannot be used: \(error)")
        }
    }

    private static func signer(
        _ key: SecretKey, _ configuration: Configuration, _ gate: SigningGate
    ) throws(StartError) -> LocalSigner {
        do { return try LocalSigner(key) { await gate.standing(of: $0) } } catch {
            throw StartError("the key in \(configuration.dataFolder) cannot sign: \(error)")
        }
    }

    private static func client(_ configuration: Configuration) throws(StartError) -> CurlClient {
        let reach = Reach(
            loopback: configuration.allowsLoopback, plainHTTP: configuration.allowsLoopback)
        do { return try CurlClient(reach: reach) } catch {
            throw StartError("outgoing HTTP cannot be set up: \(error)")
        }
    }

    /// Stops and targets end positions whether or not anybody looks.
    ///
    /// - Returns: nil when none has ended.
    func settlePositions() async throws -> String? {
        let ended = try await venues.perpetuals.settle()
        return ended == 0 ? nil : "\(ended) ended by their stop, target or margin"
    }

    /// What the sandbox gives a new wallet of each token, so that a payment can be tried at once.
    static let sandboxTokens: UInt128 = 1_000

    func fundSandbox() async throws(StartError) {
        for asset in chains.assets.assets
        where asset.domain != nil && chains.nodes[asset.network] == nil {
            var units = Self.sandboxTokens
            for _ in 0..<asset.decimals { units *= 10 }
            do {
                _ = try await sandbox.fund(
                    signer.address, with: Money(atomicUnits: units, of: asset),
                    key: "\(signer.address)/\(asset.id)")
            } catch { throw StartError("the sandbox could not be funded: \(error)") }
        }
    }
}
