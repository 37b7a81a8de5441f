import CSQLite
import Orchestration

/// What SQLite said. Source of codes: <https://www.sqlite.org/rescode.html>.
struct SQLiteError: Error, Equatable {
    /// The extended code.
    let code: Int32
    let message: String

    init(code: Int32, on connection: OpaquePointer?) {
        self.code = code
        message =
            unsafe connection.map { unsafe String(cString: sqlite3_errmsg($0)) }
            ?? String(cString: sqlite3_errstr(code))
    }

    private var primaryCode: Int32 { code & 0xFF }

    /// The disk did not keep what it was told to keep. Trying again could report success for pages
    /// that are lost, so nothing may be written after this.
    var isFatal: Bool {
        Self.fatalCodes.contains(code) || primaryCode == SQLITE_CORRUPT
            || primaryCode == SQLITE_NOTADB
    }

    /// What the macros `SQLITE_IOERR_FSYNC` and `SQLITE_IOERR_DIR_FSYNC` expand to.
    private static let fatalCodes: Set<Int32> = [
        SQLITE_IOERR | (4 << 8), SQLITE_IOERR | (5 << 8),
    ]

    var storeError: StoreError {
        switch primaryCode {
        case SQLITE_CONSTRAINT: .conflict
        case SQLITE_FULL: .unavailable("the disk is full")
        case SQLITE_BUSY, SQLITE_LOCKED: .unavailable("the database is held by another process")
        default: .unavailable("database: \(message) (\(code))")
        }
    }
}
