public import Domain
internal import Synchronization

/// Marks as plain values.
public final class MemoryMarkStore: MarkStore {
    private let marks = Mutex<[String: Mark]>([:])

    public init() {}

    public func mark(_ key: String, at now: Timestamp) async throws(StoreError) -> Mark? {
        marks.withLock { $0.standing(key, at: now) }
    }

    public func claim(_ mark: Mark, at now: Timestamp) async throws(StoreError) -> Mark? {
        marks.withLock { marks in
            if let standing = marks.standing(mark.key, at: now) { return standing }
            marks[mark.key] = mark
            return nil
        }
    }

    public func put(_ mark: Mark) async throws(StoreError) {
        marks.withLock { $0[mark.key] = mark }
    }

    public func extend(
        _ key: String, by seconds: Int64, for spent: String, at now: Timestamp
    ) async throws(StoreError) -> Mark? {
        marks.withLock { marks in
            let standing = marks.standing(key, at: now)
            guard marks.removeValue(forKey: spent) != nil else { return standing }
            let mark = Mark(key, until: (standing?.until ?? now).adding(seconds: seconds))
            marks[key] = mark
            return mark
        }
    }

    public func remove(_ key: String) async throws(StoreError) {
        marks.withLock { _ = $0.removeValue(forKey: key) }
    }
}

extension [String: Mark] {
    fileprivate func standing(_ key: String, at now: Timestamp) -> Mark? {
        self[key].flatMap { $0.until > now ? $0 : nil }
    }
}
