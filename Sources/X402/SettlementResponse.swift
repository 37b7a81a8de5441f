public import JSON

/// What became of a payment, as the server or the facilitator says. A claim until the chain agrees.
public struct SettlementResponse: Sendable, Hashable {
    public var success: Bool
    public var errorReason: String?
    public var errorMessage: String?
    public var payer: String?
    /// Empty when nothing reached the chain.
    public var transaction: String
    public var networkName: String
    /// Atomic units charged, where that may be less than was signed.
    public var amount: String?
    public var extensions: JSONObject
    /// True when no chain was touched: the sandbox ledger settled.
    public var isSimulated: Bool

    public init(
        success: Bool, errorReason: String? = nil, errorMessage: String? = nil,
        payer: String? = nil, transaction: String = "", networkName: String,
        amount: String? = nil, extensions: JSONObject = JSONObject(), isSimulated: Bool = false
    ) {
        self.success = success
        self.errorReason = errorReason
        self.errorMessage = errorMessage
        self.payer = payer
        self.transaction = transaction
        self.networkName = networkName
        self.amount = amount
        self.extensions = extensions
        self.isSimulated = isSimulated
    }
}

extension SettlementResponse {
    public init(header: String) throws(WireError) { try self.init(try HeaderCodec.decode(header)) }

    /// Reads the standard object, or Cronos' answer with `event` and `txHash`.
    public init(_ json: JSONValue) throws(WireError) {
        if let event = json["event"]?.string {
            self.init(
                success: event == "payment.settled", errorReason: try json.optionalText("error"),
                payer: try json.optionalText("from"),
                transaction: try json.optionalText("txHash") ?? "",
                networkName: try json.optionalText("network") ?? "",
                amount: try json.optionalText("value"))
            return
        }
        guard let success = json["success"]?.bool else { throw .badMember("success") }
        self.init(
            success: success, errorReason: try json.optionalText("errorReason"),
            errorMessage: try json.optionalText("errorMessage"),
            payer: try json.optionalText("payer"),
            transaction: try json.optionalText("transaction") ?? "",
            networkName: try json.optionalText("network") ?? "",
            amount: try json.optionalText("amount"),
            extensions: try json.looseObject("extensions"),
            isSimulated: json["simulated"]?.bool ?? false)
    }

    public var json: JSONValue {
        var json: JSONObject = ["success": .bool(success)]
        json["errorReason"] = errorReason.map { .string($0) }
        json["errorMessage"] = errorMessage.map { .string($0) }
        json["transaction"] = .string(transaction)
        json["network"] = .string(networkName)
        json["payer"] = payer.map { .string($0) }
        json["amount"] = amount.map { .string($0) }
        if !extensions.isEmpty { json["extensions"] = .object(extensions) }
        if isSimulated { json["simulated"] = true }
        return .object(json)
    }

    public var header: String { HeaderCodec.encode(json) }
}
