/// Where requests may go. The address is checked when the connection is made, so that a name
/// that resolves to something else at the second look gains nothing.
public struct Reach: Sendable, Hashable {
    /// This machine: for development.
    public var loopback: Bool
    /// Private networks, for servers that the operator names; never for addresses from users.
    public var inside: Bool
    /// Without TLS beyond this machine.
    public var plainHTTP: Bool

    public init(loopback: Bool = false, inside: Bool = false, plainHTTP: Bool = false) {
        self.loopback = loopback
        self.inside = inside
        self.plainHTTP = plainHTTP
    }

    /// The internet over TLS.
    public static let outside = Reach()
    /// What the operator configured: anything but link-local and metadata addresses.
    public static let configured = Reach(loopback: true, inside: true, plainHTTP: true)

    /// Nil when the address may be connected to; else why not.
    func objection(to address: IPAddress, port: UInt16, isTLS: Bool) -> String? {
        switch address.place {
        case .forbidden: return "\(address) is never a place to send requests to"
        case .loopback: return loopback ? nil : "\(address) is this machine"
        case .inside where !inside: return "\(address) is inside a private network"
        case .inside, .outside: break
        }
        guard isTLS || plainHTTP else { return "http without TLS is only for this machine" }
        guard port == 80 || port == 443 || port >= 1024 else {
            return "port \(port) is not one of the web"
        }
        return nil
    }
}
