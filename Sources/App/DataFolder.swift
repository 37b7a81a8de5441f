internal import Glibc

extension Configuration {
    var databasePath: String { dataFolder + "/paygent.db" }
}

enum DataFolder {
    /// Makes the folder, and those above it, readable by their owner only.
    static func prepare(_ path: String) throws(StartError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? part : "/" + part
            if unsafe mkdir(made, 0o700) != 0, errno != EEXIST {
                throw StartError(FileError(path: made, code: errno).description)
            }
        }
    }
}
