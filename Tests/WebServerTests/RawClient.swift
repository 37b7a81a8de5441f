import Glibc
import Synchronization

/// A blocking socket that sends and reads exactly what a test says.
final class RawClient: Sendable {
    let descriptor: Int32

    init(port: UInt16, isVersion6: Bool = false) {
        let type = Int32(SOCK_STREAM.rawValue)
        descriptor = socket(isVersion6 ? AF_INET6 : AF_INET, type, 0)
        setReceiveTimeout(milliseconds: 5_000)
        if isVersion6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = in6addr_loopback
            connectTo(&address)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            connectTo(&address)
        }
    }

    private func connectTo<Address>(_ address: inout Address) {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = connect(descriptor, pointer, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// - Returns: false when the other end has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func setReceiveTimeout(milliseconds: Int) {
        var timeout = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    }

    func shutdownSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What arrives next; empty at the end, nil after the timeout or a reset.
    func receive(_ countMax: Int = 65_536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: countMax)
        let count = recv(descriptor, &buffer, countMax, 0)
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Everything until the other end closes.
    func receiveAll() -> String {
        var bytes: [UInt8] = []
        while let part = receive(), !part.isEmpty { bytes += part }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads until the text has come, or the end.
    func receive(until text: String) -> String {
        var bytes: [UInt8] = []
        while !String(decoding: bytes, as: UTF8.self).contains(text), let part = receive(),
            !part.isEmpty
        {
            bytes += part
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Exactly so many bytes, or fewer at the end.
    func receive(exactly count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let part = receive(count - bytes.count), !part.isEmpty {
            bytes += part
        }
        return bytes
    }
}

/// Runs blocking work on a thread of its own, so that the tests cannot starve the pool that the
/// handlers' actors need.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let box = ThreadWork { continuation.resume(returning: work()) }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { pointer in
                Unmanaged<ThreadWork>.fromOpaque(pointer!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(box).toOpaque())
        pthread_detach(thread)
    }
}

private final class ThreadWork: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
