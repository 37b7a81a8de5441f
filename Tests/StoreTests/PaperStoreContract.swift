import Domain
import JSON
import Orchestration
import Testing

/// What everything does that keeps simulated venues.
@Suite struct PaperStoreContract {
    private let ana = Address(bytes: Array(repeating: 1, count: 20))!

    @Test(arguments: MoneyBackend.allCases)
    func aChangeIsDoneOnceForItsKey(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let change = change("a", gives: 5, [record("p", version: 0)], answer: "first")
        #expect(try await opened.paper.apply(change) == .applied)
        let again = self.change("a", gives: 9, [record("p", version: 1)], answer: "second")
        #expect(try await opened.paper.apply(again) == .repeated("first"))
        #expect(try await opened.sandbox.balance(of: ana, assetID: "usdc") == 5)
        #expect(try await opened.paper.answer("a") == "first")
        #expect(try await opened.paper.answer("b") == nil)
        #expect(try await opened.paper.record(.position, "p")?.version == 1)
    }

    @Test(arguments: MoneyBackend.allCases)
    func aRecordThatHasChangedIsAConflictAndNothingIsDone(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        _ = try await opened.paper.apply(change("a", gives: 1, [record("p", version: 0)]))
        for version in [Int64(0), 2] {
            await #expect(throws: StoreError.conflict) {
                _ = try await opened.paper.apply(
                    change(
                        "b", gives: 1, [record("q", version: 0), record("p", version: version)]))
            }
        }
        #expect(try await opened.paper.record(.position, "q") == nil)
        #expect(try await opened.sandbox.balance(of: ana, assetID: "usdc") == 1)
    }

    @Test(arguments: MoneyBackend.allCases)
    func aMoveOfTooMuchIsRefusedWhole(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let move = SandboxTransaction.Move(from: ana, to: nil, assetID: "usdc", atomicUnits: 1)
        let change = PaperChange(
            key: "a", transaction: transaction("a", [move]), records: [record("p", version: 0)],
            answer: .null)
        #expect(try await opened.paper.apply(change) == .refused)
        #expect(try await opened.paper.record(.position, "p") == nil)
        #expect(try await opened.paper.answer("a") == nil)
    }

    @Test(arguments: MoneyBackend.allCases)
    func recordsAreListedByOwnerAndByWhetherTheyAreOpen(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let records = [
            record("c", version: 0), record("a", owner: "bob", version: 0),
            record("b", isOpen: false, version: 0),
        ]
        _ = try await opened.paper.apply(change("a", gives: 1, records))
        func ids(_ owner: String?, open: Bool, limit: Int = 9) async throws -> [String] {
            try await opened.paper.records(.position, of: owner, onlyOpen: open, limit: limit)
                .map(\.value.id)
        }
        #expect(try await ids(nil, open: false) == ["a", "b", "c"])
        #expect(try await ids("ana", open: false) == ["b", "c"])
        #expect(try await ids("ana", open: true) == ["c"])
        #expect(try await ids(nil, open: false, limit: 1) == ["a"])
        #expect(try await opened.paper.records(.bet, of: nil, onlyOpen: false, limit: 9).isEmpty)
        let stored = try await opened.paper.record(.position, "b")?.value
        #expect(stored == records[2].value)
    }

    private func change(
        _ key: String, gives units: UInt128, _ records: [Versioned<PaperRecord>],
        answer: JSONValue = .null
    ) -> PaperChange {
        let move = SandboxTransaction.Move(
            from: nil, to: ana, assetID: "usdc", atomicUnits: units)
        return PaperChange(
            key: key, transaction: transaction(key, [move]), records: records, answer: answer)
    }

    private func transaction(
        _ key: String, _ moves: [SandboxTransaction.Move]
    ) -> SandboxTransaction {
        SandboxTransaction(id: "0x\(key)", moves: moves, at: at(7), kind: "test")
    }

    private func record(
        _ id: String, owner: String = "ana", isOpen: Bool = true, version: Int64
    ) -> Versioned<PaperRecord> {
        Versioned(
            PaperRecord(.position, id: id, owner: owner, isOpen: isOpen, body: ["id": .string(id)]),
            version: version)
    }
}
