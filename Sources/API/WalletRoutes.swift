internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/wallet`: what moved, and what an agent may still spend.
struct WalletRoutes {
    let wallet: Wallet
    let registry: AgentRegistry
    let runs: any RunStore
    let clock: any Clock

    var routes: [Route] {
        [
            .endpoint(
                .get, "/api/v1/wallet/transactions", tag: "Wallet",
                "What came to the wallet and left it lately, newest first", transactions),
            .endpoint(
                .get, "/api/v1/wallet/allowance", tag: "Wallet",
                "What an agent may still spend; with a spender, what it may move of a token",
                allowance),
        ]
    }

    private func transactions(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        let networks = try request.query["network"].map { _ throws(Problem) in
            [try request.network(default: .cronosTestnet)]
        }
        let found: [ChainTransfer]
        do {
            found = try await wallet.transfers(on: networks ?? Network.allCases, limit: limit)
        } catch {
            throw Problem(.storeUnavailable, "The chain could not be asked. Try again in a moment.")
        }
        return .list(
            grouped(found).map(json),
            and: [
                "wallet_address": .string(wallet.address.checksummed),
                "simulated": .bool((networks ?? Network.allCases).allSatisfy(wallet.isSimulated)),
            ])
    }

    /// What moved in one transaction stands together.
    private func grouped(_ transfers: [ChainTransfer]) -> [[ChainTransfer]] {
        transfers.reduce(into: []) { groups, transfer in
            if groups.last?.first?.transaction == transfer.transaction {
                groups[groups.count - 1].append(transfer)
            } else {
                groups.append([transfer])
            }
        }
    }

    private func json(_ transfers: [ChainTransfer]) -> JSONValue {
        guard let first = transfers.first else { return .null }
        let network = first.amount.asset.network
        return [
            "transaction": .string(first.transaction), "kind": .string(first.kind),
            "at": .string(first.at.rfc3339), "network": .string(network.caip2),
            "simulated": .bool(wallet.isSimulated(on: network)),
            "moves": .array(
                transfers.map { move in
                    [
                        "direction": move.to == wallet.address ? "in" : "out",
                        "from": .optional(move.from?.checksummed),
                        "to": .optional(move.to?.checksummed),
                        "asset": .string(move.amount.asset.id), "amount": move.amount.clientJSON,
                    ]
                }),
        ]
    }

    private func allowance(_ request: Request) async throws(Problem) -> Response {
        if request.query["spender"] != nil { return try await tokenAllowance(request) }
        let name = request.query["agent"] ?? GeneralAgent.name
        let entry: AgentRegistry.Entry
        do { entry = try await registry.agent(name, of: .local) } catch { throw Problem(error) }
        let version = entry.agent.latest
        let policy = version.design.policy
        let reference = AgentReference(name: name, version: version.version)
        let spending: Spending
        do {
            spending = try await runs.spending(policy.question(about: reference, at: clock.now()))
        } catch { throw Problem(error) }
        let allowance = Allowance(policy, spending)
        return .json([
            "agent": .string(name), "agent_version": .integer(Int64(version.version)),
            "status": entry.standing.isKilled ? "killed" : "active",
            "network": .string(policy.network.caip2), "token": .string(policy.currency),
            "reserved": .string(spending.reserved.moneyText),
            "windows": .array(allowance.windows.map(\.json)),
            "next_payment_max": .optional(
                entry.standing.isKilled ? "0" : allowance.nextPaymentMax?.moneyText),
            "asks_above": .optional(policy.approval.above?.description),
            "simulated": .bool(wallet.isSimulated(on: policy.network)),
        ])
    }
}

/// What each limit still leaves, counted as the next payment would be judged.
private struct Allowance {
    struct Window {
        let cap: Policy.Cap
        let spent: Quantity?
        let remaining: Quantity
    }

    let windows: [Window]

    init(_ policy: Policy, _ spending: Spending) {
        windows = policy.caps.map { cap in
            guard cap.window != .payment else {
                return Window(cap: cap, spent: nil, remaining: cap.limit.quantity)
            }
            do {
                let spent = try spending.total(in: cap.window)
                return Window(
                    cap: cap, spent: spent,
                    remaining: try cap.limit.quantity.subtracting(spent))
            } catch { return Window(cap: cap, spent: nil, remaining: .zero) }
        }
    }

    /// Nil when no rule says how much may be spent: then nothing may.
    var nextPaymentMax: Quantity? { windows.map(\.remaining).min() }
}

extension Allowance.Window {
    fileprivate var json: JSONValue {
        [
            "window": .string(cap.window.periodName),
            "limit": .string(cap.limit.quantity.moneyText),
            "token": .string(cap.limit.token), "spent": .optional(spent?.moneyText),
            "remaining": .string(remaining.moneyText), "rule": .string(cap.sentence),
        ]
    }
}
