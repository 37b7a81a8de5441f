@testable import SQLiteStore

/// Changes a file behind the stores' back, as another program could.
func sql(_ script: String, in path: String) throws {
    try Connection(path: path).run(script: script)
}
