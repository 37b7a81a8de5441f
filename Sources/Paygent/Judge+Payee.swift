public import Domain

extension Policy {
    /// Blocked before allowed; with a list of allowed recipients everybody else is refused.
    func payeeRefusal(of intent: PaymentIntent) -> Reason? {
        let payee = intent.payee
        guard payee.address != nil || payee.host != nil || payee.name != nil else {
            return Reason(.payeeInvalid, "Nobody is named who would get the money.")
        }
        guard payee.address?.isZero != true else {
            return Reason(.payeeInvalid, "The zero address belongs to nobody.")
        }
        guard payee.address == nil || payee.address != intent.amount.asset.contract else {
            return Reason(
                .payeeInvalid, "The payee is the token's own contract: the money would be lost.")
        }
        if let host = payee.host, host.utf8.contains(where: { $0 >= 0x80 || $0 <= 0x20 }) {
            return Reason(
                .payeeInvalid, "This site's name has letters that can pass for others.")
        }
        if let blocked = blockedRecipients.first(where: { payee.isBlocked(by: $0) }) {
            return Reason(
                .payeeBlocked, "\(payee) is blocked.", rule: "Never pay \(blocked).")
        }
        guard !allowedRecipients.isEmpty else { return nil }
        if allowedRecipients.contains(where: { payee.isAllowed(by: $0) }) { return nil }
        let list = "Only pay \(allowedRecipients.joined(separator: ", "))."
        if let double = allowedRecipients.first(where: { payee.looksLike($0) }) {
            return Reason(
                .payeeLookAlike, "\(payee) looks like \(double), but it is somebody else.",
                rule: list)
        }
        return Reason(
            .payeeNotAllowed, "\(payee) is not on the list of those who may be paid.", rule: list)
    }
}

extension Payee {
    /// An address equals, a domain covers its subdomains, a name is the name that we gave.
    func isAllowed(by recipient: String) -> Bool {
        switch Recipient(recipient) {
        case .address(let address): self.address == address
        case .domain(let domain): host.map { $0.isWithin(domain) } ?? false
        case .name(let allowed): name.map { Recipient.folded($0) == allowed } ?? false
        }
    }

    /// Wider than `isAllowed`: a blocked name also blocks every site with that label.
    func isBlocked(by recipient: String) -> Bool {
        if isAllowed(by: recipient) { return true }
        guard case .name(let blocked) = Recipient(recipient), let host else { return false }
        return host.split(separator: ".").contains { $0 == blocked }
    }

    /// The same ends of an address, or a domain one letter away.
    func looksLike(_ recipient: String) -> Bool {
        switch Recipient(recipient) {
        case .address(let allowed): address.map { $0.shape == allowed.shape } ?? false
        case .domain(let domain): host.map { isOneEditApart(Array($0.utf8), domain) } ?? false
        case .name(let allowed):
            name.map { isOneEditApart(Array(Recipient.folded($0).utf8), allowed) } ?? false
        }
    }

    private func isOneEditApart(_ bytes: [UInt8], _ other: String) -> Bool {
        let other = Array(other.utf8)
        let (short, long) = bytes.count <= other.count ? (bytes, other) : (other, bytes)
        guard long.count - short.count <= 1, short != long else { return false }
        let head = zip(short, long).prefix { $0 == $1 }.count
        let rest = long.count == short.count ? head + 1 : head
        return Array(short.dropFirst(rest)) == Array(long.dropFirst(head + 1))
    }
}

extension Address {
    /// The first and last two bytes: as much as people compare.
    public var shape: [UInt8] { Array(bytes.prefix(2) + bytes.suffix(2)) }
}

/// One entry of an owner's list.
private enum Recipient {
    case address(Address)
    case domain(String)
    case name(String)

    init(_ text: String) {
        let folded = Self.folded(text)
        do { self = .address(try Address(folded)) } catch {
            let host = Self.host(in: folded)
            self = host.contains(".") && !host.contains(" ") ? .domain(host) : .name(folded)
        }
    }

    static func folded(_ text: String) -> String { text.lowercased() }

    /// `https://api.example.com:8080/x` and `*.example.com` without what is not the domain.
    private static func host(in text: String) -> String {
        var rest = text[...]
        for prefix in ["https://", "http://", "*.", "www."] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        return String(rest.prefix { $0 != "/" && $0 != ":" })
    }
}

extension String {
    fileprivate func isWithin(_ domain: String) -> Bool {
        self == domain || hasSuffix("." + domain)
    }
}
