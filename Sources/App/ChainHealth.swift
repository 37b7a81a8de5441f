internal import API
internal import Domain
internal import Orchestration
internal import Synchronization
internal import X402

/// How each configured chain is: asked at most every few seconds, however often health is.
final class ChainHealth: Sendable {
    private let parts: ChainParts
    private let wallet: Wallet
    private let clock: SystemClock
    private let last = Mutex<(at: Timestamp, answer: [DependencyHealth])?>(nil)

    private static let keptSeconds: Int64 = 5

    init(_ parts: ChainParts, _ wallet: Wallet, _ clock: SystemClock) {
        self.parts = parts
        self.wallet = wallet
        self.clock = clock
    }

    func dependencies() async -> [DependencyHealth] {
        let now = clock.now()
        if let last = last.withLock({ $0 }), now < last.at.adding(seconds: Self.keptSeconds) {
            return last.answer
        }
        let answer = await withTaskGroup(of: DependencyHealth.self) { group in
            for (network, node) in parts.nodes {
                group.addTask { await self.look(at: network, node) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.name < $1.name }
        }
        last.withLock { $0 = (now, answer) }
        return answer
    }

    /// A chain that is down stops payments on its network, and nothing else.
    private func look(at network: Network, _ node: RPCChain) async -> DependencyHealth {
        func health(_ isUp: Bool, _ note: String) -> DependencyHealth {
            DependencyHealth(
                name: "chain " + network.caip2, isUp: isUp, isOptional: true, note: note)
        }
        do throws(ChainError) {
            let height = try await node.height()
            let refused = parts.findings.filter {
                $0.asset.network == network && !$0.isUsable
            }
            let coins = try await wallet.coins(on: network).map(\.description)
            let notes =
                ["block \(height)"] + coins.map { "\($0) for fees" } + refused.map(\.sentence)
            return health(true, notes.joined(separator: "; "))
        } catch { return health(false, "the node does not answer: \(error.words)") }
    }
}

extension ChainError {
    /// For operators.
    fileprivate var words: String {
        switch self {
        case .unavailable(let text): text
        case .refused(let reason): reason.rawValue
        case .pending(let transaction): "waiting for \(transaction)"
        }
    }
}
