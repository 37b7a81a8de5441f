internal import Glibc
public import Orchestration
public import Paygent

/// The mark as one line of a file beside the keystore: the position, a space, the record's hash.
///
/// It is written without a flush. A process that dies loses nothing of it; a power cut may lose the
/// last seconds, and then an older copy from within those is not noticed. It never tells of a
/// signature that the store does not know, because the store is flushed first.
public struct SignatureMarkFile: SignatureMark {
    private let path: String

    /// - Parameter folder: that of the keystore.
    public init(folder: String) { path = folder + "/signed-up-to" }

    public func last() throws(SignatureMarkError) -> ChainTail? {
        try locked { file throws(SignatureMarkError) in try read(file) }
    }

    public func raise(to tail: ChainTail) throws(SignatureMarkError) {
        try locked { file throws(SignatureMarkError) in
            if let last = try read(file), last.sequence >= tail.sequence { return }
            try write(tail, to: file)
        }
    }

    public func replace(by tail: ChainTail) throws(SignatureMarkError) {
        try locked { file throws(SignatureMarkError) in try write(tail, to: file) }
    }

    /// One process at a time; closing the file frees the lock.
    private func locked<Value>(
        _ body: (Int32) throws(SignatureMarkError) -> Value
    ) throws(SignatureMarkError) -> Value {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open") }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure("lock") }
        }
        return try body(file)
    }

    /// Nil for an empty file.
    private func read(_ file: Int32) throws(SignatureMarkError) -> ChainTail? {
        var bytes = [UInt8](repeating: 0, count: Self.length + 1)
        let count = unsafe pread(file, &bytes, bytes.count, 0)
        guard count >= 0 else { throw failure("read") }
        if count == 0 { return nil }
        let words = bytes[..<count].split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard count == Self.length, words.count == 2, words[0].count == Self.digits,
            let sequence = Int64(String(decoding: words[0], as: UTF8.self)), sequence >= 0,
            words[1].last == 0x0A
        else { throw SignatureMarkError("\(path) holds no mark") }
        return ChainTail(
            sequence: sequence, hash: String(decoding: words[1].dropLast(), as: UTF8.self))
    }

    /// Always as long, in one write: what is replaced needs no room on a full disk.
    private func write(_ tail: ChainTail, to file: Int32) throws(SignatureMarkError) {
        let number = String(tail.sequence)
        let line = String(repeating: "0", count: Self.digits - number.utf8.count) + number
            + " \(tail.hash)\n"
        let bytes = Array(line.utf8)
        guard bytes.count == Self.length else { throw SignatureMarkError("a hash of odd length") }
        guard unsafe pwrite(file, bytes, bytes.count, 0) == bytes.count else {
            throw failure("write")
        }
    }

    /// Of the largest position.
    private static let digits = 19
    /// Digits, space, SHA-256 in hexadecimal, end of line.
    private static let length = digits + 1 + 64 + 1

    private func failure(_ verb: String) -> SignatureMarkError {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown"
        return SignatureMarkError("cannot \(verb) \(path): \(reason)")
    }
}
