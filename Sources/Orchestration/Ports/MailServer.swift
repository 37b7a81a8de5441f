public import Domain

/// Hands mail to a server that carries it on.
public protocol MailServer: Sendable {
    /// Returns when the server has taken the mail over.
    func send(_ mail: Mail) async throws(MailFailure)

    /// Greets the server, and signs in if that is configured, without sending anything.
    func check() async throws(MailFailure)
}

/// One mail of plain text to one address.
public struct Mail: Sendable, Hashable {
    /// The same at every try: its `Message-ID` is made from it. Letters, digits, `_` and `-`.
    public var id: String
    public var to: MailAddress
    /// Whatever it holds stays one header.
    public var subject: String
    public var text: String
    public var date: Timestamp

    public init(id: String, to: MailAddress, subject: String, text: String, date: Timestamp) {
        self.id = id
        self.to = to
        self.subject = subject
        self.text = text
        self.date = date
    }
}

public enum MailFailure: Error, Equatable {
    /// The server's last answer: 421, 535, 550.
    case refused(code: Int)
    /// The user's name or password.
    case notSignedIn
    /// It offers no TLS, or with a certificate that is not trusted.
    case notSecure(String)
    case forbiddenAddress(String)
    case notReached(String)
    case timedOut
    case cancelled

    /// For the log and `paygent doctor`.
    public var words: String {
        switch self {
        case .refused(let code): "the mail server answered \(code)"
        case .notSignedIn: "the mail server did not accept the user's name and password"
        case .notSecure(let why): "the connection to the mail server is not secure: \(why)"
        case .forbiddenAddress(let why): "the mail server may not be connected to: \(why)"
        case .notReached(let why): "the mail server was not reached: \(why)"
        case .timedOut: "the mail server did not answer in time"
        case .cancelled: "it was stopped"
        }
    }
}
