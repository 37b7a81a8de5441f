import Domain

extension HTTPFailure {
    /// Why a seller could not be asked, for people.
    var words: String {
        switch self {
        case .badRequest: "the address is not one that can be asked"
        case .forbiddenAddress: "the address leads into a private network"
        case .notResolved: "no such host is known"
        case .notConnected: "nobody answers there"
        case .untrustedCertificate: "its certificate is not trusted"
        case .timedOut: "it took too long to answer"
        case .responseTooLarge: "its answer is too large"
        case .cancelled: "the request was cancelled"
        case .broken: "the connection broke off"
        }
    }
}
