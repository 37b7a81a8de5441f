import Orchestration
import SQLiteStore

/// Everything that claims to keep the contract.
enum Backend: CaseIterable, Sendable {
    case memory, sqlite

    func open() throws -> OpenStores {
        switch self {
        case .memory:
            let store = MemoryStore()
            return OpenStores(
                stores: Stores(sessions: store, agents: store, exports: store, answers: store),
                folder: nil)
        case .sqlite:
            let folder = try TemporaryFolder()
            let database = try SQLiteDatabase(path: folder.file("paygent.db"), at: at(1))
            return OpenStores(stores: Stores(database), folder: folder)
        }
    }
}

struct OpenStores: Sendable {
    let stores: Stores
    /// Held so that the files live as long as the stores.
    let folder: TemporaryFolder?
}
