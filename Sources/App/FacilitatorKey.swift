internal import Orchestration
internal import X402

extension SettingReader {
    /// A bearer token, or a header of the facilitator's own.
    mutating func facilitatorKey(for facilitator: String?) -> HTTPHeader? {
        guard let text = optional(.facilitatorKey) else { return nil }
        guard let facilitator else {
            refuse(
                .facilitatorKey,
                "there is no \(Setting.facilitator.variable), so that it has no effect")
            return nil
        }
        let isLocal = HostName.of(facilitator).map(Configuration.loopbackHosts.contains) ?? false
        guard facilitator.hasPrefix("https://") || isLocal else {
            refuse(
                .facilitatorKey,
                "the facilitator is called without TLS, where others could read the key")
            return nil
        }
        let header =
            text.firstRange(of: ": ").map {
                HTTPHeader(String(text[..<$0.lowerBound]), String(text[$0.upperBound...]))
            } ?? HTTPHeader("Authorization", "Bearer \(text)")
        // The value is not shown: it is what must not be seen.
        guard header.name.utf8.allSatisfy(Self.isToken), !header.name.isEmpty,
            !header.value.isEmpty, header.value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else {
            refuse(.facilitatorKey, "it is neither a token nor like 'X-API-Key: value'")
            return nil
        }
        return header
    }

    /// Source: RFC 9110, section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
