public import Domain
public import Orchestration

/// A mail server that is spoken to by SMTP, through libcurl, one mail after the other.
public final class SMTPServer: MailServer {
    private let settings: Settings
    private let loop: CurlLoop

    public struct Settings: Sendable, Equatable {
        public let host: String
        public let port: UInt16
        /// `smtps`: from the first byte. Otherwise by STARTTLS.
        public let hasImplicitTLS: Bool
        public let sender: MailAddress
        /// Nil: without signing in.
        public let login: Login?
        /// A file of authorities to trust instead of the system's.
        public let certificates: String?

        public struct Login: Sendable, Equatable {
            public let user: String
            public let password: String

            public init(user: String, password: String) {
                self.user = user
                self.password = password
            }
        }

        /// - Parameter url: `smtp://host:port` or `smtps://host:port`; without a port 587 or 465.
        ///   Source: RFC 8314, 3.
        /// - Returns: nil for another form, also for one with a user or a path.
        public init?(
            url: String, sender: MailAddress, login: Login? = nil, certificates: String? = nil
        ) {
            guard let (scheme, rest) = Self.parted(url),
                let (host, port) = Self.place(rest, port: scheme == "smtps" ? 465 : 587)
            else { return nil }
            (self.host, self.port) = (host, port)
            hasImplicitTLS = scheme == "smtps"
            self.sender = sender
            self.login = login
            self.certificates = certificates
        }

        /// A server on this machine may be spoken to without TLS, unless a certificate was named.
        var needsTLS: Bool { hasImplicitTLS || certificates != nil || !isLoopback }

        var isLoopback: Bool { ["127.0.0.1", "[::1]", "localhost"].contains(host) }

        var url: String { "\(hasImplicitTLS ? "smtps" : "smtp")://\(host):\(port)" }
    }

    /// - Throws: `.notReached` when libcurl or a thread cannot be had.
    public init(_ settings: Settings) throws(MailFailure) {
        self.settings = settings
        do { loop = try CurlLoop(connectionsPerHostMax: 1) } catch {
            throw .notReached("libcurl did not start")
        }
        loop.start()
    }

    deinit { loop.stop() }

    public func send(_ mail: Mail) async throws(MailFailure) {
        try await perform(
            .mail(MailForm.bytes(of: mail, from: settings.sender), to: mail.to))
    }

    public func check() async throws(MailFailure) { try await perform(.greeting) }

    private func perform(_ errand: SMTPErrand) async throws(MailFailure) {
        let transfer = SMTPTransfer(errand, settings)
        let failure = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.whenFinished { continuation.resume(returning: $0) }
                loop.add(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        if let failure { throw failure }
    }
}

extension SMTPServer.Settings {
    private static func parted(_ url: String) -> (scheme: String, rest: Substring)? {
        for scheme in ["smtp", "smtps"] where url.hasPrefix(scheme + "://") {
            return (scheme, url.dropFirst(scheme.utf8.count + 3))
        }
        return nil
    }

    private static func place(
        _ text: Substring, port fallback: UInt16
    ) -> (host: String, port: UInt16)? {
        var (host, port) = (text, fallback)
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]") : text.startIndex
        guard let end else { return nil }
        if let colon = text[end...].firstIndex(of: ":") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else {
                return nil
            }
            (host, port) = (text[..<colon], number)
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = isBracketed ? host.dropFirst().dropLast() : host
        let isName = name.utf8.allSatisfy {
            isAddressByte($0) && (isBracketed || $0 != UInt8(ascii: ":"))
                || !isBracketed && isNameByte($0)
        }
        guard !name.isEmpty, isName else { return nil }
        return (host.lowercased(), port)
    }

    /// Of IPv6: `fe80::1`.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
