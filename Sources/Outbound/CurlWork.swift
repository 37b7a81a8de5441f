internal import CCurl
internal import Glibc

/// What libcurl is to carry out: a request, a mail. Everything but `finish` belongs to the loop's
/// thread.
protocol CurlWork: AnyObject, Sendable {
    var handle: UnsafeMutableRawPointer? { get set }
    var isAbandoned: Bool { get set }

    /// False when the library refuses a part of it.
    func prepare(_ handle: UnsafeMutableRawPointer) -> Bool

    /// It has run to its end.
    func finish(_ code: CURLcode, of handle: UnsafeMutableRawPointer)

    /// It was not begun, or is not gone on with. Nothing after the first end counts.
    func finish(_ end: CurlEnd)
}

/// Why libcurl did not carry something out.
enum CurlEnd {
    case cancelled
    case noMemory
    /// The library refuses a part of it.
    case refused
}

extension CurlWork {
    func set(
        _ handle: UnsafeMutableRawPointer, _ option: CURLoption, _ value: Int
    ) -> Bool { unsafe paygent_set_long(handle, option, value) == CURLE_OK }

    func set(
        _ handle: UnsafeMutableRawPointer, _ option: CURLoption, _ value: String
    ) -> Bool { unsafe paygent_set_pointer(handle, option, value) == CURLE_OK }

    /// The library's words for it.
    static func words(_ code: CURLcode) -> String {
        unsafe curl_easy_strerror(code).map { unsafe String(cString: $0) } ?? "unknown"
    }

    /// No program that is started gets it.
    static func socket(for target: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        unsafe Glibc.socket(
            target.pointee.family, target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
            target.pointee.protocol)
    }
}

extension IPAddress {
    /// What libcurl is about to connect to.
    static func read(
        _ target: UnsafeMutablePointer<curl_sockaddr>
    ) -> (IPAddress, port: UInt16)? {
        guard let address = unsafe paygent_address(target) else { return nil }
        let raw = unsafe UnsafeRawPointer(address)
        switch unsafe target.pointee.family {
        case AF_INET:
            let four = unsafe raw.loadUnaligned(as: sockaddr_in.self)
            let bytes = unsafe withUnsafeBytes(of: four.sin_addr) { unsafe Array($0) }
            return (IPAddress(bytes: bytes), UInt16(bigEndian: four.sin_port))
        case AF_INET6:
            let six = unsafe raw.loadUnaligned(as: sockaddr_in6.self)
            let bytes = unsafe withUnsafeBytes(of: six.sin6_addr) { unsafe Array($0) }
            return (IPAddress(bytes: bytes), UInt16(bigEndian: six.sin6_port))
        default: return nil
        }
    }
}
