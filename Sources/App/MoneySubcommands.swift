internal import Domain
internal import JSON
internal import Orchestration
internal import SQLiteStore
internal import Screen

extension Subcommand {
    static let ledger = verification(
        "ledger", "Check the ledger and the journal record by record.")
    static let audit = verification(
        "audit", "Check the chain of records that says why each payment was made.")

    /// Both are one check: the ledger's entries and the journal's records are one chain each, and
    /// neither means anything without the other.
    private static func verification(_ name: String, _ purpose: String) -> Subcommand {
        Subcommand(
            name, purpose,
            details: ["Names the first bad record, or says that there is none."],
            arguments: [.init("ACTION", "what to do", .oneOf(["verify"]))], options: [.output],
            settings: Setting.whereabouts,
            examples: [.init("paygent \(name) verify", "ends with 3 when a record is bad")]
        ) { invocation throws(ConfigurationError) in
            let configuration = try invocation.configuration()
            guard configuration.server == nil else {
                return try await Desk.run(invocation) { desk throws(BackendFailure) in
                    Verification.say(
                        try await desk.backend.call("GET", "/audit/verify"), invocation.wantsJSON)
                }
            }
            return await Verification.run(configuration, invocation.wantsJSON)
        }
    }
}

private enum Verification {
    /// Opens the database alone: a key that is lost does not keep the books from being checked.
    static func run(_ configuration: Configuration, _ wantsJSON: Bool) async -> Int32 {
        guard File.exists(configuration.databasePath) else {
            Terminal.error("paygent: there is no database in \(configuration.dataFolder)")
            return ExitCode.failed
        }
        do {
            let database = try SQLiteDatabase(
                path: configuration.databasePath, at: SystemClock().now())
            let money = SQLiteMoneyStore(database)
            let report = try await Audit(ledger: money, journal: money).verify()
            await database.close()
            return say(
                [
                    "holds": .bool(report.fault == nil && report.sumsToZero),
                    "ledger_entries": .integer(Int64(report.ledgerEntries)),
                    "journal_records": .integer(Int64(report.journalRecords)),
                    "sums_to_zero": .bool(report.sumsToZero),
                    "first_bad_record": .optional(report.fault.map { "\($0)" }),
                ], wantsJSON)
        } catch {
            Terminal.error("paygent: the ledger cannot be read: \(error)")
            return ExitCode.failed
        }
    }

    static func say(_ report: JSONValue, _ wantsJSON: Bool) -> Int32 {
        let holds = report["holds"]?.bool == true
        if wantsJSON {
            Terminal.out(report.prettyText)
        } else if let fault = report["first_bad_record"], !fault.isNull {
            Terminal.error("The first bad record is \(harmless(fault.string ?? fault.text)).")
        } else if !holds {
            Terminal.error("The sums of the ledger are not zero.")
        } else {
            let (entries, records) = (report["ledger_entries"], report["journal_records"])
            Terminal.out(
                "All \(entries?.integer ?? 0) ledger entries and \(records?.integer ?? 0) journal "
                    + "records fit, and the sums are zero.")
        }
        return holds ? ExitCode.done : ExitCode.refused
    }
}
