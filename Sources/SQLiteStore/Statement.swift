import CSQLite

/// A prepared statement, kept by its connection for the next use. Not Sendable: it belongs to
/// whoever holds the connection.
@safe final class Statement {
    private let handle: OpaquePointer

    init(_ sql: StaticString, on connection: OpaquePointer) throws(SQLiteError) {
        var handle: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self),
            Int32(sql.utf8CodeUnitCount), UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            throw unsafe SQLiteError(code: code, on: connection)
        }
        unsafe self.handle = handle
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// - Returns: true while there is a row.
    func step() throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let connection = unsafe sqlite3_db_handle(handle)
            throw unsafe SQLiteError(code: code, on: connection)
        }
    }

    /// Ends the run, so that the connection holds no snapshot, and forgets the values.
    func reset() {
        // Returns the failure of the last step once more; `step` has thrown it already.
        _ = unsafe sqlite3_reset(handle)
        _ = unsafe sqlite3_clear_bindings(handle)
    }
}

/// A value that can stand for a `?` in a statement.
protocol Bindable {
    /// - Parameter index: from 1, as in SQL.
    func bind(to statement: Statement, at index: Int32)
}

extension Statement {
    func bindNull(at index: Int32) { check(unsafe sqlite3_bind_null(handle, index), index) }

    func bind(_ value: Int64, at index: Int32) {
        check(unsafe sqlite3_bind_int64(handle, index, value), index)
    }

    func bind(_ value: String, at index: Int32) {
        var value = value
        let code = value.withUTF8 { utf8 in
            let text = unsafe UnsafeRawBufferPointer(utf8).assumingMemoryBound(to: CChar.self)
            return unsafe sqlite3_bind_text(
                handle, index, text.baseAddress ?? Self.empty, Int32(text.count),
                csqlite_transient())
        }
        check(code, index)
    }

    func bind(_ value: [UInt8], at index: Int32) {
        guard !value.isEmpty else {
            check(unsafe sqlite3_bind_zeroblob(handle, index, 0), index)
            return
        }
        let code = unsafe value.withUnsafeBytes { bytes in
            unsafe sqlite3_bind_blob(
                handle, index, bytes.baseAddress, Int32(bytes.count), csqlite_transient())
        }
        check(code, index)
    }

    private static var empty: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(StaticString("").utf8Start).assumingMemoryBound(to: CChar.self)
    }

    private func check(_ code: Int32, _ index: Int32) {
        precondition(code == SQLITE_OK, "value \(index) does not fit the statement: code \(code)")
    }
}

extension Int64: Bindable {
    func bind(to statement: Statement, at index: Int32) { statement.bind(self, at: index) }
}

extension Int: Bindable {
    func bind(to statement: Statement, at index: Int32) { statement.bind(Int64(self), at: index) }
}

extension Bool: Bindable {
    func bind(to statement: Statement, at index: Int32) { statement.bind(self ? 1 : 0, at: index) }
}

extension String: Bindable {
    func bind(to statement: Statement, at index: Int32) { statement.bind(self, at: index) }
}

/// A blob.
extension [UInt8]: Bindable {
    func bind(to statement: Statement, at index: Int32) { statement.bind(self, at: index) }
}

/// NULL when there is none.
extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: Statement, at index: Int32) {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case .none: statement.bindNull(at: index)
        }
    }
}

/// The row on which a statement stands; columns count from 0. Valid until the next step.
struct Row {
    fileprivate let statement: Statement

    init(_ statement: Statement) { self.statement = statement }

    func isNull(_ column: Int32) -> Bool { statement.isNull(column) }
    func int64(_ column: Int32) -> Int64 { statement.int64(column) }
    func int(_ column: Int32) -> Int { Int(statement.int64(column)) }
    func bool(_ column: Int32) -> Bool { statement.int64(column) != 0 }
    func text(_ column: Int32) -> String { statement.text(column) }
    func blob(_ column: Int32) -> [UInt8] { statement.blob(column) }
}

extension Statement {
    fileprivate func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    fileprivate func int64(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    fileprivate func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    fileprivate func blob(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
