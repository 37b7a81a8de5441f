/// A key that a client sends, and whose it is.
public struct APIKey: Sendable, Equatable {
    /// `ana` of `ana=…`: who asks for payments and decides about them. Nil for a key without one.
    public let name: String?
    public let secret: String
    /// Whether it may change what is there for everybody. A key without a name is the owner's own.
    public let isAdmin: Bool

    /// - Parameter text: the key, `name=key` or `name:admin=key`. A name has 1 to 32 small letters,
    ///   digits, `-` and `_`; an equals sign that ends a key is part of it.
    public init(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isNamedAdmin = parts[0].hasSuffix(Self.adminMark)
        let name = isNamedAdmin ? parts[0].dropLast(Self.adminMark.count) : parts[0]
        guard parts.count == 2, Self.isName(name), parts[1].utf8.count >= Self.lengthMin else {
            (self.name, secret, isAdmin) = (nil, text, true)
            return
        }
        (self.name, secret) = (String(name), String(parts[1]))
        isAdmin = isNamedAdmin || name == "owner"
    }

    private static let adminMark = ":admin"

    /// In bytes.
    public static let lengthMin = 16

    private static func isName(_ text: Substring) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
