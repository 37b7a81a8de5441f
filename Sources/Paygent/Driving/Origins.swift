public import Domain
internal import JSON
internal import Language

/// Where the values that a model proposes come from. What people said, what the design holds and
/// what the registry lists may be acted on; what stands in text from outside — answers of tools, words
/// of sellers, pages — is marked, and so is what stands nowhere.
public struct Origins: Sendable {
    public enum Source: Sendable, Hashable {
        /// A message of the person whose run it is.
        case owner
        case design
        case registry
        /// Text that a tool answered, or that a person only quoted.
        case outside(String)
    }

    private var accounts: [String: Source] = [:]
    private var pages: [(address: WebAddress, source: Source)] = []
    /// Domains and accounts that the design lists.
    private let recipients: [String]
    /// What the person named, as it was named.
    private(set) var amounts: [(value: Quantity, token: String?)] = []
    /// Every number that the person wrote, whatever it counts.
    private(set) var numbers: Set<Quantity> = []
    /// What a listed service costs.
    private var prices: [(address: WebAddress, price: TokenAmount)] = []
    private var outside: [(text: String, tool: String)] = []
    /// Whether the message denies, takes back, reports or supposes, or is for another time: then it
    /// orders nothing clearly for now.
    let isHeldBack: Bool
    /// The person's words, for names.
    let words: String

    /// - Parameters:
    ///   - earlier: what the same person said in the session before.
    ///   - endpoints: addresses of the owner's own tools.
    public init(
        of run: AgentRun, earlier: [String] = [], _ policy: Policy, endpoints: [String] = []
    ) {
        recipients = policy.allowedRecipients
        isHeldBack = CommandReader.holdsBack(run.text) || CommandReader.postpones(run.text)
        words = run.text.lowercased()
        for endpoint in endpoints {
            if let page = WebAddress(endpoint) { pages.append((page, .design)) }
        }
        for text in earlier where !CommandReader.holdsBack(text) { hear(text, withAmounts: false) }
        hear(run.text, withAmounts: true)
        for call in run.plan.steps.flatMap(\.calls) { note(call) }
    }

    private mutating func hear(_ text: String, withAmounts: Bool) {
        let read = CommandText(text)
        for index in read.tokens.indices {
            let word = read.tokens.text(index..<(index + 1))
            let source = read.isQuoted[index] ? Source.outside("a quotation") : .owner
            switch read.tokens[index].kind {
            case .address:
                if let account = Self.account(word) { add(account, source) }
            case .url:
                if let page = WebAddress(word) { pages.append((page, source)) }
            case .domain:
                for scheme in ["https://", "http://"] {
                    if let page = WebAddress(scheme + word) { pages.append((page, source)) }
                }
            case .word, .number, .sign, .currencySign, .quote, .lineBreak, .emoji, .email,
                .handle, .path:
                continue
            }
        }
        guard withAmounts else { return }
        for mention in read.mentions where !read.isQuoted[mention.start] { count(mention) }
    }

    private mutating func count(_ mention: Mention) {
        switch mention.kind {
        case .amount(let amount):
            guard !amount.isNegative else { return }
            for value in [amount.value, amount.low].compactMap(\.self) {
                amounts.append((value, amount.token))
                numbers.insert(value)
            }
        case .percent(let value), .times(let value): numbers.insert(value)
        case .duration, .ordinal, .clock, .date, .phone: return
        }
    }

    /// Of a search the addresses and prices count; every other word that a tool answered is outside.
    private mutating func note(_ call: ToolCall) {
        if call.tool == BuiltInTool.discoverServices.rawValue, call.succeeded {
            for service in call.result["services"]?.array ?? [] {
                guard let page = service["url"]?.string.flatMap(WebAddress.init) else { continue }
                pages.append((page, .registry))
                if let price = service["price"]?["amount"]?.quantity,
                    let token = service["price"]?["token"]?.string
                {
                    prices.append((page, TokenAmount(price, token)))
                }
            }
        }
        outside.append((call.result.text.lowercased(), call.tool))
    }

    private mutating func add(_ account: String, _ source: Source) {
        if accounts[account] == nil || source == .owner { accounts[account] = source }
    }

    private static func account(_ text: String) -> String? {
        do { return try Address(text).lowercased } catch { return nil }
    }
}

// What is known of one value; nil: it stands nowhere, the model made it up.
extension Origins {
    func source(of account: Address) -> Source? {
        if let known = accounts[account.lowercased] { return known }
        if recipients.contains(where: { Payee(address: account).isAllowed(by: $0) }) {
            return .design
        }
        return outside(account.lowercased)
    }

    func source(of page: WebAddress, written text: String) -> Source? {
        let known = pages.filter { $0.address.covers(page) }.map(\.source)
        if let trusted = known.first(where: { !$0.isOutside }) { return trusted }
        if recipients.contains(where: { Payee(host: page.host).isAllowed(by: $0) }) {
            return .design
        }
        if let quoted = known.first { return quoted }
        return outside(page.origin + page.path.lowercased())
    }

    /// Whether the person named this amount in this token, or in none.
    func isNamed(_ amount: Quantity, _ token: String) -> Bool {
        amounts.contains { $0.value == amount && Self.fits($0.token, token) }
    }

    func isOutside(_ amount: Quantity) -> String? {
        outside.last { Self.holds($0.text, amount.description) }?.tool
    }

    /// The most that was named or listed for a page in this token; nil when nothing was. A number
    /// that names no token counts last: it may count something else.
    func most(for page: WebAddress, in token: String) -> Quantity? {
        let named = amounts.filter { $0.token != nil && Self.fits($0.token, token) }
        let listed = prices.last { $0.address.covers(page) && Self.fits($0.price.token, token) }
        return named.map(\.value).max() ?? listed?.price.quantity
            ?? amounts.filter { $0.token == nil }.map(\.value).max()
    }

    private func outside(_ text: String) -> Source? {
        outside.last { $0.text.contains(text) }.map { .outside($0.tool) }
    }

    private static func fits(_ named: String?, _ token: String) -> Bool {
        guard let named else { return true }
        return UnitOfAccount(named) == UnitOfAccount(token)
    }

    /// The number by itself, not as a part of a longer one.
    private static func holds(_ text: String, _ number: String) -> Bool {
        let (text, number) = (Array(text.utf8), Array(number.utf8))
        guard number.count <= text.count else { return false }
        func isDigit(_ place: Int) -> Bool {
            text.indices.contains(place) && text[place] &- UInt8(ascii: "0") < 10
        }
        return (0...(text.count - number.count)).contains { start in
            guard text[start] == number[0] else { return false }
            let end = start + number.count
            return text[start..<end].elementsEqual(number) && !isDigit(start - 1) && !isDigit(end)
        }
    }
}

extension Origins.Source {
    var isOutside: Bool { if case .outside = self { true } else { false } }
}
