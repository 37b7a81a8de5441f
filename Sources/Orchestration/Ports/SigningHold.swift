public import Domain
public import JSON
public import Paygent

/// Why nothing is signed until a person has compared the books with the chain: the store may have
/// forgotten what was signed after it was copied.
public struct SigningHold: Sendable, Hashable {
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        /// Every copy that `paygent backup` writes says so of itself.
        case restoredBackup = "restored_backup"
        /// The journal ends before the last signature, or is not the one that led to it.
        case olderCopy = "older_copy"
        /// Where the last signature is noted cannot be read.
        case unreadableMark = "unreadable_mark"
    }

    public let cause: Cause
    public let since: Timestamp

    public init(_ cause: Cause, since: Timestamp) {
        self.cause = cause
        self.since = since
    }
}

/// Where the hold is kept: in the store that it is about, for all processes that use it.
public protocol SigningHolds: Sendable {
    /// Nil while payments may be signed.
    func signingHold() async throws(StoreError) -> SigningHold?

    /// The first cause stays. The journal tells of it.
    func hold(_ hold: SigningHold) async throws(StoreError)

    /// A person has compared and confirmed. The journal tells of it.
    func release(
        by person: String, finding: JSONValue, at now: Timestamp
    ) async throws(StoreError)
}

/// How far the journal had come at the last signature, noted beside the key and apart from the
/// store: a store that is put back to an earlier day does not take it along.
public protocol SignatureMark: Sendable {
    /// Nil while nothing has been noted.
    ///
    /// - Throws: when it is there and cannot be read.
    func last() throws(SignatureMarkError) -> ChainTail?

    /// Never goes back: of several processes the farthest counts.
    func raise(to tail: ChainTail) throws(SignatureMarkError)

    /// Begins anew after a reconciliation.
    func replace(by tail: ChainTail) throws(SignatureMarkError)
}

/// The text is for operators.
public struct SignatureMarkError: Error, Equatable {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}

extension SigningHold.Cause {
    /// For people.
    public var sentence: String {
        switch self {
        case .restoredBackup: "This database was restored from a backup."
        case .olderCopy: "This database is older than the last payment that was signed with this key."
        case .unreadableMark: "The note beside the key of what was signed last cannot be read."
        }
    }
}

extension Reason {
    /// What a payment is answered while there is a hold.
    static func reconcileFirst(_ hold: SigningHold) -> Reason {
        Reason(
            .reconcileFirst,
            hold.cause.sentence + " Nothing is signed until it was compared with the chain: "
                + "run paygent reconcile.")
    }
}
