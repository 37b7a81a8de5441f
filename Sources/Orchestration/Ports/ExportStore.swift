public import Domain
public import Wizard

/// Where exported files are kept, as they were handed out.
public protocol ExportStore: Sendable {
    /// Keeps a file. The same session, hash and format is the same file: the first one stays.
    ///
    /// - Returns: the file as it is listed.
    /// - Throws: `.conflict` when there is no such session.
    func put(_ file: ExportFile) async throws(StoreError) -> ExportRecord

    /// Oldest first. Ask `SessionStore.session(_:of:)` first: this call does not know tenants.
    func list(of session: ID<Session>) async throws(StoreError) -> [ExportRecord]

    func file(_ id: Int64, of session: ID<Session>) async throws(StoreError) -> ExportFile?
}

public struct ExportFile: Sendable, Hashable {
    public let session: ID<Session>
    /// A platform, or a form such as `json`, `zip`, `mermaid`.
    public let format: String
    public let filename: String
    public let bytes: [UInt8]
    /// In hexadecimal.
    public let sha256: String
    public let createdAt: Timestamp

    public init(
        session: ID<Session>, format: String, filename: String, bytes: [UInt8], sha256: String,
        createdAt: Timestamp
    ) {
        self.session = session
        self.format = format
        self.filename = filename
        self.bytes = bytes
        self.sha256 = sha256
        self.createdAt = createdAt
    }
}

/// A kept file without its bytes.
public struct ExportRecord: Sendable, Hashable {
    public let id: Int64
    public let format: String
    public let filename: String
    /// In bytes.
    public let size: Int
    public let sha256: String
    public let createdAt: Timestamp

    public init(
        id: Int64, format: String, filename: String, size: Int, sha256: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.format = format
        self.filename = filename
        self.size = size
        self.sha256 = sha256
        self.createdAt = createdAt
    }
}
