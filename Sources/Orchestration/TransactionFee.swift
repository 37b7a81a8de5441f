internal import Domain
internal import X402

// What a transaction of ours may cost: fees come from the wallet, beside every budget.
extension ChainTransaction {
    func costsAtMost(_ max: UInt128) -> Bool {
        Self.costs(maxFeePerGas, gas, atMost: max)
    }

    /// - Parameter fee: for one unit of gas, in the smallest unit of the coin.
    static func costs(_ fee: UInt128, _ gas: UInt64, atMost max: UInt128) -> Bool {
        let (cost, overflow) = fee.multipliedReportingOverflow(by: UInt128(gas))
        return !overflow && cost <= max
    }
}

extension Network {
    /// The most that one transaction may cost, in the smallest unit of the coin: some twenty times
    /// what a transfer costs on a busy day, so that a lying node cannot burn the account.
    var feeMax: UInt128 {
        let thousandth: UInt128 = 1_000_000_000_000_000
        return switch self {
        case .cronos, .cronosTestnet, .cronosZkEVM, .polygon, .solana: 20_000 * thousandth
        // Coins of test networks are worth nothing.
        case .sepolia, .baseSepolia: 1_000 * thousandth
        case .avalanche: 500 * thousandth
        case .bnbChain: 20 * thousandth
        case .ethereum: 20 * thousandth
        case .base, .arbitrum, .optimism: 5 * thousandth
        }
    }
}
