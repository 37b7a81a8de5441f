internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/wallet`: what moved, and what an agent may still spend.
struct WalletRoutes {
    let wallet: Wallet
    let sandbox: any SandboxLedger
    let assets: AssetTable
    let registry: AgentRegistry
    let runs: any RunStore
    let clock: any Clock

    var routes: [Route] {
        [
            .endpoint(
                .get, "/api/v1/wallet/transactions", tag: "Wallet",
                "What moved on the sandbox ledger, newest first", transactions),
            .endpoint(
                .get, "/api/v1/wallet/allowance", tag: "Wallet", "What an agent may still spend",
                allowance),
        ]
    }

    private func transactions(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.number("limit", default: 50, in: 1...200)
        let found: [SandboxTransaction]
        do { found = try await sandbox.transactions(of: wallet.address, limit: limit) } catch {
            throw Problem(error)
        }
        return .json([
            "wallet_address": .string(wallet.address.checksummed),
            "items": .array(found.map(json)), "next_cursor": nil, "simulated": true,
        ])
    }

    private func json(_ transaction: SandboxTransaction) -> JSONValue {
        [
            "transaction": .string(transaction.id), "kind": .string(transaction.kind),
            "at": .string(transaction.at.rfc3339), "simulated": true,
            "moves": .array(
                transaction.moves.map { move in
                    [
                        "direction": move.to == wallet.address ? "in" : "out",
                        "from": .optional(move.from?.checksummed),
                        "to": .optional(move.to?.checksummed), "asset": .string(move.assetID),
                        "amount": amount(of: move),
                    ]
                }),
        ]
    }

    /// Null for an asset that the table does not know any more; `asset` names it still.
    private func amount(of move: SandboxTransaction.Move) -> JSONValue {
        guard let asset = assets.assets.first(where: { $0.id == move.assetID }) else {
            return .null
        }
        return Money(atomicUnits: move.atomicUnits, of: asset).clientJSON
    }

    private func allowance(_ request: Request) async throws(Problem) -> Response {
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
            "simulated": .bool(wallet.isSimulated),
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
