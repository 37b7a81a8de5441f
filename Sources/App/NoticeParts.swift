internal import Orchestration
internal import Outbound
internal import SQLiteStore

/// Who tells of what happened.
enum NoticeParts {
    static func notices(
        _ configuration: Configuration, _ storage: Storage, _ http: CurlClient,
        _ clock: any Clock
    ) throws(StartError) -> [Notices] {
        var carriers: [(way: NoticeWay, carrier: any NoticeCarrier)] = []
        if let target = configuration.webhooks {
            carriers.append((.webhook, WebhookCarrier(target, http: http)))
        }
        if let mail = configuration.mail {
            carriers.append(
                (
                    .mail,
                    MailCarrier(
                        try server(mail), agents: storage.agents, operators: mail.operators)
                ))
        }
        return carriers.map { way, carrier in
            Notices(
                by: carrier, outbox: SQLiteOutbox(storage.database, of: way),
                journal: storage.money, runs: storage.money, clock: clock)
        }
    }

    static func server(_ mail: MailSettings) throws(StartError) -> SMTPServer {
        do { return try SMTPServer(mail.server) } catch {
            throw StartError("mail cannot be set up: \(error.words)")
        }
    }
}
