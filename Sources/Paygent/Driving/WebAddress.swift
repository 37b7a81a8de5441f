internal import X402

/// A web address in the parts that say who is paid: the same origin and path are the same seller,
/// whatever stands in the query.
struct WebAddress: Sendable, Hashable {
    /// `https://api.example.com:8443`, in lower case.
    let origin: String
    /// Without port.
    let host: String
    /// With its leading slash; empty for the whole site.
    let path: String

    /// Nil for what is no http(s) address, and for one with a name before `@`, which hides the host.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }),
            let host = HostName.of(text)
        else { return nil }
        let start = text.lowercased().hasPrefix("https://") ? 8 : 7
        let rest = text.utf8.dropFirst(start)
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        guard !rest[..<end].contains(UInt8(ascii: "@")) else { return nil }
        let pathEnd = rest[end...].firstIndex { "?#".utf8.contains($0) } ?? rest.endIndex
        self.host = host
        origin = String(decoding: text.utf8[..<end], as: UTF8.self).lowercased()
        let path = String(decoding: rest[end..<pathEnd], as: UTF8.self)
        self.path = path == "/" ? "" : path
        guard !path.split(separator: "/").contains("..") else { return nil }
    }

    /// Whether what is at the other address belongs to this one: the same path, or this is a site.
    func covers(_ other: WebAddress) -> Bool {
        origin == other.origin && (path.isEmpty || path == other.path)
    }
}
