/// The numbered SQL files of `migrations/files`, compiled into the binary. Append only: a file that
/// was ever released is never edited, because its hash is recorded in every database.
public enum Migrations {
    public struct Migration: Sendable {
        public let name: String
        public let sql: [UInt8]
    }

    /// In order; the first one has number 1.
    public static let sqlite = [
        Migration(name: "sqlite_0001_sessions", sql: PackageResources.sqlite_0001_sessions_sql),
        Migration(name: "sqlite_0002_agents", sql: PackageResources.sqlite_0002_agents_sql),
        Migration(name: "sqlite_0003_runs", sql: PackageResources.sqlite_0003_runs_sql),
        Migration(name: "sqlite_0004_money", sql: PackageResources.sqlite_0004_money_sql),
        Migration(name: "sqlite_0005_leases", sql: PackageResources.sqlite_0005_leases_sql),
        Migration(
            name: "sqlite_0006_session_lines", sql: PackageResources.sqlite_0006_session_lines_sql),
        Migration(name: "sqlite_0007_schedules", sql: PackageResources.sqlite_0007_schedules_sql),
        Migration(name: "sqlite_0008_webhooks", sql: PackageResources.sqlite_0008_webhooks_sql),
        Migration(name: "sqlite_0009_services", sql: PackageResources.sqlite_0009_services_sql),
        Migration(name: "sqlite_0010_paper", sql: PackageResources.sqlite_0010_paper_sql),
        Migration(name: "sqlite_0011_teams", sql: PackageResources.sqlite_0011_teams_sql),
        Migration(
            name: "sqlite_0012_subscriptions", sql: PackageResources.sqlite_0012_subscriptions_sql),
        Migration(
            name: "sqlite_0013_signing_hold", sql: PackageResources.sqlite_0013_signing_hold_sql),
        Migration(
            name: "sqlite_0014_transaction_numbers",
            sql: PackageResources.sqlite_0014_transaction_numbers_sql),
        Migration(
            name: "sqlite_0015_model_use", sql: PackageResources.sqlite_0015_model_use_sql),
        Migration(name: "sqlite_0016_marks", sql: PackageResources.sqlite_0016_marks_sql),
        Migration(
            name: "sqlite_0017_payload_schemas",
            sql: PackageResources.sqlite_0017_payload_schemas_sql),
        Migration(
            name: "sqlite_0018_turns_appended",
            sql: PackageResources.sqlite_0018_turns_appended_sql),
        Migration(name: "sqlite_0019_outbox", sql: PackageResources.sqlite_0019_outbox_sql),
    ]
}
