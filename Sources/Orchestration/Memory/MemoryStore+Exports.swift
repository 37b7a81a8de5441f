public import Domain
import Synchronization
public import Wizard

extension MemoryStore: ExportStore {
    public func put(_ file: ExportFile) async throws(StoreError) -> ExportRecord {
        try tables.withLock { tables throws(StoreError) in
            guard let kept = tables.sessions[file.session]?.exports else { throw .conflict }
            let same = kept.first {
                $0.file.sha256 == file.sha256 && $0.file.format == file.format
            }
            if let same { return same.record }
            tables.exportCount += 1
            let record = ExportRecord(
                id: tables.exportCount, format: file.format, filename: file.filename,
                size: file.bytes.count, sha256: file.sha256, createdAt: file.createdAt)
            tables.sessions[file.session]?.exports.append((record, file))
            return record
        }
    }

    public func list(of session: ID<Session>) async throws(StoreError) -> [ExportRecord] {
        tables.withLock { ($0.sessions[session]?.exports ?? []).map(\.record) }
    }

    public func file(
        _ id: Int64, of session: ID<Session>
    ) async throws(StoreError) -> ExportFile? {
        tables.withLock { $0.sessions[session]?.exports.first { $0.record.id == id }?.file }
    }
}
