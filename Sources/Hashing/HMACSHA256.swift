/// A keyed digest. Source: RFC 2104 over SHA-256; vectors of RFC 4231.
public enum HMACSHA256 {
    static let blockBytes = 64

    /// The 32-byte code of the message under the key, of any length.
    public static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > blockBytes ? SHA256.hash(key) : key
        block += [UInt8](repeating: 0, count: blockBytes - block.count)
        let inner = SHA256.hash(block.map { $0 ^ 0x36 } + message)
        return SHA256.hash(block.map { $0 ^ 0x5C } + inner)
    }
}

extension [UInt8] {
    /// Compares to the end whatever differs, so that the time tells nothing about a secret.
    public func isEqualInConstantTime(to other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return zip(self, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
