public import Domain
internal import Hashing

/// The tokens that the simulated venues trade beside those of the asset table: play tokens, which
/// exist on the sandbox ledger alone and which nothing is ever signed for.
public struct PaperAssets: Sendable {
    private let table: AssetTable

    public init(_ table: AssetTable) { self.table = table }

    /// The real token where the table has one, so that what is paid with can be traded.
    public func asset(_ symbol: String, on network: Network) -> Asset? {
        let symbol = symbol == "WCRO" ? "CRO" : symbol
        if let known = table.asset(symbol, on: network) { return known }
        guard network.chainID != nil, let row = Self.rows.first(where: { $0.symbol == symbol })
        else { return nil }
        return Asset(
            symbol: symbol, network: network, contract: Self.contract(symbol),
            decimals: row.decimals)
    }

    /// The table with the play tokens of every network that payments are tried on.
    ///
    /// - Parameter real: networks with a chain of their own, which has no play tokens.
    public static func added(to table: AssetTable, except real: [Network] = []) -> AssetTable {
        var table = table
        let paper = PaperAssets(table)
        for network in Network.allCases where network.isTestnet && !real.contains(network) {
            for row in rows {
                if let asset = paper.asset(row.symbol, on: network) { table.add(asset) }
            }
        }
        return table
    }

    /// Dollars for one token when its series begins; made up, near what they were in 2025.
    static func basePrice(of symbol: String) -> Quantity? {
        rows.first { $0.symbol == (symbol == "WCRO" ? "CRO" : symbol) }?.price
    }

    /// What positions and questions can be about.
    static let markets = rows.filter { !$0.isDollar }.map(\.symbol)

    /// An account that nobody holds a key of: what is paid to a simulated venue ends there.
    static func account(_ name: String) -> Address {
        let hash = Keccak256.hash("paygent paper venue \(name)".utf8)
        guard let address = Address(bytes: Array(hash.suffix(20))) else {
            preconditionFailure("twenty bytes are an address")
        }
        return address
    }

    /// Whether it exists on the sandbox ledger alone.
    static func isPlay(_ asset: Asset) -> Bool { asset.contract == contract(asset.symbol) }

    private static func contract(_ symbol: String) -> Address { account("token \(symbol)") }

    private struct Row {
        let symbol: String
        let decimals: UInt8
        let price: Quantity
        var isDollar = false
    }

    private static let rows: [Row] = [
        Row(symbol: "USDC", decimals: 6, price: Quantity(1), isDollar: true),
        Row(symbol: "USDT", decimals: 6, price: Quantity(1), isDollar: true),
        Row(symbol: "CRO", decimals: 18, price: Quantity(digits: 12, scale: 2)),
        Row(symbol: "VVS", decimals: 18, price: Quantity(digits: 3, scale: 6)),
        Row(symbol: "BTC", decimals: 8, price: Quantity(60_000)),
        Row(symbol: "ETH", decimals: 18, price: Quantity(2500)),
        Row(symbol: "SOL", decimals: 9, price: Quantity(150)),
    ]

    static func isDollar(_ symbol: String) -> Bool {
        rows.contains { $0.symbol == symbol && $0.isDollar }
    }
}
