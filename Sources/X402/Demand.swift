public import JSON

/// What the answer to a request without payment asks for.
public enum Demand: Sendable, Hashable {
    /// It was served: nothing is to pay.
    case nothing
    case payment(PaymentRequired)
    /// Somewhere else is pointed to. A payment is never taken along.
    case redirect(to: String)
    /// A 402 that cannot be paid, because it is not x402 or is malformed.
    case unreadable(WireError)
    case other(status: Int)

    public init(_ answer: Answer) {
        switch answer.status {
        case 200..<300: self = .nothing
        case 300..<400 where !answer.values(of: "Location").isEmpty:
            self = .redirect(to: answer.values(of: "Location")[0])
        case 402: self = Self.read(answer)
        default: self = .other(status: answer.status)
        }
    }

    private static func read(_ answer: Answer) -> Demand {
        let headers = answer.values(of: ProtocolVersion.offerHeader)
        guard headers.count <= 1 else { return .unreadable(.badMember("PAYMENT-REQUIRED")) }
        do throws(WireError) {
            return .payment(try PaymentRequired(header: headers.first, body: answer.body))
        } catch { return .unreadable(error) }
    }
}

/// What the answer to a request with payment says about the money.
public enum PaidAnswer: Sendable, Hashable {
    /// The seller names the transaction that moved it. Whether the goods came too is the
    /// answer's status.
    case paid(SettlementResponse)
    /// Nothing that would prove it either way: the signed bytes are out, so only the chain, or the
    /// end of their window, can tell. The text says what the seller said.
    case open(String)

    public init(_ answer: Answer) {
        let headers = ProtocolVersion.allCases.reversed().flatMap {
            answer.values(of: $0.settlementHeader)
        }
        guard let header = headers.first else {
            self = .open(Self.complaint(answer) ?? "status \(answer.status) without settlement")
            return
        }
        guard let settlement = try? SettlementResponse(header: header) else {
            self = .open("an unreadable settlement")
            return
        }
        self.init(settlement)
    }

    /// The answer to a paid call of a tool: the whole JSON-RPC message. Its offers, should there be
    /// new ones, are not read: nothing is signed twice. Source: x402 v2, transport MCP.
    public init(toolAnswer message: JSONValue) {
        guard let settlement = message["result"].flatMap(MCPPayment.settlement) else {
            let again = MCPPayment.required(in: message)
            self = .open(again.map { $0.error ?? "payment refused" } ?? "no settlement")
            return
        }
        self.init(settlement)
    }

    private init(_ settlement: SettlementResponse) {
        switch (settlement.success, settlement.transaction.isEmpty) {
        case (true, false): self = .paid(settlement)
        case (true, true): self = .open("a settlement without a transaction")
        case (false, _): self = .open(settlement.errorReason ?? "a settlement that failed")
        }
    }

    /// The `error` of a second 402. Its offers are not read: nothing is signed twice.
    private static func complaint(_ answer: Answer) -> String? {
        guard answer.status == 402 else { return nil }
        let header = answer.values(of: ProtocolVersion.offerHeader).first
        return (try? PaymentRequired(header: header, body: answer.body))?.error ?? "payment refused"
    }
}
