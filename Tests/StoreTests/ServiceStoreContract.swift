import Domain
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// What every store of services does.
@Suite struct ServiceStoreContract {
    enum ServiceBackend: CaseIterable, Sendable {
        case memory, sqlite

        /// The folder lives as long as the store is used.
        func open() throws -> (store: any ServiceStore, folder: TemporaryFolder?) {
            switch self {
            case .memory: return (MemoryServiceStore(), nil)
            case .sqlite:
                let folder = try TemporaryFolder()
                let database = try SQLiteDatabase(path: folder.file("paygent.db"), at: at(1))
                return (SQLiteServiceStore(database), folder)
            }
        }
    }

    @Test(arguments: ServiceBackend.allCases)
    func aListingIsReadAsItWasStored(backend: ServiceBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        var listing = Listing(
            id: "b", name: "News", summary: "of the day", category: "news",
            url: "https://n.example/x?y=1", price: TokenAmount(Quantity(3), "USDC"),
            pricingModel: "subscription")
        listing.period = .monthly
        listing.isMCP = true
        listing.source = .bazaar
        listing.createdAt = at(5)
        let other = Listing(
            id: "a", name: "Other", summary: "", category: "other", url: "https://o.example",
            price: TokenAmount(Quantity(digits: 5, scale: 2), "USDC"))
        try await store.save([listing, other])
        #expect(try await store.stored() == [other, listing])
        listing.name = "Newest"
        try await store.save([listing])
        #expect(try await store.stored().map(\.name) == ["Other", "Newest"])
    }

    @Test(arguments: ServiceBackend.allCases)
    func aPaymentCountsOnceAndWhatIsKnownLaterCounts(backend: ServiceBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        try await store.note(outcome("p1", .settled), isDearer: false)
        try await store.note(outcome("p1", .delivered), isDearer: true)
        try await store.note(outcome("p1", .settled), isDearer: false)
        try await store.note(outcome("p2", .failed), isDearer: false)
        try await store.note(outcome("p3", .undelivered, at: "https://o.example"), isDearer: false)
        let found = try await store.reputations()
        let first = try #require(found["https://n.example"])
        #expect(first.delivered == 1 && first.failed == 1 && first.settled == 0)
        #expect(first.dearer == 1 && first.count == 2)
        #expect(found["https://o.example"]?.undelivered == 1 && found.count == 2)
    }

    private func outcome(
        _ payment: String, _ kind: ServiceOutcome.Kind, at resource: String = "https://n.example"
    ) -> ServiceOutcome {
        ServiceOutcome(
            payment: ID(payment), resource: resource, kind: kind,
            amount: TokenAmount(Quantity(1), "USDC"))
    }
}
