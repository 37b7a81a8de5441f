internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/payments`, `/wallet`, `/ledger`, `/audit`: what happened to money. Reading only.
struct PaymentRoutes {
    let runs: any RunStore
    let ledger: any LedgerStore
    let journal: any Journal
    let wallet: Wallet

    var routes: [Route] {
        let base = "/api/v1"
        return [
            .endpoint(
                .get, "\(base)/payments/history", tag: "Payments", "Payments, newest first", history
            ),
            .endpoint(
                .get, "\(base)/payments/stats", tag: "Payments", "Payments in figures", stats),
            .endpoint(.get, "\(base)/payments/{id}", tag: "Payments", "One payment", show),
            .endpoint(
                .get, "\(base)/wallet/balance", tag: "Wallet", "What the wallet holds", balance),
            .endpoint(
                .get, "\(base)/ledger/accounts", tag: "Ledger", "Accounts and balances", accounts),
            .endpoint(.get, "\(base)/ledger/entries", tag: "Ledger", "Entries in order", entries),
            .endpoint(.get, "\(base)/audit", tag: "Ledger", "The journal in order", audit),
            .endpoint(
                .get, "\(base)/audit/verify", tag: "Ledger", "Check ledger and journal", verify),
        ]
    }

    private func history(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        let status = request.query["status"]
        guard status.map({ ["pending", "unresolved", "completed", "failed"].contains($0) }) ?? true
        else {
            throw Problem.invalid("status", "'status' is pending, unresolved, completed or failed.")
        }
        var filter = RunFilter(
            tenant: Tenant.local.rawValue, from: try request.time("from"),
            to: try request.time("to"),
            before: request.query["cursor"].flatMap { $0.isEmpty ? nil : ID($0) }, limit: limit)
        filter.agent = request.query["agent"].map { AgentReference(name: $0, version: 1).key }
        let page: [StoredRun]
        do { page = try await runs.runs(matching: filter) } catch { throw Problem(error) }
        let items = page.filter { status == nil || $0.run.state.clientStatus == status }
        return .list(
            items.map(\.clientJSON), next: page.count == limit ? page.last?.run.id.rawValue : nil)
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        guard let id = request.parameter("id"), !id.isEmpty else {
            throw Problem(.paymentNotFound, "There is no payment with this id.")
        }
        let run: PaymentRun?
        do { run = try await runs.run(ID(id))?.value } catch { throw Problem(error) }
        guard let run, run.intent.agent.tenant == Tenant.local.rawValue else {
            throw Problem(.paymentNotFound, "There is no payment with this id.")
        }
        return .json(.object(run.clientMembers))
    }

    private func stats(_ request: Request) async throws(Problem) -> Response {
        var figures = PaymentFigures()
        var filter = RunFilter(tenant: Tenant.local.rawValue, limit: 200)
        while true {
            let page: [StoredRun]
            do { page = try await runs.runs(matching: filter) } catch { throw Problem(error) }
            for stored in page { figures.count(stored.run) }
            guard page.count == filter.limit, let last = page.last else { break }
            filter.before = last.run.id
        }
        return .json(figures.json)
    }

    private func balance(_ request: Request) async throws(Problem) -> Response {
        let network = try request.network(default: .cronosTestnet)
        let tokens = request.query["tokens"]?.split(separator: ",").map(String.init) ?? []
        let balances: [Money]
        do { balances = try await wallet.balances(of: tokens, on: network) } catch {
            throw Problem(.storeUnavailable, "The chain could not be asked. Try again in a moment.")
        }
        return .json([
            "wallet_address": .string(wallet.address.checksummed),
            "network": .string(network.caip2), "balances": .array(balances.map(\.clientJSON)),
            "simulated": .bool(wallet.isSimulated(on: network)),
        ])
    }

    private func accounts(_ request: Request) async throws(Problem) -> Response {
        let lines: [AccountBalance]
        do { lines = try await ledger.accounts(of: .local) } catch { throw Problem(error) }
        return .list(
            lines.map { line in
                [
                    "account": .string(line.account.name), "asset": .string(line.asset),
                    "gained": .string(String(line.balance.gained)),
                    "given": .string(String(line.balance.given)),
                ]
            })
    }

    private func entries(_ request: Request) async throws(Problem) -> Response {
        let after = try request.number("cursor", default: 0, in: 0...Int.max)
        let limit = try request.number("limit", default: 100, in: 1...1000)
        let entries: [LedgerEntry]
        do { entries = try await ledger.entries(after: Int64(after), of: nil, limit: limit) } catch
        {
            throw Problem(error)
        }
        let next = entries.count == limit ? entries.last.map { String($0.sequence) } : nil
        return .list(entries.map(\.clientJSON), next: next)
    }

    private func audit(_ request: Request) async throws(Problem) -> Response {
        let after = try request.number("cursor", default: 0, in: 0...Int.max)
        let limit = try request.number("limit", default: 100, in: 1...1000)
        let filter = JournalFilter(
            after: Int64(after), run: request.query["run_id"], limit: limit)
        let records: [JournalRecord]
        do { records = try await journal.records(matching: filter) } catch { throw Problem(error) }
        let next = records.count == limit ? records.last.map { String($0.position) } : nil
        return .list(records.map(\.clientJSON), next: next)
    }

    private func verify(_ request: Request) async throws(Problem) -> Response {
        do {
            return .json(try await Audit(ledger: ledger, journal: journal).verify().clientJSON)
        } catch {
            throw Problem(error)
        }
    }
}

extension Request {
    /// The network that the query names, by name or CAIP-2.
    func network(default fallback: Network) throws(Problem) -> Network {
        let name = query["network"] ?? fallback.name
        guard let network = Network(rawValue: name) ?? Network(caip2: name) else {
            throw Problem.invalid(
                "network",
                "'\(name)' is none of \(Network.allCases.map(\.name).joined(separator: ", ")).")
        }
        return network
    }

    /// A moment in the query, as RFC 3339 or a day.
    func time(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = query[name] else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw Problem.invalid(name, "'\(name)' is a time such as 2026-11-20T09:00:00Z.")
        }
        return time
    }
}

/// Sums over payments, asset by asset.
private struct PaymentFigures {
    private var counts: [String: Int64] = [:]
    private var paid: [Money] = []

    mutating func count(_ run: PaymentRun) {
        counts[run.state.clientStatus, default: 0] += 1
        guard case .settled = run.state else { return }
        do {
            guard let index = paid.firstIndex(where: { $0.asset == run.amount.asset }) else {
                paid.append(run.charged)
                return
            }
            paid[index] = try paid[index].adding(run.charged)
        } catch { paid.append(run.charged) }
    }

    var json: JSONValue {
        let total = counts.values.reduce(0, +)
        return [
            "total_payments": .integer(total),
            "completed_payments": .integer(counts["completed"] ?? 0),
            "pending_payments": .integer(counts["pending"] ?? 0),
            "unresolved_payments": .integer(counts["unresolved"] ?? 0),
            "failed_payments": .integer(counts["failed"] ?? 0),
            "total_paid": .array(paid.map(\.clientJSON)),
        ]
    }
}
