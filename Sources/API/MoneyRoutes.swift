internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web
internal import X402

/// `/payments/x402` and `/wallet/transfer`: one payment, asked for in fields instead of words. The
/// agent's rules hold as for any command; the exported prompts call these.
struct MoneyRoutes {
    let once: RunOnce
    let report: RunReport

    static let bodyCharactersMax = 100_000

    var routes: [Route] {
        [
            .endpoint(
                .post, "/api/v1/payments/x402", tag: "Payments", "Buy what a URL sells",
                request: Schema.object(
                    [
                        "url": "string", "max_amount": "string", "method": "string",
                        "body": "string", "agent": "string",
                    ], required: ["url"]), buy),
            .endpoint(
                .post, "/api/v1/wallet/transfer", tag: "Wallet", "Send money to an account",
                request: Schema.object(
                    [
                        "recipient": "string", "amount": "string", "token": "string",
                        "agent": "string",
                    ], required: ["recipient", "amount"]), transfer),
        ]
    }

    private func buy(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let url = try body.requiredString("url", example: "https://api.example.com/data")
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), HostName.of(url) != nil,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else {
            throw Problem.invalid(
                "url", "'url' is an address such as https://api.example.com/data.")
        }
        let ceiling = try body.optionalQuantity("max_amount")
        var text = "pay \(url)"
        if let ceiling { text += " (at most \(ceiling.moneyText))" }
        let order = Order(
            text, command: .payment(.init(amount: ceiling, recipient: url)),
            terms: try Self.terms(body))
        return try await carryOut(order, body, request)
    }

    private static func terms(_ body: JSONObject) throws(Problem) -> AgentRun.Terms {
        let method = try body.optionalString("method")?.uppercased() ?? "GET"
        guard ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method) else {
            throw Problem.invalid("method", "'method' is GET, POST, PUT, PATCH or DELETE.")
        }
        let sent: String? =
            switch body["body"] {
            case nil, .null?: nil
            case .string(let text)?: text
            case .some(let value): value.text
            }
        guard sent == nil || method != "GET" else {
            throw Problem.invalid("body", "A GET has no body; name another 'method'.")
        }
        guard (sent?.count ?? 0) <= bodyCharactersMax else {
            throw Problem.invalid("body", "'body' has at most \(bodyCharactersMax) characters.")
        }
        return AgentRun.Terms(method: method, body: sent)
    }

    private func transfer(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let recipient = try Self.recipient(body)
        let amount = try body.requiredAmount("amount")
        let token = try body.optionalString("token")?.uppercased()
        guard token.map({ (1...16).contains($0.utf8.count) }) ?? true else {
            throw Problem.invalid("token", "'token' is a symbol such as USDC.")
        }
        let words = token.map { "\(amount.moneyText) \($0)" } ?? amount.moneyText
        let order = Order(
            "send \(words) to \(recipient)",
            command: .transfer(
                .init(
                    portion: .amount(amount), token: token, recipient: recipient.checksummed)))
        return try await carryOut(order, body, request)
    }

    private static func recipient(_ body: JSONObject) throws(Problem) -> Address {
        let text = try body.requiredString(
            "recipient", example: "0x52908400098527886E0F7030069857D2E4169EE7")
        let address: Address
        do { address = try Address(text) } catch {
            throw Problem.invalid("recipient", error.sentence(about: text))
        }
        guard !address.isZero else {
            throw Problem.invalid(
                "recipient", "Nobody holds the zero address: the money would be lost.")
        }
        return address
    }

    /// Refused and waiting runs are answers too: `status` says which.
    private func carryOut(
        _ order: Order, _ body: JSONObject, _ request: Request
    ) async throws(Problem) -> Response {
        let agent = try body.optionalString("agent") ?? GeneralAgent.name
        let begun = try await once.begin(order, agent: agent, session: nil, for: request)
        let run = try await once.carryOut(begun.run)
        var response = Response.json(try await report.json(run))
        if begun.isRepeat { response.headers["Idempotent-Replayed"] = "true" }
        return response
    }
}

extension AddressError {
    func sentence(about text: String) -> String {
        let shown = text.prefix(64)
        return switch self {
        case .noPrefix:
            "'\(shown)' is not an account: an address begins with 0x. There is no address book to look names up in."
        case .wrongLength(let count):
            "An address has 40 digits after 0x, and '\(shown)' has \(count)."
        case .notHexadecimal: "'\(shown)' holds what is no hexadecimal digit."
        case .badChecksum:
            "The upper and lower case of '\(shown)' do not fit its digits, so one of them is probably mistyped."
        }
    }
}
