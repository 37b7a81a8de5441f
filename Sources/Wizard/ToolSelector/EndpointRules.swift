/// Whether a URL may be the endpoint of a tool: a public web address, and nothing behind the wall.
///
/// This is the design's check, on the text alone. What a name resolves to is checked again by
/// whoever opens the connection.
public enum EndpointRules {
    /// A stable code and a plain sentence; nil when the endpoint is fine.
    public static func problem(with endpoint: String) -> (code: String, sentence: String)? {
        guard endpoint.utf8.count <= lengthMax else {
            return ("bad_endpoint", "That address is longer than \(lengthMax) characters.")
        }
        guard endpoint.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            return ("bad_endpoint", "A tool's address cannot hold spaces.")
        }
        guard let authority = authority(of: endpoint) else {
            return (
                "bad_endpoint", "A tool's address starts with https:// or http://: \(endpoint)"
            )
        }
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            return ("bad_endpoint", "A tool's address cannot hold a user name or a password.")
        }
        let host = host(of: authority)
        guard !host.isEmpty else { return ("bad_endpoint", "That address names no host.") }
        guard !isPrivate(host) else {
            return (
                "private_endpoint",
                "\(host) lies in a private network, which an agent must not reach. Give it a "
                    + "public address."
            )
        }
        guard isName(host) || host.contains(":") || ipv4(host) != nil else {
            return ("bad_endpoint", "\(host) is no host name.")
        }
        return nil
    }

    private static let lengthMax = 2000

    /// Between the scheme and the path; an address without a scheme is taken as https.
    private static func authority(of endpoint: String) -> String? {
        var rest = endpoint[...]
        if let colon = endpoint.range(ofASCII: "://") {
            let scheme = endpoint[..<colon.lowerBound].lowercased()
            guard scheme == "https" || scheme == "http" else { return nil }
            rest = endpoint[colon.upperBound...]
        }
        return String(rest.prefix { !"/?#\\".contains($0) })
    }

    private static func host(of authority: String) -> String {
        if authority.hasPrefix("[") {
            return authority.dropFirst().prefix { $0 != "]" }.lowercased()
        }
        let host = authority.prefix { $0 != ":" }.lowercased()
        return host.hasSuffix(".") ? String(host.dropLast()) : host
    }

    private static func isName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, let first = last.utf8.first,
            first &- UInt8(ascii: "0") >= 10
        else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63
                && label.utf8.allSatisfy { byte in
                    byte &- UInt8(ascii: "0") < 10 || byte &- UInt8(ascii: "a") < 26
                        || byte == UInt8(ascii: "-") || byte >= 0x80
                }
        }
    }

    /// Source of the ranges: IANA IPv4 and IPv6 Special-Purpose Address Registries.
    private static func isPrivate(_ host: String) -> Bool {
        if host.contains(":") { return isPrivateIPv6(host) }
        if let address = ipv4(host) { return isPrivateIPv4(address) }
        let isNumber = host.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        if isNumber || host.hasPrefix("0x") { return true }
        if !host.contains(".") { return true }
        return [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet"]
            .contains(where: host.hasSuffix)
    }

    private static func ipv4(_ host: String) -> [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func isPrivateIPv4(_ address: [UInt8]) -> Bool {
        switch (address[0], address[1], address[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (192, 168, _), (192, 0, 0),
            (198, 18, _), (198, 19, _):
            true
        case (100, let second, _): (64..<128).contains(second)
        case (172, let second, _): (16..<32).contains(second)
        case (let first, _, _): first >= 224
        }
    }

    /// Only global unicast (2000::/3) is public; an embedded IPv4 address is judged as such.
    private static func isPrivateIPv6(_ host: String) -> Bool {
        if let tail = host.split(separator: ":").last, let address = ipv4(String(tail)) {
            return isPrivateIPv4(address) || host.hasPrefix("::")
        }
        return !(host.hasPrefix("2") || host.hasPrefix("3"))
    }
}

extension String {
    fileprivate func range(ofASCII needle: String) -> Range<Index>? {
        let bytes = Array(needle.utf8)
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: bytes) {
                return start..<utf8.index(start, offsetBy: bytes.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
