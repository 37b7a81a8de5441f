public import Domain
internal import Hashing
internal import JSON
public import Paygent
internal import Synchronization
internal import X402

/// VVS on a real chain: a Uniswap V2 router by JSON-RPC.
public final class RouterExchange: ExchangeVenue {
    public let account: Address
    public var name: VenueName { .vvs }
    public var isSimulated: Bool { false }
    let network: Network
    let chainID: UInt64
    let rpc: JSONRPC
    let signer: any TradeSigner
    let clock: any Clock
    let tokens: [Asset]
    private let wrapped = Mutex<Asset?>(nil)
    let numbers: any TransactionNumbers

    /// - Parameters:
    ///   - router: known to the operator; its code decides what happens to the money.
    ///   - numbers: shared by all that send from the account of `signer`.
    ///   - assets: what may be traded besides the network's wrapped coin.
    /// - Throws: `.unavailable` for a network that is not EVM.
    public init(
        _ network: Network, router: Address, assets: AssetTable, http: any HTTPClient, url: String,
        signer: any TradeSigner, numbers: any TransactionNumbers,
        clock: any Clock
    ) throws(VenueError) {
        guard let chainID = network.chainID else {
            throw .unavailable("\(network.title) is not an EVM chain")
        }
        self.network = network
        self.chainID = chainID
        account = router
        rpc = JSONRPC(http: http, url: url)
        self.signer = signer
        self.numbers = numbers
        self.clock = clock
        tokens = assets.assets.filter { $0.network == network && $0.contract != nil }
    }

    /// The coin itself is traded wrapped: `WCRO`.
    public func asset(_ symbol: String, on network: Network) async throws(VenueError) -> Asset? {
        guard network == self.network else { return nil }
        if let known = tokens.first(where: { $0.symbol == symbol }) { return known }
        let coin = try await wrappedCoin()
        return symbol == coin.symbol || "W" + symbol == coin.symbol ? coin : nil
    }

    func wrappedCoin() async throws(VenueError) -> Asset {
        if let known = wrapped.withLock({ $0 }) { return known }
        let address = try await address(account, RouterCallData.wrappedCoin)
        let coin =
            switch network {
            case .cronos, .cronosTestnet, .cronosZkEVM: "CRO"
            case .polygon: "POL"
            case .avalanche: "AVAX"
            case .bnbChain: "BNB"
            case .base, .baseSepolia, .ethereum, .sepolia, .arbitrum, .optimism, .solana: "ETH"
            }
        let asset = Asset(symbol: "W" + coin, network: network, contract: address, decimals: 18)
        wrapped.withLock { $0 = asset }
        return asset
    }

    public func quote(giving given: Money, for asset: Asset) async throws(VenueError) -> Money {
        let path = try path(given.asset, asset)
        let words = try await read(
            account, RouterCallData.amountsOut(for: given.atomicUnits, along: path))
        return Money(atomicUnits: try Self.number(words.last), of: asset)
    }

    public func quote(taking taken: Money, for asset: Asset) async throws(VenueError) -> Money {
        let path = try path(asset, taken.asset)
        let words = try await read(
            account, RouterCallData.amountsIn(for: taken.atomicUnits, along: path))
        // The offset, the length, and then the amounts.
        return Money(atomicUnits: try Self.number(words.dropFirst(2).first), of: asset)
    }

    public func deposit(
        _ first: Money, _ second: Money
    ) async throws(VenueError) -> (first: Money, second: Money) {
        let pool = try await pool(first.asset, second.asset)
        return try Self.fitting(first, second, try await reserves(of: pool))
    }

    /// What of both goes in without moving the price.
    private static func fitting(
        _ first: Money, _ second: Money, _ reserves: (UInt128, UInt128)
    ) throws(VenueError) -> (first: Money, second: Money) {
        guard
            let partner = ConstantProduct.partner(
                of: first.atomicUnits, reserves: (reserves.0, reserves.1))
        else { throw PaperExchange.refused(.uncountable) }
        if partner <= second.atomicUnits {
            return (first, Money(atomicUnits: partner, of: second.asset))
        }
        guard
            let other = ConstantProduct.partner(
                of: second.atomicUnits, reserves: (reserves.1, reserves.0))
        else { throw PaperExchange.refused(.uncountable) }
        return (Money(atomicUnits: other, of: first.asset), second)
    }

    /// A pool's own price can be moved by whoever has money enough, so it is no proof of worth.
    public func worth(of money: Money, in asset: Asset) async throws(VenueError) -> Money? { nil }

    func path(_ from: Asset, _ to: Asset) throws(VenueError) -> [Address] {
        guard from != to, let first = from.contract, let last = to.contract else {
            throw .refused(
                code: "same_token", sentence: "A swap needs two different tokens of one network.")
        }
        return [first, last]
    }
}

// Reading.
extension RouterExchange {
    /// The words that a contract answers.
    func read(_ contract: Address, _ data: [UInt8]) async throws(VenueError) -> [Bytes32] {
        let bytes: [UInt8]
        do { bytes = try await rpc.read(contract.lowercased, data) } catch {
            switch error {
            case .reverted(let words):
                throw .refused(
                    code: "refused_by_router", sentence: "The router refuses it: \(words).")
            case .refused(let text), .lost(let text), .unreachable(let text):
                throw .unavailable(text)
            }
        }
        return stride(from: 0, to: bytes.count - 31, by: 32).compactMap {
            Bytes32(Array(bytes[$0..<$0 + 32]))
        }
    }

    func address(_ contract: Address, _ data: [UInt8]) async throws(VenueError) -> Address {
        guard let word = try await read(contract, data).first,
            let address = Address(bytes: Array(word.bytes.suffix(20)))
        else { throw .unavailable("the router did not answer as one") }
        return address
    }

    static func number(_ word: Bytes32?) throws(VenueError) -> UInt128 {
        guard let number = word?.number else { throw PaperExchange.refused(.uncountable) }
        return number
    }
}
