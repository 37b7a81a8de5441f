public import Models
public import Orchestration

/// What models have used of their caps, in SQLite: one count for all processes on the file.
public struct SQLiteModelUseStore: ModelUseStore {
    private let database: SQLiteDatabase
    private let caps: ModelCaps

    /// Days after which a session that asked nothing more is forgotten.
    static let daysKept: Int64 = 400

    public init(_ database: SQLiteDatabase, caps: ModelCaps) {
        self.database = database
        self.caps = caps
    }

    public func promise(
        _ most: ModelBudget.Use, to account: String, on day: Int64
    ) async throws(StoreError) -> Result<ModelBudget.Promise, ModelFailure> {
        let (caps, names) = (caps, Names(account, day))
        return try await database.write { connection throws(StoreError) in
            var (own, today) = (
                try connection.use(names.session), try connection.use(names.day)
            )
            do throws(ModelFailure) { try caps.check(most, after: own, today: today) } catch {
                return .failure(error)
            }
            if today == .none {
                try connection.run("DELETE FROM model_use WHERE day < ?", day - Self.daysKept)
            }
            own.add(most)
            today.add(most)
            try connection.set(names.session, own, on: day)
            try connection.set(names.day, today, on: day)
            return .success(ModelBudget.Promise(account: account, day: day, use: most))
        }
    }

    public func settle(
        _ promise: ModelBudget.Promise, used: ModelBudget.Use
    ) async throws(StoreError) {
        let names = Names(promise.account, promise.day)
        try await database.write { connection throws(StoreError) in
            for name in [names.session, names.day] {
                var use = try connection.use(name)
                use.take(promise.use)
                use.add(used)
                try connection.set(name, use, on: promise.day)
            }
        }
    }
}

/// How the rows of a session and of a day are called.
private struct Names {
    let session: String
    let day: String

    init(_ account: String, _ day: Int64) {
        session = "session:\(account)"
        self.day = "day:\(day)"
    }
}

extension Connection {
    fileprivate func use(_ name: String) throws(StoreError) -> ModelBudget.Use {
        try first("SELECT tokens, picodollars FROM model_use WHERE name = ?", name) {
            ModelBudget.Use(
                tokens: Int(clamping: $0.int64(0)), picodollars: UInt128(clamping: $0.int64(1)))
        } ?? .none
    }

    fileprivate func set(
        _ name: String, _ use: ModelBudget.Use, on day: Int64
    ) throws(StoreError) {
        try run(
            """
            INSERT INTO model_use (name, day, tokens, picodollars) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (name) DO UPDATE SET day = max(day, ?2), tokens = ?3, picodollars = ?4
            """, name, day, Int64(use.tokens), Int64(clamping: use.picodollars))
    }
}
