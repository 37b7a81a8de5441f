internal import Glibc
internal import Hashing
internal import JSON

/// Where the key lies between runs: `keystore.json` and, apart from it, `passphrase`, both
/// readable by their owner only.
public struct KeyFolder: Sendable {
    public let keystorePath: String
    public let passphrasePath: String

    /// The two files may lie in different folders, so that a backup of one holds not both.
    public init(keystorePath: String, passphrasePath: String) {
        self.keystorePath = keystorePath
        self.passphrasePath = passphrasePath
    }

    public init(_ folder: String) {
        self.init(
            keystorePath: folder + "/keystore.json", passphrasePath: folder + "/passphrase")
    }

    /// The key; made and written first when there is neither file.
    ///
    /// - Throws: `KeystoreError`. One file without the other is an error, never a reason to make
    ///   a new key: money may lie on the old one.
    public func openOrCreate() throws(KeystoreError) -> SecretKey {
        let (hasKeystore, hasPassphrase) = (exists(keystorePath), exists(passphrasePath))
        if hasKeystore { return try open() }
        guard !hasPassphrase else {
            throw .file("\(passphrasePath) is there, but \(keystorePath) is missing")
        }
        return try create()
    }

    public func open() throws(KeystoreError) -> SecretKey {
        let file = try read(keystorePath, mustBePrivate: false)
        var passphrase = try read(passphrasePath, mustBePrivate: true)
        while passphrase.last == 0x0A || passphrase.last == 0x0D { passphrase.removeLast() }
        let json: JSONValue
        do { json = try JSONValue(parsing: file) } catch { throw .damaged("JSON") }
        return try Keystore(json).open(password: passphrase)
    }

    private func create() throws(KeystoreError) -> SecretKey {
        guard let key = Secp256k1.shared.makeKey() else { throw .unsupported("memory") }
        let passphrase = Array(Hex.encode(Entropy.bytes(32)).utf8)
        let keystore = try Keystore(sealing: key, password: passphrase, cost: .light)
        try write(passphrase + [0x0A], to: passphrasePath)
        try write(Array((keystore.json.prettyText + "\n").utf8), to: keystorePath)
        return try open()
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private func read(_ path: String, mustBePrivate: Bool) throws(KeystoreError) -> [UInt8] {
        let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var facts = stat()
        guard unsafe fstat(file, &facts) == 0 else { throw failure("look at", path) }
        guard !mustBePrivate || facts.st_mode & 0o077 == 0 else {
            throw .file("\(path) can be read by others: chmod 600 \(path)")
        }
        guard facts.st_size <= Self.fileBytesMax else { throw .file("\(path) is too large") }
        var bytes = [UInt8](repeating: 0, count: Self.fileBytesMax)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw failure("read", path) }
        return Array(bytes[..<count])
    }

    private static let fileBytesMax = 64 * 1024

    /// A new file, on disk with its name before this returns; never over an old one.
    private func write(_ bytes: [UInt8], to path: String) throws(KeystoreError) {
        let file = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("create", path) }
        defer { close(file) }
        guard unsafe Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw failure("write", path)
        }
        try syncFolder(of: path)
    }

    private func syncFolder(of path: String) throws(KeystoreError) {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        let folder = end == path.startIndex ? "." : String(path[..<end])
        let file = unsafe Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("sync", folder) }
    }

    private func failure(_ verb: String, _ path: String) -> KeystoreError {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown"
        return .file("cannot \(verb) \(path): \(reason)")
    }
}
