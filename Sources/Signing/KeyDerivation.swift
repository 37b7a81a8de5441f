internal import CCrypto
internal import JSON

/// How a password becomes a key. Source: Web3 Secret Storage Definition, version 3.
enum KeyDerivation: Equatable {
    case scrypt(n: UInt64, r: UInt64, p: UInt64, salt: [UInt8])
    case pbkdf2(iterations: Int32, salt: [UInt8])

    /// 512 MiB: a file that asks for more is refused, not obeyed.
    static let memoryBytesMax: UInt64 = 512 << 20
    static let iterationsMax: Int32 = 10_000_000

    /// Thirty-two bytes: half encrypts, half authenticates. Nil when the library refuses.
    func derive(_ password: [UInt8]) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: 32)
        let result: Int32 =
            switch self {
            case .scrypt(let n, let r, let p, let salt):
                unsafe password.withUnsafeBytes { password in
                    unsafe EVP_PBE_scrypt(
                        password.bindMemory(to: CChar.self).baseAddress, password.count, salt,
                        salt.count, n, r, p, Self.memoryBytesMax + 64 << 20, &key, key.count)
                }
            case .pbkdf2(let iterations, let salt):
                unsafe password.withUnsafeBytes { password in
                    unsafe PKCS5_PBKDF2_HMAC(
                        password.bindMemory(to: CChar.self).baseAddress, Int32(password.count),
                        salt, Int32(salt.count), iterations, EVP_sha256(), Int32(key.count), &key)
                }
            }
        return result == 1 ? key : nil
    }
}

/// AES-128 in counter mode, which is its own inverse.
enum AES128CTR {
    /// Nil when the library refuses.
    static func apply(_ input: [UInt8], key: [UInt8], counter: [UInt8]) -> [UInt8]? {
        precondition(key.count == 16 && counter.count == 16, "AES-128 has 16-byte keys and blocks")
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: input.count)
        var count: Int32 = 0
        guard unsafe EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), nil, key, counter) == 1,
            unsafe EVP_EncryptUpdate(context, &output, &count, input, Int32(input.count)) == 1,
            Int(count) == input.count
        else { return nil }
        return output
    }
}
