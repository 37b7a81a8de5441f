public import Domain
internal import Hashing
internal import JSON
internal import Paygent

/// Tells people by mail. The operators hear of everything; the addresses that an agent's design
/// names hear of that agent. What happens between two looks goes to one address in one mail, so that
/// an agent that pays a thousand times does not write a thousand mails.
public struct MailCarrier: NoticeCarrier {
    private let server: any MailServer
    private let agents: any AgentStore
    private let operators: [MailAddress]

    public init(
        _ server: any MailServer, agents: any AgentStore, operators: [MailAddress] = []
    ) {
        self.server = server
        self.agents = agents
        self.operators = operators
    }

    public let pace = NoticePace(lookSeconds: 5, messagesAtOnce: 1, trySecondsMax: 120)
    /// More are counted, not told.
    static let newsInOneMailMax = 50
    static let addressesOfOneAgentMax = 8

    public func messages(
        about news: [News], at now: Timestamp
    ) async throws(StoreError) -> [OutgoingMessage] {
        var order: [MailAddress] = []
        var told: [MailAddress: [News]] = [:]
        for item in news {
            for address in try await readers(of: item) {
                if told[address] == nil { order.append(address) }
                told[address, default: []].append(item)
            }
        }
        return order.compactMap { address in
            told[address].flatMap { Self.message(to: address, about: $0, at: now) }
        }
    }

    /// Each once.
    private func readers(of news: News) async throws(StoreError) -> [MailAddress] {
        let named = try await design(of: news)?.effective.channels.compactMap(\.mailAddress) ?? []
        var readers = operators
        for address in named.prefix(Self.addressesOfOneAgentMax)
        where !readers.contains(address) { readers.append(address) }
        return readers
    }

    /// Of the version that paid; for what concerns the agent itself, of the latest.
    private func design(of news: News) async throws(StoreError) -> Design? {
        if let agent = news.run?.intent.agent {
            return try await agents.agent(
                agent.name, version: agent.version, of: Tenant(agent.tenant))?.design
        }
        guard let tenant = news.record.note.tenant,
            let name = news.record.note.agent?.dropFirst(tenant.count + 1), !name.isEmpty
        else { return nil }
        return try await agents.agent(String(name), of: Tenant(tenant))?.latest.design
    }

    private static func message(
        to address: MailAddress, about news: [News], at now: Timestamp
    ) -> OutgoingMessage? {
        guard let first = news.first else { return nil }
        let letter = NoticeLetter(news, tellingAtMost: newsInOneMailMax)
        let body: JSONValue = [
            "to": .string(address.description), "subject": .string(letter.subject),
            "text": .string(letter.text),
        ]
        // The same news to the same address are the same mail.
        let reader = Hex.encode(SHA256.hash(Array(address.description.utf8))).prefix(12)
        return OutgoingMessage(
            id: "mail_\(first.record.hash.prefix(24))_\(reader)", kind: first.kind.rawValue,
            body: body.bytes, createdAt: now, dueAt: now)
    }

    public func send(_ message: OutgoingMessage, at now: Timestamp) async -> Unheard? {
        let body: JSONValue
        do { body = try JSONValue(parsing: message.body) } catch {
            return Unheard("what was stored of it cannot be read", isFinal: true)
        }
        guard let to = body["to"]?.string.flatMap({ MailAddress($0) }),
            let subject = body["subject"]?.string, let text = body["text"]?.string
        else { return Unheard("what was stored of it cannot be read", isFinal: true) }
        let mail = Mail(
            id: message.id, to: to, subject: subject, text: text, date: message.createdAt)
        do {
            try await server.send(mail)
            return nil
        } catch { return Unheard(error.words) }
    }
}
