internal import API
internal import Domain
internal import Glibc
internal import Orchestration

/// The clock on the wall.
struct SystemClock: Clock {
    func now() -> Timestamp {
        var time = timespec()
        let code = unsafe clock_gettime(CLOCK_REALTIME, &time)
        precondition(code == 0, "Linux always has a real-time clock")
        return Timestamp(
            millisecondsSinceEpoch: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Bits from the kernel.
struct SystemRandomness: Randomness {
    func next() -> UInt128 {
        var generator = SystemRandomNumberGenerator()
        return UInt128(generator.next()) << 64 | UInt128(generator.next())
    }
}

/// The page's files, read when they are asked for.
struct DiskFiles: PageFiles {
    let folder: String

    func file(_ path: String) -> [UInt8]? {
        do { return try File.read("\(folder)/\(path)") } catch { return nil }
    }
}

/// Whole files, as the terminal and the page need them.
enum File {
    /// - Throws: `FileError` with the system's reason.
    static func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 else { throw FileError(path: path, code: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Replaces the file.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t = 0o644
    ) throws(FileError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
        let isWritten = write(bytes, to: descriptor)
        let code = errno
        guard Glibc.close(descriptor) == 0, isWritten else {
            throw FileError(path: path, code: isWritten ? errno : code)
        }
    }

    /// On standard output, byte by byte as it is.
    static func writeOut(_ bytes: [UInt8]) { _ = write(bytes, to: STDOUT_FILENO) }

    /// False when it could not be written whole; `errno` says why.
    fileprivate static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// The plain files of a folder by name.
    static func all(in folder: String) throws(StartError) -> [String: [UInt8]] {
        guard let directory = unsafe opendir(folder) else {
            throw StartError(FileError(path: folder, code: errno).description)
        }
        defer { unsafe closedir(directory) }
        var files: [String: [UInt8]] = [:]
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasPrefix(".") { continue }
            do { files[name] = try read("\(folder)/\(name)") } catch {
                throw StartError(error.description)
            }
        }
        return files
    }
}

struct FileError: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    var description: String {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return "\(path): \(reason)"
    }
}

/// What goes to the terminal: results on standard output, everything else on standard error.
enum Terminal {
    static func out(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Unbuffered, so that a line is seen when it is written and lines of tasks do not mix.
    static func write(_ text: String, to descriptor: Int32) {
        _ = File.write(Array(text.utf8), to: descriptor)
    }
}
