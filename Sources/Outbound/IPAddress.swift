/// Four or sixteen bytes, as a connection is made to.
struct IPAddress: Hashable {
    let bytes: [UInt8]

    /// What a connection there would reach.
    enum Place: Hashable {
        case outside
        case loopback
        /// Somebody's own network.
        case inside
        /// Link-local and cloud metadata: never a place to send a request to.
        case forbidden
    }

    var place: Place {
        if bytes.count == 4 { return Self.place4(bytes) }
        guard bytes.count == 16 else { return .forbidden }
        if let embedded { return Self.place4(embedded) }
        return place6
    }

    /// The IPv4 address inside an IPv6 one, in every form that reaches it: mapped, compatible,
    /// NAT64, 6to4. Source: RFC 4291 2.5.5, RFC 6052, RFC 3056.
    private var embedded: [UInt8]? {
        let isZero = { (range: Range<Int>) in bytes[range].allSatisfy { $0 == 0 } }
        if isZero(0..<10), bytes[10] == 0xFF, bytes[11] == 0xFF { return Array(bytes[12...]) }
        if isZero(0..<12), !isZero(12..<15) { return Array(bytes[12...]) }
        if bytes[0..<4].elementsEqual([0, 0x64, 0xFF, 0x9B]) { return Array(bytes[12...]) }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Array(bytes[2..<6]) }
        return nil
    }

    /// Only 2000::/3 is the internet. Source: IANA IPv6 special-purpose registry.
    private var place6: Place {
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
        if bytes[0] == 0xFC || bytes[0] == 0xFD {
            return bytes.elementsEqual(Self.metadata6) ? .forbidden : .inside
        }
        guard bytes[0] & 0xE0 == 0x20 else { return .forbidden }
        let isTeredo = bytes[0..<4].elementsEqual([0x20, 0x01, 0, 0])
        let isDocumentation = bytes[0..<4].elementsEqual([0x20, 0x01, 0x0D, 0xB8])
        return isTeredo || isDocumentation ? .forbidden : .outside
    }

    /// fd00:ec2::254, the metadata of one cloud.
    private static let metadata6: [UInt8] = [
        0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54,
    ]

    /// Source: IANA IPv4 special-purpose registry; metadata addresses of clouds outside of it.
    private static func place4(_ bytes: [UInt8]) -> Place {
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (127, _, _, _): .loopback
        case (10, _, _, _), (172, 16...31, _, _), (192, 168, _, _): .inside
        case (100, 100, 100, 200), (168, 63, 129, 16): .forbidden
        case (100, 64...127, _, _): .inside
        case (0, _, _, _), (169, 254, _, _), (192, 0, 0, _), (192, 0, 2, _), (192, 88, 99, _),
            (198, 18...19, _, _), (198, 51, 100, _), (203, 0, 113, _), (224..., _, _, _):
            .forbidden
        default: .outside
        }
    }
}

extension IPAddress: CustomStringConvertible {
    var description: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }.joined(separator: ":")
    }
}
