internal import CCurl
internal import Domain
internal import Glibc
internal import Orchestration
internal import Synchronization

/// What is wanted of a mail server.
enum SMTPErrand {
    case mail([UInt8], to: MailAddress)
    /// To greet it and sign in, no more.
    case greeting
}

/// One errand on its way. Everything but `finished` belongs to the loop's thread.
@safe final class SMTPTransfer: CurlWork, @unchecked Sendable {
    // Sendable: see above; `finished` is behind its lock.
    private let errand: SMTPErrand
    private let settings: SMTPServer.Settings
    private let finished = Mutex<(@Sendable (MailFailure?) -> Void)?>(nil)

    var handle: UnsafeMutableRawPointer?
    var isAbandoned = false
    private var recipients: UnsafeMutablePointer<curl_slist>?
    /// What of the mail the library has taken. Units: bytes.
    private var takenCount = 0
    private var objection: String?

    static let connectMillisecondsMax = 10_000
    /// For one answer of the server. The library waits for the answer to the text, and for that to
    /// its `QUIT`, without giving the thread back: nothing else is sent meanwhile.
    static let answerSecondsMax = 20
    static let totalMillisecondsMax = 40_000

    init(_ errand: SMTPErrand, _ settings: SMTPServer.Settings) {
        self.errand = errand
        self.settings = settings
    }

    deinit { unsafe curl_slist_free_all(recipients) }

    func whenFinished(_ action: @escaping @Sendable (MailFailure?) -> Void) {
        finished.withLock { $0 = action }
    }

    /// The first one counts.
    private func conclude(with failure: MailFailure?) {
        let action = finished.withLock { action in
            defer { action = nil }
            return action
        }
        action?(failure)
    }

    func finish(_ code: CURLcode, of handle: UnsafeMutableRawPointer) {
        conclude(with: unsafe failure(code, of: handle))
    }

    func finish(_ end: CurlEnd) {
        switch end {
        case .cancelled: conclude(with: .cancelled)
        case .noMemory: conclude(with: .notReached("no memory for a connection"))
        case .refused: conclude(with: .notReached("the library refuses a part of the mail"))
        }
    }
}

extension SMTPTransfer {
    func prepare(_ handle: UnsafeMutableRawPointer) -> Bool {
        unsafe connect(handle) && secure(handle) && signIn(handle) && fill(handle)
            && listen(handle)
    }

    /// A connection is not kept for the next mail: the server would close it, and the mail would
    /// have to be tried again.
    private func connect(_ handle: UnsafeMutableRawPointer) -> Bool {
        unsafe set(handle, CURLOPT_URL, settings.url)
            && set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
            && set(handle, CURLOPT_FORBID_REUSE, 1)
            && set(handle, CURLOPT_FRESH_CONNECT, 1)
            && set(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.connectMillisecondsMax)
            && set(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.answerSecondsMax)
            && set(handle, CURLOPT_TIMEOUT_MS, Self.totalMillisecondsMax)
            && set(handle, CURLOPT_PROXY, "")
            && set(handle, CURLOPT_NETRC, 0)
            && set(handle, CURLOPT_NOSIGNAL, 1)
    }

    private func secure(_ handle: UnsafeMutableRawPointer) -> Bool {
        let level = settings.needsTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE
        return unsafe set(handle, CURLOPT_USE_SSL, Int(level.rawValue))
            && set(handle, CURLOPT_SSL_VERIFYPEER, 1)
            && set(handle, CURLOPT_SSL_VERIFYHOST, 2)
            && set(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
            && (settings.certificates.map { unsafe set(handle, CURLOPT_CAINFO, $0) } ?? true)
    }

    private func signIn(_ handle: UnsafeMutableRawPointer) -> Bool {
        guard let login = settings.login else { return true }
        return unsafe set(handle, CURLOPT_USERNAME, login.user)
            && set(handle, CURLOPT_PASSWORD, login.password)
    }

    private func fill(_ handle: UnsafeMutableRawPointer) -> Bool {
        switch errand {
        case .greeting:
            return unsafe set(handle, CURLOPT_NOBODY, 1)
                && set(handle, CURLOPT_CUSTOMREQUEST, "NOOP")
        case .mail(let bytes, let to):
            unsafe recipients = curl_slist_append(nil, "<\(to)>")
            guard unsafe recipients != nil else { return false }
            return unsafe set(handle, CURLOPT_MAIL_FROM, "<\(settings.sender)>")
                && paygent_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK
                && set(handle, CURLOPT_UPLOAD, 1)
                && paygent_set_size(
                    handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count)) == CURLE_OK
        }
    }
}

// What libcurl calls, on the loop's thread.
extension SMTPTransfer {
    private func listen(_ handle: UnsafeMutableRawPointer) -> Bool {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        return unsafe paygent_set_pointer(handle, CURLOPT_READDATA, me) == CURLE_OK
            && paygent_set_data_callback(handle, CURLOPT_READFUNCTION) { room, size, count, me in
                unsafe SMTPTransfer.at(me)?.give(room, size * count) ?? 0
            } == CURLE_OK
            // What the server says besides its codes is read by nobody.
            && paygent_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { _, size, count, _ in
                size * count
            } == CURLE_OK
            && paygent_set_pointer(handle, CURLOPT_OPENSOCKETDATA, me) == CURLE_OK
            && paygent_set_socket_callback(handle) { me, _, address in
                guard let transfer = unsafe SMTPTransfer.at(me), let address = unsafe address
                else { return -1 }
                return unsafe transfer.open(address)
            } == CURLE_OK
    }

    private static func at(_ pointer: UnsafeMutableRawPointer?) -> SMTPTransfer? {
        unsafe pointer.map { unsafe Unmanaged<SMTPTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func give(_ room: UnsafeMutablePointer<CChar>?, _ roomCount: Int) -> Int {
        guard case .mail(let bytes, _) = errand, let room = unsafe room else { return 0 }
        let count = min(roomCount, bytes.count - takenCount)
        unsafe bytes.withUnsafeBytes { source in
            guard count > 0, let start = source.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(room).copyMemory(
                from: start + takenCount, byteCount: count)
        }
        takenCount += count
        return count
    }

    /// The last moment before a connection: what is checked here is what is connected to.
    private func open(_ target: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let (address, _) = unsafe IPAddress.read(target) else { return -1 }
        if let objection = objection(to: address) {
            self.objection = objection
            return -1
        }
        return unsafe Self.socket(for: target)
    }

    /// The operator named the server, so that it may be inside; without TLS nothing leaves the
    /// machine.
    private func objection(to address: IPAddress) -> String? {
        switch address.place {
        case .forbidden: "\(address) is never a place to send to"
        case .loopback: nil
        case .inside, .outside:
            settings.needsTLS ? nil : "\(address) is not this machine, and there is no TLS"
        }
    }
}

extension SMTPTransfer {
    /// Nil when the server took it over.
    private func failure(_ code: CURLcode, of handle: UnsafeMutableRawPointer) -> MailFailure? {
        switch code {
        case CURLE_OK: nil
        case CURLE_LOGIN_DENIED: .notSignedIn
        case CURLE_USE_SSL_FAILED: .notSecure("it offers no TLS")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CONNECT_ERROR,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            .notSecure(Self.words(code))
        case CURLE_COULDNT_CONNECT where objection != nil: .forbiddenAddress(objection ?? "")
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        default:
            if let answer = unsafe lastAnswer(of: handle), answer >= 400 {
                .refused(code: answer)
            } else {
                .notReached(Self.words(code))
            }
        }
    }

    private func lastAnswer(of handle: UnsafeMutableRawPointer) -> Int? {
        var code = 0
        let told = unsafe paygent_get_long(handle, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK
        return told ? code : nil
    }
}
