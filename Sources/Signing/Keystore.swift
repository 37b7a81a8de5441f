internal import CCrypto
public import Domain
internal import Hashing
public import JSON

/// A key encrypted under a password. Source: Web3 Secret Storage Definition, version 3, as geth
/// and eth-account read and write it; the member `paygent` is ours and others pass over it.
public struct Keystore: Sendable {
    /// The whole file.
    public let json: JSONValue
    private let crypto: JSONValue
    private let derivation: KeyDerivation
    private let cipherText: [UInt8]
    private let counter: [UInt8]
    private let mac: [UInt8]

    /// The account, where the file names it. Not secret, not trusted.
    public let address: Address?

    /// - Throws: `.damaged`, `.unsupported`.
    public init(_ json: JSONValue) throws(KeystoreError) {
        guard json["version"]?.integer == 3 else { throw .unsupported("version") }
        guard let crypto = json["crypto"] ?? json["Crypto"] else { throw .damaged("crypto") }
        guard crypto["cipher"]?.string == "aes-128-ctr" else { throw .unsupported("cipher") }
        self.json = json
        self.crypto = crypto
        derivation = try KeyDerivation(crypto)
        cipherText = try crypto.hex("ciphertext", count: 32)
        counter = try crypto["cipherparams"].hex("iv", count: 16)
        mac = try crypto.hex("mac", count: 32)
        do {
            address = try json["address"]?.string.map { text throws(AddressError) in
                try Address(text.hasPrefix("0x") ? text : "0x" + text)
            }
        } catch { throw .damaged("address") }
    }

    /// - Throws: `.wrongPassword`, `.wrongPasswordOrDamaged`, `.damaged`, `.unsupported`.
    public func open(password: [UInt8]) throws(KeystoreError) -> SecretKey {
        try checkOwnDigest()
        guard var derived = derivation.derive(password) else { throw .unsupported("kdfparams") }
        defer { wipe(&derived) }
        guard Keccak256.hash(derived[16...] + cipherText) == mac else {
            throw ownDigest == nil ? .wrongPasswordOrDamaged : .wrongPassword
        }
        guard
            var plain = AES128CTR.apply(
                cipherText, key: Array(derived[..<16]), counter: counter)
        else { throw .damaged("ciphertext") }
        defer { wipe(&plain) }
        guard let key = Secp256k1.shared.key(plain) else { throw .damaged("ciphertext") }
        if let address, Secp256k1.shared.address(of: key) != address { throw .damaged("address") }
        return key
    }

    /// With it a damaged file can be told from a wrong password, which the standard cannot.
    private var ownDigest: String? { json["paygent"]?["digest"]?.string }

    private func checkOwnDigest() throws(KeystoreError) {
        guard let ownDigest else { return }
        guard ownDigest == Self.digest(of: crypto) else { throw .damaged("crypto") }
    }

    private static func digest(of crypto: JSONValue) -> String {
        Hex.encode(SHA256.hash(crypto.canonical.bytes))
    }
}

public enum KeystoreError: Error, Equatable {
    case wrongPassword
    /// A file of another program: the standard's one check cannot tell which of the two it is.
    case wrongPasswordOrDamaged
    /// Which member of the file is not what it was.
    case damaged(String)
    /// Which member asks for what we do not do.
    case unsupported(String)
    /// A file could not be read or written, or others may read it; the text says which and why.
    case file(String)
}

extension Keystore {
    /// How much work a guess of the password costs.
    public struct Cost: Sendable, Equatable {
        public let n: UInt64
        public let p: UInt64

        /// 256 MiB and about a second, as eth-account: for passwords that people think of.
        public static let standard = Cost(n: 1 << 18, p: 1)
        /// 4 MiB: for a random passphrase, which cannot be guessed at any cost.
        public static let light = Cost(n: 1 << 12, p: 6)

        public init(n: UInt64, p: UInt64) {
            self.n = n
            self.p = p
        }
    }

    /// Encrypts a key.
    ///
    /// - Throws: `.unsupported` when the library refuses the cost.
    public init(
        sealing key: SecretKey, password: [UInt8], cost: Cost = .standard
    ) throws(KeystoreError) {
        let (salt, counter, id) = (Entropy.bytes(32), Entropy.bytes(16), Entropy.bytes(16))
        let derivation = KeyDerivation.scrypt(n: cost.n, r: 8, p: cost.p, salt: salt)
        guard var derived = derivation.derive(password) else { throw .unsupported("kdfparams") }
        defer { wipe(&derived) }
        var plain = unsafe key.withBytes { unsafe Array(UnsafeBufferPointer(start: $0, count: 32)) }
        defer { wipe(&plain) }
        guard let address = Secp256k1.shared.address(of: key),
            let cipherText = AES128CTR.apply(plain, key: Array(derived[..<16]), counter: counter)
        else { throw .unsupported("cipher") }
        let crypto: JSONValue = [
            "cipher": "aes-128-ctr",
            "cipherparams": ["iv": .string(Hex.encode(counter))],
            "ciphertext": .string(Hex.encode(cipherText)),
            "kdf": "scrypt",
            "kdfparams": [
                "dklen": 32, "n": .integer(Int64(cost.n)), "r": 8, "p": .integer(Int64(cost.p)),
                "salt": .string(Hex.encode(salt)),
            ],
            "mac": .string(Hex.encode(Keccak256.hash(derived[16...] + cipherText))),
        ]
        try self.init([
            "address": .string(String(address.lowercased.dropFirst(2))), "crypto": crypto,
            "id": .string(uuid(id)), "version": 3,
            "paygent": ["digest": .string(Self.digest(of: crypto))],
        ])
    }
}

extension KeyDerivation {
    fileprivate init(_ crypto: JSONValue) throws(KeystoreError) {
        let params = crypto["kdfparams"]
        let salt = try params.hex("salt", count: nil)
        guard params?["dklen"]?.integer == 32 else { throw .unsupported("dklen") }
        switch crypto["kdf"]?.string {
        case "scrypt":
            let (n, r, p) = (try params.cost("n"), try params.cost("r"), try params.cost("p"))
            guard n.nonzeroBitCount == 1, n > 1, r <= 64, p <= 64,
                128 * r * (n + p) <= Self.memoryBytesMax
            else { throw .unsupported("kdfparams") }
            self = .scrypt(n: n, r: r, p: p, salt: salt)
        case "pbkdf2":
            guard params?["prf"]?.string == "hmac-sha256" else { throw .unsupported("prf") }
            guard let count = Int32(exactly: try params.cost("c")), count <= Self.iterationsMax
            else { throw .unsupported("c") }
            self = .pbkdf2(iterations: count, salt: salt)
        default: throw .unsupported("kdf")
        }
    }
}

extension JSONValue? {
    fileprivate func hex(_ name: String, count: Int?) throws(KeystoreError) -> [UInt8] {
        guard let self else { throw .damaged(name) }
        return try self.hex(name, count: count)
    }

    /// Between 1 and 2^32 - 1.
    fileprivate func cost(_ name: String) throws(KeystoreError) -> UInt64 {
        guard let number = self?[name]?.integer, number > 0, number <= Int64(UInt32.max) else {
            throw .damaged(name)
        }
        return UInt64(number)
    }
}

extension JSONValue {
    fileprivate func hex(_ name: String, count: Int?) throws(KeystoreError) -> [UInt8] {
        guard let text = self[name]?.string, let bytes = Hex.decode(text),
            bytes.count == count ?? bytes.count
        else { throw .damaged(name) }
        return bytes
    }
}

private func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
}

/// A random UUID. Source: RFC 9562, 5.4.
private func uuid(_ random: [UInt8]) -> String {
    var bytes = random
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = Hex.encode(bytes)
    var text = ""
    for (index, digit) in hex.enumerated() {
        if [8, 12, 16, 20].contains(index) { text.append("-") }
        text.append(digit)
    }
    return text
}
