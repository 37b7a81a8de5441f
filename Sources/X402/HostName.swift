/// The host in a web address, for comparing two of them.
public enum HostName {
    /// Lower case, without port and without the dot that ends a full name in DNS; nil unless the
    /// text is `http(s)://host…`.
    public static func of(_ url: String) -> String? {
        let text = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else {
            return nil
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let end = rest.firstIndex { "/?#\\".utf8.contains($0) } ?? rest.endIndex
        var authority = rest[..<end]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            authority = authority[authority.index(after: at)...]
        }
        let isBracketed = authority.first == UInt8(ascii: "[")
        let stop: UInt8 = isBracketed ? UInt8(ascii: "]") : UInt8(ascii: ":")
        guard let index = authority.firstIndex(of: stop) else {
            return isBracketed ? nil : name(authority)
        }
        return isBracketed ? String(Substring(authority[...index])) : name(authority[..<index])
    }

    private static func name(_ host: Substring.UTF8View) -> String? {
        let name = host.last == UInt8(ascii: ".") ? host.dropLast() : host
        return name.isEmpty ? nil : String(Substring(name))
    }
}
