internal import CCrypto
internal import Glibc
public import Orchestration

/// Unpredictable bits from the kernel. Source: getrandom(2), which never gives weak ones.
public struct Entropy: Randomness {
    public init() {}

    public func next() -> UInt128 {
        Self.bytes(16).reduce(0) { $0 << 8 | UInt128($1) }
    }

    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { unsafe fill($0) }
        return bytes
    }

    static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        var filled = 0
        while filled < buffer.count {
            let count = unsafe getrandom(
                buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled, 0)
            if count > 0 { filled += count }
            precondition(count > 0 || errno == EINTR, "the kernel has no random bits")
        }
    }
}
