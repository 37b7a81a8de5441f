public import Domain
internal import Hashing

/// Calls of a Uniswap V2 router, its factory and its pairs as bytes. Source: Solidity ABI
/// specification; IUniswapV2Router02.
public enum RouterCallData {
    public static func approve(_ spender: Address, _ amount: UInt128) -> [UInt8] {
        approve + word(spender) + word(amount)
    }

    public static func amountsOut(for input: UInt128, along path: [Address]) -> [UInt8] {
        amountsOut + word(input) + word(64) + list(path)
    }

    public static func amountsIn(for output: UInt128, along path: [Address]) -> [UInt8] {
        amountsIn + word(output) + word(64) + list(path)
    }

    /// - Parameter deadline: in seconds since 1970; a block after it reverts.
    public static func swapExact(
        _ input: UInt128, atLeast minimum: UInt128, along path: [Address], to wallet: Address,
        deadline: UInt64
    ) -> [UInt8] {
        swapExact + word(input) + word(minimum) + word(160) + word(wallet)
            + word(UInt128(deadline)) + list(path)
    }

    /// What a deposit of two tokens, or a withdrawal from them, names.
    public struct Pair: Sendable, Hashable {
        public var first: Address
        public var second: Address

        public init(_ first: Address, _ second: Address) {
            self.first = first
            self.second = second
        }
    }

    public static func addLiquidity(
        _ pair: Pair, wished: (UInt128, UInt128), atLeast: (UInt128, UInt128),
        to wallet: Address, deadline: UInt64
    ) -> [UInt8] {
        addLiquidity + word(pair.first) + word(pair.second) + word(wished.0) + word(wished.1)
            + word(atLeast.0) + word(atLeast.1) + word(wallet) + word(UInt128(deadline))
    }

    public static func removeLiquidity(
        _ pair: Pair, shares: UInt128, atLeast: (UInt128, UInt128), to wallet: Address,
        deadline: UInt64
    ) -> [UInt8] {
        removeLiquidity + word(pair.first) + word(pair.second) + word(shares) + word(atLeast.0)
            + word(atLeast.1) + word(wallet) + word(UInt128(deadline))
    }

    public static let factory = selector("factory()")
    public static let wrappedCoin = selector("WETH()")
    public static let reserves = selector("getReserves()")
    public static let firstToken = selector("token0()")
    /// Of a pair's shares.
    public static let totalSupply = selector("totalSupply()")

    public static func pair(of pair: Pair) -> [UInt8] {
        pairOf + word(pair.first) + word(pair.second)
    }

    /// Whether the call does no more than a trade of the wallet at the router: it lets the router
    /// take a token, or it is a call of the router whose gain goes to the wallet.
    public static func isTrade(
        to contract: Address, _ data: [UInt8], of wallet: Address, at router: Address
    ) -> Bool {
        if data.starts(with: approve) {
            return data.count == 68 && Array(data[4..<36]) == word(router) && contract != router
        }
        guard contract == router else { return false }
        if data.starts(with: swapExact) { return argument(3, of: data) == word(wallet) }
        if data.starts(with: addLiquidity) { return argument(6, of: data) == word(wallet) }
        if data.starts(with: removeLiquidity) { return argument(5, of: data) == word(wallet) }
        return false
    }

    private static func argument(_ index: Int, of data: [UInt8]) -> [UInt8]? {
        let start = 4 + 32 * index
        return data.count >= start + 32 ? Array(data[start..<start + 32]) : nil
    }

    private static let approve = selector("approve(address,uint256)")
    private static let amountsOut = selector("getAmountsOut(uint256,address[])")
    private static let amountsIn = selector("getAmountsIn(uint256,address[])")
    private static let swapExact = selector(
        "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)")
    private static let addLiquidity = selector(
        "addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)")
    private static let removeLiquidity = selector(
        "removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)")
    private static let pairOf = selector("getPair(address,address)")

    private static func selector(_ signature: String) -> [UInt8] {
        Array(Bytes32.keccak(Array(signature.utf8)).bytes.prefix(4))
    }

    private static func word(_ number: UInt128) -> [UInt8] { Bytes32(number).bytes }

    private static func word(_ address: Address) -> [UInt8] {
        [UInt8](repeating: 0, count: 12) + address.bytes
    }

    private static func list(_ addresses: [Address]) -> [UInt8] {
        word(UInt128(addresses.count)) + addresses.flatMap { word($0) }
    }
}
