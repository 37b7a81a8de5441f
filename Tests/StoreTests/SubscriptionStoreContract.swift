import Domain
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// What every store of subscriptions does.
@Suite struct SubscriptionStoreContract {
    enum SubscriptionBackend: CaseIterable, Sendable {
        case memory, sqlite

        /// The folder lives as long as the stores are used.
        func open() throws -> Open {
            switch self {
            case .memory:
                let runs = MemoryAgentRunStore()
                return Open(store: MemorySubscriptionStore(runs: runs), runs: runs, folder: nil)
            case .sqlite:
                let folder = try TemporaryFolder()
                let database = try SQLiteDatabase(path: folder.file("paygent.db"), at: at(1))
                return Open(
                    store: SQLiteSubscriptionStore(database), runs: SQLiteAgentRunStore(database),
                    folder: folder)
            }
        }
    }

    struct Open {
        let store: any SubscriptionStore
        let runs: any AgentRunStore
        let folder: TemporaryFolder?
    }

    @Test(arguments: SubscriptionBackend.allCases)
    func aSubscriptionIsReadAsItWasStored(backend: SubscriptionBackend) async throws {
        let open = try backend.open()
        var subscription = subscription("news")
        try await open.store.save(subscription, expected: 0, run: nil)
        _ = try subscription.apply(.paid(TokenAmount(Quantity(4), "USDC"), at: at(10)))
        _ = try subscription.apply(.cancelled(atOnce: false))
        for expected: Int64 in [0, 2] {
            await #expect(throws: StoreError.conflict) {
                try await open.store.save(subscription, expected: expected, run: nil)
            }
        }
        try await open.store.save(subscription, expected: 1, run: nil)
        try await open.store.save(self.subscription("music"), expected: 0, run: nil)
        let stored = try await open.store.subscription(to: "news", of: "reader", tenant: .local)
        #expect(stored?.value == subscription && stored?.version == 2)
        let all = try await open.store.subscriptions(of: "reader", tenant: .local)
        #expect(all.map(\.value.service) == ["music", "news"])
        #expect(try await open.store.subscriptions(of: nil, tenant: .local).count == 2)
        #expect(try await open.store.subscriptions(of: "x", tenant: .local).isEmpty)
        #expect(try await open.store.subscriptions(of: nil, tenant: Tenant("x")).isEmpty)
    }

    @Test(arguments: SubscriptionBackend.allCases)
    func aRenewalAndItsRunAreStoredTogetherAndOnce(backend: SubscriptionBackend) async throws {
        let open = try backend.open()
        var subscription = subscription("news")
        _ = try subscription.apply(.paid(TokenAmount(Quantity(4), "USDC"), at: at(10)))
        try await open.store.save(subscription, expected: 0, run: nil)
        let due = try #require(subscription.due)
        #expect(try await open.store.due(at: at(11), limit: 9).isEmpty)
        #expect(try await open.store.due(at: due, limit: 9).map(\.value) == [subscription])
        #expect(try subscription.apply(.timeCame(due)))
        try await open.store.save(subscription, expected: 1, run: run(of: subscription))
        for expected: Int64 in [1, 2] {
            await #expect(throws: StoreError.conflict) {
                try await open.store.save(
                    subscription, expected: expected, run: run(of: subscription))
            }
        }
        #expect(try await open.runs.run(subscription.run, of: .local) != nil)
    }

    private func run(of subscription: Subscription) -> AgentRunOpening {
        let command = Command.subscribe(.init(service: subscription.service))
        let run = AgentRun(
            id: subscription.run, agent: AgentReference(name: "reader", version: 1), session: nil,
            text: "renew", command: command, plan: Planner.plan(command), startedAt: at(50))
        return AgentRunOpening(
            run, of: .local, lease: Lease(holder: "me", fence: 1, until: at(200)), at: at(50))
    }

    private func subscription(_ service: String) -> Subscription {
        var listing = Listing(
            id: service, name: "News", summary: "", category: "", url: "https://n.example",
            price: TokenAmount(Quantity(3), "USDC"), pricingModel: "subscription")
        listing.period = .weekly
        return Subscription(
            id: "s-\(service)", tenant: "local", agent: "reader", listing: listing,
            run: ID("r-\(service)"), at: at(5))
    }
}
