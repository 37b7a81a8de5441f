internal import CCrypto
internal import Glibc

/// Thirty-two secret bytes in a page of their own: kept out of swap and core dumps where the
/// system allows it, wiped when the last owner lets go, and never shown.
@safe public final class SecretKey: @unchecked Sendable {
    // Sendable: the page is written in `init` only and wiped in `deinit` only.
    private let page: UnsafeMutableRawBufferPointer

    /// Nil unless `fill` says that the 32 bytes it wrote are a key.
    init?(_ fill: (UnsafeMutableRawBufferPointer) -> Bool) {
        let size = Int(sysconf(Int32(_SC_PAGESIZE)))
        let memory = unsafe mmap(
            nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { return nil }
        unsafe page = UnsafeMutableRawBufferPointer(start: memory, count: size)
        // Both may be denied by limits of the system; the key is then as safe as other memory.
        _ = unsafe mlock(memory, size)
        _ = unsafe madvise(memory, size, MADV_DONTDUMP)
        let filled = unsafe fill(UnsafeMutableRawBufferPointer(rebasing: page[0..<32]))
        guard filled else { return nil }
        _ = unsafe mprotect(memory, size, PROT_READ)
    }

    deinit {
        guard let start = unsafe page.baseAddress else { return }
        _ = unsafe mprotect(start, page.count, PROT_READ | PROT_WRITE)
        unsafe OPENSSL_cleanse(start, page.count)
        _ = unsafe munmap(start, page.count)
    }

    func withBytes<Result>(_ use: (UnsafePointer<UInt8>) -> Result) -> Result {
        guard let start = unsafe page.baseAddress else {
            preconditionFailure("a mapped page has an address")
        }
        return unsafe use(UnsafePointer(start.assumingMemoryBound(to: UInt8.self)))
    }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "a secret key" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
