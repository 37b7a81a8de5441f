internal import CCurl
internal import Glibc
internal import Orchestration
internal import Synchronization

/// One request on its way. Everything but `finished` belongs to the loop's thread.
@safe final class Transfer: CurlWork, @unchecked Sendable {
    // Sendable: see above; `finished` is behind its lock.
    typealias Result = Swift.Result<HTTPResponse, HTTPFailure>

    private let request: HTTPRequest
    private let reach: Reach
    private let certificates: String?
    private let listener: Listener?
    private let finished = Mutex<(@Sendable (Result) -> Void)?>(nil)

    var handle: UnsafeMutableRawPointer?
    var isAbandoned = false
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var response = HTTPResponse(status: 0)
    private var headerBytes = 0
    private var isTooLarge = false
    private var streamedBytes = 0
    private var isStopped = false
    private var objection: String?

    static let headerBytesMax = 64 * 1024

    /// Who is given a body as it comes.
    struct Listener: Sendable {
        let onHead: @Sendable (HTTPResponse) -> Void
        let onBytes: @Sendable ([UInt8]) -> Bool
    }

    init(
        _ request: HTTPRequest, reach: Reach, certificates: String?, _ listener: Listener?
    ) {
        self.request = request
        self.reach = reach
        self.certificates = certificates
        self.listener = listener
    }

    deinit { unsafe curl_slist_free_all(headerList) }

    func whenFinished(_ action: @escaping @Sendable (Result) -> Void) {
        finished.withLock { $0 = action }
    }

    /// The first result counts.
    func finish(_ result: Result) {
        let action = finished.withLock { action in
            defer { action = nil }
            return action
        }
        action?(result)
    }
}

extension Transfer {
    /// False when the library refuses a part of the request.
    func prepare(_ handle: UnsafeMutableRawPointer) -> Bool {
        unsafe address(handle) && secure(handle) && limit(handle) && fill(handle)
            && listen(handle)
    }

    private func address(_ handle: UnsafeMutableRawPointer) -> Bool {
        unsafe set(handle, CURLOPT_URL, request.url)
            && set(handle, CURLOPT_CUSTOMREQUEST, request.method)
            && set(handle, CURLOPT_NOBODY, request.method == "HEAD" ? 1 : 0)
    }

    private func secure(_ handle: UnsafeMutableRawPointer) -> Bool {
        unsafe set(handle, CURLOPT_PROTOCOLS_STR, "http,https")
            && set(handle, CURLOPT_FOLLOWLOCATION, 0)
            && set(handle, CURLOPT_PROXY, "")
            && set(handle, CURLOPT_NETRC, 0)
            && set(handle, CURLOPT_NOSIGNAL, 1)
            && set(handle, CURLOPT_SSL_VERIFYPEER, 1)
            && set(handle, CURLOPT_SSL_VERIFYHOST, 2)
            && set(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
            && (certificates.map { unsafe set(handle, CURLOPT_CAINFO, $0) } ?? true)
    }

    private func limit(_ handle: UnsafeMutableRawPointer) -> Bool {
        unsafe set(handle, CURLOPT_CONNECTTIMEOUT_MS, request.limits.connectMilliseconds)
            && set(handle, CURLOPT_TIMEOUT_MS, request.limits.totalMilliseconds)
    }

    private func fill(_ handle: UnsafeMutableRawPointer) -> Bool {
        var lines = request.headers.map {
            $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
        }
        // Without these libcurl would wait for a 100, and name a form that this is not.
        lines.append("Expect:")
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for line in lines {
            guard let longer = unsafe curl_slist_append(headerList, line) else { return false }
            unsafe headerList = longer
        }
        guard unsafe paygent_set_pointer(handle, CURLOPT_HTTPHEADER, headerList) == CURLE_OK else {
            return false
        }
        guard !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) else {
            return true
        }
        return unsafe paygent_set_size(
            handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)) == CURLE_OK
            && paygent_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, request.body) == CURLE_OK
    }
}

// What libcurl calls, on the loop's thread.
extension Transfer {
    private func listen(_ handle: UnsafeMutableRawPointer) -> Bool {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        return unsafe paygent_set_pointer(handle, CURLOPT_HEADERDATA, me) == CURLE_OK
            && paygent_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
                unsafe Transfer.at(me)?.takeHeader(bytes, size * count) ?? 0
            } == CURLE_OK
            && paygent_set_pointer(handle, CURLOPT_WRITEDATA, me) == CURLE_OK
            && paygent_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
                unsafe Transfer.at(me)?.takeBody(bytes, size * count) ?? 0
            } == CURLE_OK
            && paygent_set_pointer(handle, CURLOPT_OPENSOCKETDATA, me) == CURLE_OK
            && paygent_set_socket_callback(handle) { me, _, address in
                guard let transfer = unsafe Transfer.at(me), let address = unsafe address else {
                    return -1
                }
                return unsafe transfer.open(address)
            } == CURLE_OK
    }

    private static func at(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        unsafe pointer.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The last moment before a connection: what is checked here is what is connected to.
    private func open(_ target: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let (address, port) = unsafe IPAddress.read(target) else { return -1 }
        let isTLS = request.url.prefix(6).lowercased() == "https:"
        if let objection = reach.objection(to: address, port: port, isTLS: isTLS) {
            self.objection = objection
            return -1
        }
        return unsafe Self.socket(for: target)
    }

    /// A status line starts the headers anew: an interim answer came before.
    private func takeHeader(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        headerBytes += count
        guard headerBytes <= Self.headerBytesMax else {
            isTooLarge = true
            return 0
        }
        var line = unsafe Self.bytes(start, count)
        while line.last == 0x0A || line.last == 0x0D { line.removeLast() }
        if line.starts(with: Array("HTTP/".utf8)) {
            response.headers = []
            let code = line.split(separator: 0x20).dropFirst().first ?? []
            response.status = Int(String(decoding: code, as: UTF8.self)) ?? 0
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            response.headers.append(
                HTTPHeader(
                    String(decoding: line[..<colon], as: UTF8.self),
                    String(decoding: value, as: UTF8.self)))
        }
        return count
    }

    private func takeBody(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let bytes = unsafe Self.bytes(start, count)
        if let listener, (200..<300).contains(response.status) {
            if streamedBytes == 0 { listener.onHead(response) }
            streamedBytes += count
            isTooLarge = streamedBytes > request.limits.responseBytesMax
            isStopped = isTooLarge || !listener.onBytes(bytes)
            return isStopped ? 0 : count
        }
        guard response.body.count + count <= request.limits.responseBytesMax else {
            isTooLarge = true
            return 0
        }
        response.body.append(contentsOf: bytes)
        return count
    }

    private static func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}

extension Transfer {
    func finish(_ code: CURLcode, of handle: UnsafeMutableRawPointer) {
        finish(unsafe result(code, of: handle))
    }

    func finish(_ end: CurlEnd) {
        switch end {
        case .cancelled: finish(.failure(.cancelled))
        case .noMemory: finish(.failure(.broken("no memory for a transfer")))
        case .refused: finish(.failure(.badRequest("the library refuses it")))
        }
    }

    /// What a finished transfer came to.
    private func result(_ code: CURLcode, of handle: UnsafeMutableRawPointer) -> Result {
        switch code {
        case CURLE_OK: .success(response)
        case _ where isTooLarge: .failure(.responseTooLarge)
        case _ where isStopped: .failure(.cancelled)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .failure(.badRequest("URL"))
        case CURLE_COULDNT_RESOLVE_HOST: .failure(.notResolved)
        case CURLE_COULDNT_CONNECT:
            .failure(objection.map { .forbiddenAddress($0) } ?? .notConnected(Self.words(code)))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM:
            .failure(.untrustedCertificate(Self.words(code)))
        case CURLE_SSL_CONNECT_ERROR: .failure(.notConnected(Self.words(code)))
        case CURLE_OPERATION_TIMEDOUT:
            .failure(
                unsafe wasSent(handle) ? .timedOut : .notConnected("no connection in time"))
        default: .failure(.broken(Self.words(code)))
        }
    }

    /// Whether a byte of the request left; when that cannot be told, it counts as left.
    private func wasSent(_ handle: UnsafeMutableRawPointer) -> Bool {
        var bytes = 0
        let told = unsafe paygent_get_long(handle, CURLINFO_REQUEST_SIZE, &bytes) == CURLE_OK
        return !told || bytes > 0
    }
}
