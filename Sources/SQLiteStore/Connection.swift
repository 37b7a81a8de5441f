import CLogWriter
import CSQLite
import Orchestration

/// One SQLite connection with the statements it has prepared. Not Sendable: the thread or the lock
/// that owns it is its only user.
///
/// SQL is a `StaticString`: what people write reaches a statement only as a bound value.
@safe final class Connection {
    private let handle: OpaquePointer
    /// By the address of the statement's text, which is unique for a literal.
    private var statements: [UInt: Statement] = [:]
    /// The last failure of SQLite's own: the writer asks whether it was fatal.
    private(set) var failure: SQLiteError?

    /// How long a statement waits for another process. Units: milliseconds.
    static let busyTimeoutMilliseconds: Int32 = 5000
    /// Registered once, before the first connection.
    private static let logWriter = clogwriter_register()

    /// - Parameter isNewAllowed: whether the file is made when it does not exist.
    /// - Parameter writesMuch: its log is written in large pieces; for a connection with
    ///   `synchronous = FULL`.
    init(
        path: String, isNewAllowed: Bool = true, writesMuch: Bool = false
    ) throws(SQLiteError) {
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (isNewAllowed ? SQLITE_OPEN_CREATE : 0)
        var handle: OpaquePointer?
        var code = Self.logWriter
        if code == SQLITE_OK {
            code = unsafe sqlite3_open_v2(
                path, &handle, flags | SQLITE_OPEN_EXRESCODE, writesMuch ? clogwriter_name : nil)
        }
        guard code == SQLITE_OK, let handle = unsafe handle else {
            let error = unsafe SQLiteError(code: code, on: handle)
            unsafe sqlite3_close_v2(handle)
            throw error
        }
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, Self.busyTimeoutMilliseconds)
    }

    deinit {
        statements.removeAll()
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs a statement that returns no rows.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    func run<each Value: Bindable>(
        _ sql: StaticString, _ values: repeat each Value
    ) throws(StoreError) -> Int {
        let statement = try prepared(sql, repeat each values)
        defer { statement.reset() }
        _ = try step(statement)
        return unsafe Int(sqlite3_changes64(handle))
    }

    /// The first row, read by `read`; nil when there is none.
    func first<each Value: Bindable, Result>(
        _ sql: StaticString, _ values: repeat each Value, read: (Row) throws(StoreError) -> Result
    ) throws(StoreError) -> Result? {
        let statement = try prepared(sql, repeat each values)
        defer { statement.reset() }
        return try step(statement) ? try read(Row(statement)) : nil
    }

    /// Every row, in order. The statement names its own limit.
    func all<each Value: Bindable, Result>(
        _ sql: StaticString, _ values: repeat each Value, read: (Row) throws(StoreError) -> Result
    ) throws(StoreError) -> [Result] {
        let statement = try prepared(sql, repeat each values)
        defer { statement.reset() }
        var rows: [Result] = []
        while try step(statement) { rows.append(try read(Row(statement))) }
        return rows
    }

    /// Hands out row after row until there is none or `visit` returns false.
    func each<each Value: Bindable>(
        _ sql: StaticString, _ values: repeat each Value,
        visit: (Row) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let statement = try prepared(sql, repeat each values)
        defer { statement.reset() }
        while try step(statement) {
            guard try visit(Row(statement)) else { return }
        }
    }

    /// The key of the row inserted last.
    var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Rows changed since the connection was opened, by statements that succeeded.
    var changeCount: Int64 { unsafe sqlite3_total_changes64(handle) }

    /// Whether SQLite has ended the transaction by itself, as it does when the disk is full.
    var isOutsideTransaction: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    private func prepared<each Value: Bindable>(
        _ sql: StaticString, _ values: repeat each Value
    ) throws(StoreError) -> Statement {
        let statement = try prepared(sql)
        var index: Int32 = 1
        for value in repeat each values {
            value.bind(to: statement, at: index)
            index += 1
        }
        return statement
    }

    private func prepared(_ sql: StaticString) throws(StoreError) -> Statement {
        let key = unsafe UInt(bitPattern: sql.utf8Start)
        if let statement = statements[key] { return statement }
        do {
            let statement = unsafe try Statement(sql, on: handle)
            statements[key] = statement
            return statement
        } catch { throw noted(error) }
    }

    private func step(_ statement: Statement) throws(StoreError) -> Bool {
        do { return try statement.step() } catch { throw noted(error) }
    }

    private func noted(_ error: SQLiteError) -> StoreError {
        failure = error
        return error.storeError
    }
}

extension Connection {
    /// Runs a script of statements that return no rows: a migration.
    func run(script: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe SQLiteError(code: code, on: handle) }
    }

    /// Copies committed pages from the log into the file, as far as no reader is in the way.
    func checkpoint() throws(SQLiteError) {
        let code = unsafe sqlite3_wal_checkpoint_v2(
            handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        // Busy: another process is at it.
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else {
            throw unsafe SQLiteError(code: code, on: handle)
        }
    }

    /// Pages written since the last call.
    func takePagesWritten() -> Int {
        var (count, highest): (Int32, Int32) = (0, 0)
        unsafe sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_WRITE, &count, &highest, 1)
        return Int(count)
    }
}
