import Dispatch
public import Domain
public import Orchestration

extension SQLiteDatabase {
    /// Copies the whole database, as it stands at this moment, into a new file. Readers and writers
    /// go on meanwhile. The copy knows that it is one: whoever puts it in the place of the file
    /// signs nothing before a reconciliation. Like a file that is opened, it is brought up to date.
    ///
    /// - Parameter source: the database's file, which may be in use by any process.
    /// - Parameter target: must not exist yet.
    /// - Throws: `.unavailable` with the reason; what was written of the target is of no use then.
    public static func backUp(
        _ source: String, to target: String, at now: Timestamp
    ) async throws(StoreError) {
        let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "sqlite backup").async {
                continuation.resume(returning: copy(source, to: target, at: now))
            }
        }
        try result.get()
    }

    private static func copy(
        _ source: String, to target: String, at now: Timestamp
    ) -> Result<Void, StoreError> {
        do throws(SQLiteError) {
            let connection = try Connection(path: source, isNewAllowed: false)
            do throws(StoreError) { try connection.run("VACUUM INTO ?", target) } catch {
                return .failure(error)
            }
            return mark(try Connection(path: target, isNewAllowed: false), at: now)
        } catch { return .failure(error.storeError) }
    }

    private static func mark(_ copy: Connection, at now: Timestamp) -> Result<Void, StoreError> {
        do {
            try Migrator(connection: copy).migrate(at: now)
            try SQLiteMoneyTables(copy).put(SigningHold(.restoredBackup, since: now))
            return .success(())
        } catch let error as StoreError {
            return .failure(error)
        } catch { return .failure(.unavailable("the copy cannot be marked: \(error)")) }
    }

    /// Reads every page and index of a file that may be in use.
    ///
    /// - Returns: what is wrong with it, in SQLite's words; empty when all is well.
    public static func check(_ path: String) throws(StoreError) -> [String] {
        let connection: Connection
        do throws(SQLiteError) {
            connection = try Connection(path: path, isNewAllowed: false)
        } catch {
            throw error.storeError
        }
        return try connection.all("PRAGMA integrity_check(20)") { $0.text(0) }
            .filter { $0 != "ok" }
    }
}
