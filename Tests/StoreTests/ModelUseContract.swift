import Models
import Orchestration
import SQLiteStore
import Testing

/// Caps of models hold for all who share them, and over every restart.
@Suite struct ModelUseContract {
    private static let caps = ModelCaps(sessionTokens: 100, dayTokens: 250)

    private static func use(_ tokens: Int) -> ModelBudget.Use {
        .init(tokens: tokens, picodollars: UInt128(tokens) * 10)
    }

    enum Backend: CaseIterable, Sendable {
        case memory, sqlite

        func open() throws -> (any ModelUseStore, TemporaryFolder?) {
            guard self == .sqlite else { return (MemoryModelUseStore(caps), nil) }
            let folder = try TemporaryFolder()
            return (try ModelUseContract.store(in: folder), folder)
        }
    }

    private static func store(
        in folder: TemporaryFolder, _ caps: ModelCaps = caps
    ) throws -> SQLiteModelUseStore {
        SQLiteModelUseStore(
            try SQLiteDatabase(path: folder.file("m.db"), at: at(1)), caps: caps)
    }

    @Test(arguments: Backend.allCases)
    func aSessionAndADayAreCappedTogether(backend: Backend) async throws {
        let (store, folder) = try backend.open()
        let first = try await store.promise(Self.use(60), to: "a", on: 1).get()
        await #expect(throws: ModelFailure.capReached("the tokens of this session are used up")) {
            _ = try await store.promise(Self.use(60), to: "a", on: 1).get()
        }
        try await store.settle(first, used: Self.use(10))
        _ = try await store.promise(Self.use(90), to: "a", on: 1).get()
        _ = try await store.promise(Self.use(100), to: "b", on: 1).get()
        await #expect(throws: ModelFailure.capReached("the tokens of today are used up")) {
            _ = try await store.promise(Self.use(100), to: "c", on: 1).get()
        }
        _ = try await store.promise(Self.use(100), to: "c", on: 2).get()
        withExtendedLifetime(folder) {}
    }

    @Test func aRestartForgetsNothingAndWhatWasNotSettledStaysCounted() async throws {
        let folder = try TemporaryFolder()
        let before = try Self.store(in: folder)
        let settled = try await before.promise(Self.use(90), to: "a", on: 1).get()
        try await before.settle(settled, used: Self.use(30))
        _ = try await before.promise(Self.use(40), to: "a", on: 1).get()
        let after = try Self.store(in: folder)
        await #expect(throws: ModelFailure.self) {
            _ = try await after.promise(Self.use(31), to: "a", on: 1).get()
        }
        _ = try await after.promise(Self.use(30), to: "a", on: 1).get()
    }

    /// Two connections to one file, as two processes have.
    @Test func manyCallsOfTwoProcessesStayUnderOneCap() async throws {
        let folder = try TemporaryFolder()
        let caps = ModelCaps(dayPicodollars: 1_000)
        let stores = try (0..<2).map { _ in try Self.store(in: folder, caps) }
        let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let answer = try await stores[number % 2].promise(
                        Self.use(1), to: "s\(number)", on: 1)
                    if case .success = answer { return true }
                    return false
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(granted == 100)
    }
}
