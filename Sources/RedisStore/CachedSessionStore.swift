public import Domain
import JSON
public import Orchestration
public import Wizard

/// Copies of active sessions in Redis, in front of the store that holds the truth.
///
/// Redis can be slow, gone, emptied or full of nonsense at any moment: that costs speed, never data
/// and never an error. A copy is used only when its tenant, version and epoch fit; every save is
/// still checked by the store, and a conflict drops the copy, so that the next read is the truth.
/// While this node cannot reach Redis it reads the truth, and voids all copies when it is back;
/// another node may until then see a copy that is behind, at most `secondsToLive` long.
public struct CachedSessionStore: SessionStore {
    private let truth: any SessionStore
    private let redis: RedisClient
    private let secondsToLive: Int

    public static let secondsToLiveDefault = 1800

    public init(
        _ truth: any SessionStore, redis: RedisClient,
        secondsToLive: Int = CachedSessionStore.secondsToLiveDefault
    ) {
        self.truth = truth
        self.redis = redis
        self.secondsToLive = secondsToLive
    }

    public func create(
        _ session: Session, of tenant: Tenant, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        let version = try await truth.create(session, of: tenant, adding: additions)
        await keep(session, version: version, tenant: tenant.rawValue)
        return version
    }

    public func session(
        _ id: ID<Session>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<Session>? {
        let replies = await redis.send([RedisKeys.readEpoch, RedisKeys.read(id: id.rawValue)])
        guard let replies, replies.count == 2 else {
            return try await truth.session(id, of: tenant)
        }
        guard let epoch = replies[0].text else {
            redis.distrust("it was emptied, or our keys were changed")
            return try await truth.session(id, of: tenant)
        }
        if let copy = SessionCopy(replies[1], of: id), copy.epoch == epoch,
            copy.tenant == tenant.rawValue
        {
            return copy.session
        }
        let stored = try await truth.session(id, of: tenant)
        if let stored {
            await keep(
                stored.value, version: stored.version, tenant: tenant.rawValue, epochSeen: epoch)
        }
        return stored
    }

    public func recent(_ id: ID<Session>, of tenant: Tenant) -> Versioned<Session>? {
        truth.recent(id, of: tenant)
    }

    public func save(
        _ session: Session, expected: Int64, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        do {
            let version = try await truth.save(session, expected: expected, adding: additions)
            await keep(session, version: version)
            return version
        } catch {
            await tell(RedisKeys.forget(id: session.id.rawValue))
            throw error
        }
    }

    public func delete(_ id: ID<Session>, of tenant: Tenant) async throws(StoreError) -> Bool {
        let wasThere = try await truth.delete(id, of: tenant)
        if wasThere {
            await tell(RedisKeys.bury(id: id.rawValue, secondsToLive: secondsToLive))
        }
        return wasThere
    }

    private func keep(
        _ session: Session, version: Int64, tenant: String = "", epochSeen: String = ""
    ) async {
        await tell(
            RedisKeys.keep(
                id: session.id.rawValue, version: version, tenant: tenant,
                state: session.bytes, epochSeen: epochSeen, secondsToLive: secondsToLive))
    }

    /// What Redis cannot be told makes all that it holds doubtful.
    private func tell(_ command: RedisCommand) async {
        switch await redis.send([command])?.first {
        case .error(let reason): redis.distrust(reason)
        case .integer(-1): redis.distrust("it was emptied")
        case .nothing, .integer, .bytes, .array, nil: break
        }
    }
}

// What is not kept in Redis.
extension CachedSessionStore {
    public func history(
        of id: ID<Session>, after seq: Int, limit: Int
    ) async throws(StoreError) -> [TranscriptEntry] {
        try await truth.history(of: id, after: seq, limit: limit)
    }

    public func versions(of id: ID<Session>) async throws(StoreError) -> [DesignVersion] {
        try await truth.versions(of: id)
    }

    public func snapshot(
        of id: ID<Session>, version: Int
    ) async throws(StoreError) -> DesignSnapshot? {
        try await truth.snapshot(of: id, version: version)
    }

    public func list(
        _ filter: SessionFilter, of tenant: Tenant, at now: Timestamp, after cursor: String?,
        limit: Int
    ) async throws(StoreError) -> Page<Versioned<Session>> {
        try await truth.list(filter, of: tenant, at: now, after: cursor, limit: limit)
    }
}

/// A session as it lies in Redis.
private struct SessionCopy {
    let epoch: String
    let tenant: String
    let session: Versioned<Session>

    /// Nil unless it is whole and of that session: anybody may have written there.
    init?(_ reply: RedisReply, of id: ID<Session>) {
        guard let fields = reply.array, fields.count == 4, let epoch = fields[1].text,
            let version = fields[0].text.flatMap({ Int64($0) }), let tenant = fields[2].text,
            let state = fields[3].bytes, let session = Session(copy: state), session.id == id
        else { return nil }
        self.epoch = epoch
        self.tenant = tenant
        self.session = Versioned(session, version: version)
    }
}

extension Session {
    fileprivate init?(copy bytes: [UInt8]) {
        do { self = try Session(json: try JSONValue(parsing: bytes)) } catch { return nil }
    }
}
