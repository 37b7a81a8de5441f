public import Domain
public import JSON

/// What an agent can lose in any 24 hours, whatever any model does: derived from the policy alone,
/// because nothing else stands between a model and the money.
///
/// Network fees are not counted, nor what the owner's own HTTP tools do at their end.
public struct MaximumLoss: Sendable, Hashable {
    /// One for each kind of money that may leave; empty when no tool can move any.
    public let bounds: [Bound]
    /// Whether nothing at all leaves before a person has approved it.
    public let needsPersonAlways: Bool
    public let approvers: [String]
    public let network: Network

    public struct Bound: Sendable, Hashable {
        public let token: String
        /// The cap that binds within 24 hours; nil: there is none, so the loss is unbounded.
        public let cap: Policy.Cap?
        /// The most of a single payment; says nothing about how many there are.
        public let perPayment: TokenAmount?

        public var amount: TokenAmount? { cap?.limit }
    }

    /// The caps of a window bound every 24 hours inside it, because windows roll: the smallest cap
    /// of day, week, month and whole life is the answer.
    public init(_ policy: Policy) {
        bounds = policy.movesMoney ? Self.bounds(policy) : []
        needsPersonAlways = policy.approval.above?.quantity.isZero ?? false
        approvers = policy.approval.approvers
        network = policy.network
    }

    public var isBounded: Bool { bounds.allSatisfy { $0.cap != nil } }

    private static func bounds(_ policy: Policy) -> [Bound] {
        var units: [String] = []
        var bounds: [Bound] = []
        for token in policy.spendableTokens where !units.contains(Policy.unit(of: token)) {
            let unit = Policy.unit(of: token)
            let caps = policy.caps.filter { Policy.unit(of: $0.limit.token) == unit }
            units.append(unit)
            bounds.append(
                Bound(
                    token: token,
                    cap: caps.filter { $0.window != .payment }
                        .min { $0.limit.quantity < $1.limit.quantity },
                    perPayment: caps.first { $0.window == .payment }?.limit))
        }
        return bounds
    }
}

extension MaximumLoss {
    /// For people: one plain sentence.
    public var sentence: String {
        guard !bounds.isEmpty else {
            return "It cannot move money, so it can lose nothing."
        }
        let open = bounds.filter { $0.cap == nil }
        let closed = bounds.compactMap(\.cap)
        if open.isEmpty, closed.allSatisfy(\.limit.quantity.isZero) {
            return "Its limits are zero, so it can lose nothing."
        }
        let person =
            needsPersonAlways
            ? ", and nothing leaves before \(listed(approvers, "or")) has approved it" : ""
        guard open.isEmpty else { return unboundedSentence(open, closed) + person + "." }
        return "In any 24 hours it can lose at most \(caps(closed)), whatever any model does"
            + person + "."
    }

    private func unboundedSentence(_ open: [Bound], _ closed: [Policy.Cap]) -> String {
        var text =
            "It can lose everything in its wallet: no limit for a day, a week, a month or in total "
            + "covers \(listed(open.map(\.token), "or"))"
        let single = open.compactMap(\.perPayment)
        if !single.isEmpty {
            text +=
                " (one payment is at most \(listed(single.map(\.description), "or")), "
                + "but it may make any number of them)"
        }
        return closed.isEmpty ? text : text + "; in 24 hours at most \(caps(closed)) besides"
    }

    private func caps(_ caps: [Policy.Cap]) -> String {
        listed(caps.map { "\($0.limit) (\($0.window.limitName))" }, "and")
    }

    /// `max_loss_24h` of the API, and the certificate of every export.
    public var json: JSONValue {
        [
            "bounded": .bool(isBounded),
            "amounts": .array(
                bounds.compactMap { bound in
                    bound.cap.map { cap in
                        [
                            "amount": .string(cap.limit.quantity.description),
                            "token": .string(cap.limit.token), "network": .string(network.caip2),
                            "limited_by": .string(cap.window.rawValue),
                        ]
                    }
                }),
            "unbounded_tokens": .strings(bounds.filter { $0.cap == nil }.map(\.token)),
            "needs_person_always": .bool(needsPersonAlways),
            "sentence": .string(sentence),
        ]
    }

    /// The bytes of `json`, written straight: they are in every reply.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("bounded", .bool(isBounded))
        writer.name("amounts")
        writer.beginArray()
        for cap in bounds.compactMap(\.cap) {
            writer.item()
            writer.beginObject()
            writer.member("amount", cap.limit.quantity.description)
            writer.member("token", cap.limit.token)
            writer.member("network", network.caip2)
            writer.member("limited_by", cap.window.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.name("unbounded_tokens")
        writer.strings(bounds.filter { $0.cap == nil }.map(\.token))
        writer.member("needs_person_always", .bool(needsPersonAlways))
        writer.member("sentence", sentence)
        writer.endObject()
    }
}
