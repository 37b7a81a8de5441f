internal import Domain
internal import JSON
internal import Orchestration
internal import Web

// `/wallet/allowance?spender=…`: the allowance that an ERC-20 token itself keeps.
extension WalletRoutes {
    func tokenAllowance(_ request: Request) async throws(Problem) -> Response {
        let network = try request.network(default: .cronosTestnet)
        let owner = try request.address("owner") ?? wallet.address
        guard let spender = try request.address("spender") else {
            throw Problem.invalid("spender", "'spender' is an account such as 0x5290….")
        }
        let symbol = (request.query["token"] ?? request.query["asset"] ?? "USDC").uppercased()
        guard let asset = wallet.asset(symbol, on: network), asset.contract != nil else {
            throw Problem.invalid(
                "token", "'\(symbol.prefix(32))' is no token that is known on \(network.title).")
        }
        let units: UInt128
        do {
            units = try await wallet.allowance(of: owner, for: spender, asset: asset)
        } catch { throw Problem(allowance: error, asset) }
        return .json([
            "owner": .string(owner.checksummed), "spender": .string(spender.checksummed),
            "network": .string(network.caip2), "token": .string(asset.symbol),
            "contract": .optional(asset.contract?.checksummed),
            "allowance": Money(atomicUnits: units, of: asset).clientJSON,
            "atomic_units": .string(String(units)),
            // Wallets say "unlimited" by a number that no supply reaches.
            "unlimited": .bool(units == .max),
            "simulated": .bool(wallet.isSimulated(on: network)),
        ])
    }
}

extension Problem {
    fileprivate init(allowance error: ChainError, _ asset: Asset) {
        guard case .refused = error else {
            self.init(
                .storeUnavailable, "The chain could not be asked. Try again in a moment.")
            return
        }
        self = .invalid("token", "\(asset.symbol) does not answer as a token does.")
    }
}

extension Request {
    /// Nil when the query does not name one.
    fileprivate func address(_ name: String) throws(Problem) -> Address? {
        guard let text = query[name] else { return nil }
        do { return try Address(text) } catch {
            throw Problem.invalid(name, error.sentence(about: text))
        }
    }
}
