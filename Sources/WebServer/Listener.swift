import CNet
import Glibc

/// Why the server cannot listen.
public struct ListenError: Error, Equatable, CustomStringConvertible {
    /// The system call that failed.
    public let call: String
    public let errorNumber: Int32

    init(_ call: String, _ errorNumber: Int32) {
        self.call = call
        self.errorNumber = errorNumber
    }

    public var description: String { unsafe "\(call): \(String(cString: strerror(errorNumber)))" }
}

/// A listening TCP socket, one of several on the same port: the kernel spreads the clients.
final class Listener: Sendable {
    private static let backlog: Int32 = 4096

    let descriptor: Int32

    /// - Parameters:
    ///   - host: a numeric address.
    ///   - isShared: whether the port may have other listeners. False to find out if it has.
    init(host: String, port: UInt16, isShared: Bool = true) throws(ListenError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0,
            let address = unsafe found
        else { throw ListenError("getaddrinfo", EINVAL) }
        defer { unsafe freeaddrinfo(address) }
        descriptor = try unsafe Listener.listen(address.pointee, isShared: isShared)
    }

    deinit { close(descriptor) }

    private static func listen(
        _ address: addrinfo, isShared: Bool
    ) throws(ListenError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = unsafe socket(address.ai_family, type, 0)
        guard descriptor >= 0 else { throw ListenError("socket", errno) }
        var one: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
        if isShared { unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, size) }
        guard unsafe bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
            return try fail("bind", descriptor)
        }
        guard Glibc.listen(descriptor, backlog) == 0 else { return try fail("listen", descriptor) }
        return descriptor
    }

    private static func fail(_ call: String, _ descriptor: Int32) throws(ListenError) -> Int32 {
        let error = ListenError(call, errno)
        close(descriptor)
        throw error
    }

    /// The port the kernel chose.
    var port: UInt16 {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = unsafe getsockname(descriptor, pointer, &length)
            }
        }
        return SocketAddress.port(address)
    }
}

/// What a `sockaddr` says, as text and number.
enum SocketAddress {
    static func port(_ address: sockaddr_storage) -> UInt16 {
        unsafe withUnsafeBytes(of: address) { bytes in
            unsafe UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
    }

    /// The numeric address without the port.
    static func host(_ address: sockaddr_storage) -> String {
        let size = Int(NI_MAXHOST)
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { text in
            let result = unsafe withUnsafePointer(to: address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    unsafe getnameinfo(
                        pointer, socklen_t(MemoryLayout<sockaddr_storage>.size), text.baseAddress,
                        socklen_t(size), nil, 0, NI_NUMERICHOST)
                }
            }
            guard result == 0, let start = text.baseAddress else { return "unknown" }
            return unsafe String(cString: start)
        }
    }
}
