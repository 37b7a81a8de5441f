public import Domain
public import Orchestration

/// One SQLite file: a writer that commits in groups, and readers.
///
/// To add a store: put its tables into a new file in `migrations/files` and list it in
/// `Migrations.swift`; write `SQLiteXStore`, a struct that holds a `SQLiteDatabase`; change with
/// `database.write { connection throws(StoreError) in … }`, which runs as one transaction and
/// returns once that is durable; read with `database.read { … }`. A job may run `connection.first`,
/// look at the row and throw `.conflict`: what it has changed is undone, other jobs of the same
/// commit are not touched. Jobs run one after the other, also across processes, so what a job
/// reads stays true until its commit. Keep them short: no encoding inside that fits before. A job may
/// be run again after it was undone, so it changes nothing but the database.
public final class SQLiteDatabase: Sendable {
    private let writer: Writer
    private let readers: Readers

    /// Opens the file, brings its tables up to date and starts the writer.
    ///
    /// - Parameter path: it is made when it does not exist; its folder must exist.
    /// - Parameter now: recorded with the migrations that are applied.
    /// - Throws: `MigrationError` when the file is newer than this program or was changed.
    public init(path: String, at now: Timestamp) throws(MigrationError) {
        do {
            let connection = try Connection(path: path, writesMuch: true)
            try connection.run(script: Self.settings)
            try Migrator(connection: connection).migrate(at: now)
            let second = try Connection(path: path)
            try second.run(script: Self.settings)
            readers = try Readers(path: path)
            writer = Writer(
                connection: connection, checkpointer: Checkpointer(connection: second))
        } catch let error as SQLiteError {
            throw .unreadable(path: path, reason: error.message)
        } catch let error as MigrationError {
            throw error
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    /// What `paygent migrate status` shows: every migration that this program knows, and whether the
    /// file has it. Changes nothing, except that a missing file is made.
    public static func migrationStatus(path: String) throws(MigrationError) -> [MigrationStatus] {
        let connection: Connection
        do { connection = try Connection(path: path) } catch {
            throw .unreadable(path: path, reason: error.message)
        }
        return try Migrator(connection: connection).status()
    }

    /// FULL: the log is flushed with every commit, so a power cut loses nothing acknowledged.
    private static let settings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA secure_delete = FAST;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -8000;
        """

    /// Runs `body` as one transaction; returns once it is durable.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await writer.write(body)
    }

    /// Runs `body` on this thread. It sees every change that was acknowledged.
    func read<Value>(
        _ body: (Connection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try readers.read(body)
    }

    /// Why nothing can be written any more; nil while all is well.
    public var failure: StoreError? { writer.refusal }

    /// Commits what waits and refuses everything after it.
    public func close() async { await writer.close() }
}

extension Stores {
    /// All of them in one file.
    public init(_ database: SQLiteDatabase) {
        self.init(
            sessions: SQLiteSessionStore(database), agents: SQLiteAgentStore(database),
            exports: SQLiteExportStore(database), answers: SQLiteIdempotencyStore(database))
    }
}
