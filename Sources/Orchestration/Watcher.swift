internal import Domain
public import Paygent

/// Looks at what conditions are about: the wallet's balance, and prices where swaps are made.
public struct Watcher: Sendable {
    private let wallet: Wallet
    /// Nil where nothing is traded.
    private let venues: Venues?

    public init(wallet: Wallet, venues: Venues?) {
        self.wallet = wallet
        self.venues = venues
    }

    /// Why nothing was seen, as a sentence for the owner.
    struct Blindness: Error {
        let sentence: String

        init(_ sentence: String) { self.sentence = sentence }
    }

    func sighting(
        of subject: Condition.Subject, under policy: Policy
    ) async throws(Blindness) -> Sighting {
        switch subject {
        case .balance(let token): try await balance(of: token, under: policy)
        case .price(let token, let unit): try await price(of: token, in: unit, policy)
        }
    }

    private func balance(
        of token: String, under policy: Policy
    ) async throws(Blindness) -> Sighting {
        let (network, symbol) = (policy.network, Self.token(token, policy))
        let found: [Money]
        do { found = try await wallet.balances(of: [symbol], on: network) } catch {
            throw Blindness("\(network.title) does not answer.")
        }
        guard let money = found.first else {
            throw Blindness("There is no \(symbol) on \(network.title).")
        }
        return Sighting(money.quantity, isSimulated: wallet.isSimulated(on: network))
    }

    /// What one token would fetch in a swap now, fees taken off.
    private func price(
        of token: String, in unit: String, _ policy: Policy
    ) async throws(Blindness) -> Sighting {
        let network = policy.network
        guard let exchange = venues?.exchange(on: network) else {
            throw Blindness("Nothing is traded here, so there are no prices.")
        }
        // Nothing real is done because of a price that is made up.
        guard !exchange.isSimulated || wallet.isSimulated(on: network) else {
            throw Blindness(
                "No price is known on \(network.title); name an exchange in PAYGENT_ROUTERS.")
        }
        let symbol = Self.token(unit, policy)
        let found: Quantity?
        do throws(VenueError) {
            found = try await Self.price(of: token, in: symbol, at: exchange, on: network)
        } catch { throw Blindness("The exchange does not say what \(token) costs.") }
        guard let found else {
            throw Blindness("\(token) is not traded for \(symbol) on \(network.title).")
        }
        return Sighting(found, isSimulated: exchange.isSimulated)
    }

    /// Nil when the exchange knows one of the two not at all.
    private static func price(
        of token: String, in unit: String, at exchange: any ExchangeVenue, on network: Network
    ) async throws(VenueError) -> Quantity? {
        guard let own = try await exchange.asset(token, on: network),
            let other = try await exchange.asset(unit, on: network)
        else { return nil }
        // A large amount would move the price, and a small one has few digits.
        var last = VenueError.unavailable("it names no price")
        let least = own.decimals - min(own.decimals, Self.hundredth)
        let most = min(own.decimals, Self.decimalsMax) + Self.millionth
        for exponent in stride(from: least, through: most, by: 2) {
            let given = Money(atomicUnits: PaperExchange.power(exponent), of: own)
            do throws(VenueError) {
                let fetched = try await exchange.quote(giving: given, for: other)
                guard fetched.atomicUnits < Self.digitsMin else {
                    return try Self.forOne(fetched, given: exponent, own.decimals)
                }
            } catch {
                guard case .refused = error else { throw error }
                last = error
            }
        }
        throw last
    }

    /// It is known what ten to some power of atomic units fetch.
    private static func forOne(
        _ fetched: Money, given exponent: UInt8, _ decimals: UInt8
    ) throws(VenueError) -> Quantity {
        let uncountable = VenueError.unavailable("its price is beyond counting")
        let places = Int(fetched.asset.decimals) + Int(exponent) - Int(decimals)
        guard places >= 0 else { throw uncountable }
        // What is finer than a quantity can be is cut off.
        let cut = max(0, places - Int(Quantity.scaleMax))
        guard cut <= decimalsMax else { throw uncountable }
        return Quantity(
            digits: fetched.atomicUnits / PaperExchange.power(UInt8(cut)),
            scale: UInt8(places - cut))
    }

    private static let digitsMin: UInt128 = 100_000
    private static let hundredth: UInt8 = 2
    private static let millionth: UInt8 = 6
    /// Of tokens that are traded; a power of ten beyond 38 would not fit.
    private static let decimalsMax: UInt8 = 30

    /// Dollars are counted in the design's own, or in USDC.
    private static func token(_ symbol: String, _ policy: Policy) -> String {
        guard symbol == "USD" else { return symbol }
        return UnitOfAccount(policy.currency) == UnitOfAccount("USD") && policy.currency != "USD"
            ? policy.currency : "USDC"
    }
}

// Triggers that wait for a number.
extension Timekeeper {
    /// The trigger, for this process to look at; nil when another one does.
    func claimed(
        _ stored: Versioned<Trigger>, _ now: Timestamp
    ) async throws(Failure) -> Versioned<Trigger>? {
        var trigger = stored.value
        trigger.lookBegins(at: now)
        do throws(StoreError) {
            let version = try await triggers.save(trigger, expected: stored.version)
            return Versioned(trigger, version: version)
        } catch {
            guard error == .conflict else { throw runs.failure(error) }
            return nil
        }
    }

    /// Looks, and opens a run when the line was crossed. That the crossing is dealt with, its entry
    /// and its run are stored together under the trigger's version, so of two processes that see
    /// the same crossing one acts.
    public func look(at stored: Versioned<Trigger>) async throws(Failure) -> [Started] {
        var trigger = stored.value
        guard let condition = trigger.condition else { return [] }
        let agent = try await store { () throws(StoreError) in
            try await agents.agent(trigger.agent, of: Tenant(trigger.tenant))
        }
        var crossed: LineCrossed?
        do throws(Watcher.Blindness) {
            guard let policy = agent?.latest.design.policy else {
                throw Watcher.Blindness("The agent is not listed any more.")
            }
            let seen = try await watcher.sighting(of: condition.subject, under: policy)
            crossed = trigger.look(
                seen, at: clock.now(), condition, isStopped: try await isStoppedNow(trigger))
        } catch { trigger.lookFailed(error.sentence, at: clock.now()) }
        do throws(StoreError) {
            guard let crossed else {
                _ = try await triggers.save(trigger, expected: stored.version)
                return []
            }
            let happening = await happening(crossed, trigger, clock.now())
            let isOpen = try await triggers.happen(happening, expected: stored.version)
            guard isOpen, let run = happening.run?.run else { return [] }
            return [Started(run: run.id, tenant: Tenant(trigger.tenant))]
        } catch {
            guard error == .conflict else { throw runs.failure(error) }
            return []
        }
    }

    private func isStoppedNow(_ trigger: Trigger) async throws(Watcher.Blindness) -> Bool {
        do { return try await isStopped(trigger) } catch {
            throw Watcher.Blindness("Whether the agent is stopped could not be read.")
        }
    }

    private func happening(
        _ crossed: LineCrossed, _ trigger: Trigger, _ now: Timestamp
    ) async -> Happening {
        func passedOver(_ sentence: String) -> Happening {
            Happening(
                trigger,
                [
                    Occurrence(
                        trigger: trigger.id, key: crossed.key, kind: .skipped, moment: now,
                        at: now, sentence: sentence)
                ])
        }
        switch crossed.passedOver {
        case .stopped?: return passedOver(Self.stopped)
        case .missed?:
            return passedOver("It happened while nothing ran, and is not made up for.")
        case nil: break
        }
        do throws(Refusal) {
            let prepared = try await prepare(trigger, key: crossed.key, now)
            return Happening(
                trigger,
                [
                    Occurrence(
                        trigger: trigger.id, key: crossed.key, kind: .run, moment: now, at: now,
                        run: prepared.run.id)
                ], run: prepared)
        } catch { return passedOver(error.sentence) }
    }
}
