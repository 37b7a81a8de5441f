internal import Domain
internal import Glibc
internal import Orchestration

/// Which processes that use one data folder live: each holds a lock on a byte of its own in one
/// file, and the kernel frees it when the process ends, however it ends.
///
/// Source: fcntl(2), open file description locks.
final class ProcessPresence: Presence {
    let name: String
    private let descriptor: Int32

    /// From `<bits/fcntl-linux.h>`, which shows them to GNU programs only.
    private static let tryLock: Int32 = 37
    private static let askLock: Int32 = 36

    /// - Throws: `StartError` when the file cannot be made or locked.
    init(folder: String, randomness: any Randomness) throws(StartError) {
        let path = "\(folder)/processes"
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StartError(FileError(path: path, code: errno).description)
        }
        let place = Int64(truncatingIfNeeded: randomness.next() >> 66)
        name = String(place, radix: 16)
        var lock = Self.lock(of: place)
        guard unsafe fcntl(descriptor, Self.tryLock, &lock) == 0 else {
            throw StartError(FileError(path: path, code: errno).description)
        }
    }

    deinit { close(descriptor) }

    func isGone(_ name: String) -> Bool {
        guard name != self.name, let place = Int64(name, radix: 16), place >= 0 else {
            return false
        }
        var lock = Self.lock(of: place)
        guard unsafe fcntl(descriptor, Self.askLock, &lock) == 0 else { return false }
        return lock.l_type == Int16(F_UNLCK)
    }

    private static func lock(of place: Int64) -> flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = Int(place)
        lock.l_len = 1
        return lock
    }
}
