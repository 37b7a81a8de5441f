/// Where a Redis server is: `redis://user:password@host:port/database`.
public struct RedisAddress: Sendable, Hashable {
    public let host: String
    public let port: Int32
    /// Nil: the server's default user.
    public let user: String?
    public let password: String?
    public let database: Int

    static let defaultPort: Int32 = 6379

    /// Nil when the text is not such an address. User and password may be percent-encoded.
    public init?(url text: String) {
        guard text.hasPrefix("redis://") else { return nil }
        let rest = text.dropFirst("redis://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count + 1)
        guard let database = path.isEmpty ? 0 : Int(path), database >= 0 else { return nil }
        let at = authority.lastIndex(of: "@")
        let hostAndPort = at.map { authority[authority.index(after: $0)...] } ?? authority
        let parts = hostAndPort.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first, !host.isEmpty else { return nil }
        let port = parts.count == 2 ? Int32(parts[1]) : Self.defaultPort
        guard let port, (1...65535).contains(port) else { return nil }
        let secrets = at.map { authority[..<$0] } ?? ""
        let colon = secrets.firstIndex(of: ":")
        let user = percentDecoded(colon.map { secrets[..<$0] } ?? secrets)
        let password = percentDecoded(colon.map { secrets[secrets.index(after: $0)...] } ?? "")
        guard let user, let password else { return nil }
        self.host = String(host)
        self.port = port
        self.user = user.isEmpty ? nil : user
        self.password = password.isEmpty ? nil : password
        self.database = database
    }
}

/// Nil when a `%` is not followed by two hexadecimal digits, or the result is not UTF-8.
private func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        let digits = rest.prefix(2)
        guard digits.count == 2, let code = UInt8(Substring(digits), radix: 16) else { return nil }
        bytes.append(code)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
