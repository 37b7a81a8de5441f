/// Where mail can be sent: `ops@example.com`. Letters, digits and the marks of a dot-string only,
/// so that it may stand in a header and in an SMTP command as it is: no quotes, no comments, no
/// spaces, nothing that begins a new line. Source: RFC 5321, 4.1.2 and 4.5.3.1.
public struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// Nil for everything else, addresses beyond ASCII included.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.bytesMax, parts.count == 2,
            parts[0].count <= Self.localBytesMax,
            Self.areDotted(parts[0], upTo: Self.localBytesMax, Self.isLocalByte),
            Self.areDotted(parts[1], upTo: Self.labelBytesMax, Self.isHostByte),
            !parts[1].split(separator: UInt8(ascii: ".")).contains(where: Self.hasHyphenAtAnEnd)
        else { return nil }
        description = text
    }

    /// `example.com`.
    public var host: String { String(description.drop { $0 != "@" }.dropFirst()) }

    private static let bytesMax = 254
    private static let localBytesMax = 64
    private static let labelBytesMax = 63

    private static func areDotted(
        _ bytes: Substring.UTF8View, upTo bytesMax: Int, _ isAllowed: (UInt8) -> Bool
    ) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.count <= bytesMax && $0.allSatisfy(isAllowed)
        }
    }

    private static func hasHyphenAtAnEnd(_ label: Substring.UTF8View) -> Bool {
        label.first == UInt8(ascii: "-") || label.last == UInt8(ascii: "-")
    }

    private static func isLocalByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension Channel {
    /// The address of an email channel that has one.
    public var mailAddress: MailAddress? {
        kind == .email ? target.flatMap { MailAddress($0) } : nil
    }
}
