public import JSON

// What of the journal is shown to anybody: never what would let its reader collect a payment.

extension JournalNote {
    /// The detail without the signed bytes: whoever has them can present them.
    public var shownDetail: JSONValue {
        guard var detail = detail.object, var authorization = detail["authorization"]?.object else {
            return self.detail
        }
        authorization["payload"] = "kept back"
        detail["authorization"] = .object(authorization)
        return .object(detail)
    }
}

extension Reason {
    /// What somebody else's server said, for people: short, and without words as long as a
    /// signature, which a server could send back to have them written down here.
    public static func quoting(_ text: String) -> String {
        let words = text.prefix(quotedMax).split(separator: " ", omittingEmptySubsequences: false)
        return words.map { $0.utf8.count > wordMax ? "(left out)" : String($0) }
            .joined(separator: " ")
    }

    private static let quotedMax = 200
    /// A transaction's hash with its prefix is 66; half a signature is longer with its quotes.
    private static let wordMax = 66
}
