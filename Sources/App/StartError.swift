internal import Domain
internal import SQLiteStore

/// Why the process cannot start, in words for the one who starts it.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Names the database's trouble and the way out.
    static func database<Value>(
        _ open: () throws(MigrationError) -> Value
    ) throws(StartError) -> Value {
        do { return try open() } catch {
            switch error {
            case .newerThanProgram(let name):
                throw StartError(
                    "the database has '\(name)', which a newer Paygent made: use that one")
            case .changed(let name):
                throw StartError("migration '\(name)' was changed after it was applied")
            case .failed(let name, let reason):
                throw StartError("migration '\(name)' failed: \(reason)")
            case .blocked(let reason):
                throw StartError("another process holds the database: \(reason)")
            case .unreadable(let path, let reason): throw StartError("\(path): \(reason)")
            }
        }
    }
}
