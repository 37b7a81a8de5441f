public import JSON

/// Payments inside messages of the Model Context Protocol: the offer as a tool's result, the payment
/// and its settlement in `_meta`. Source: x402 v2, transport MCP.
public enum MCPPayment {
    public static let paymentKey = "x402/payment"
    public static let settlementKey = "x402/payment-response"
    /// Some servers answer with a JSON-RPC error of this code and the offer in `data`.
    static let errorCode: Int64 = 402

    /// What a tool's resource is called in offers.
    public static func resource(ofTool name: String) -> String { "mcp://tool/\(name)" }

    /// The result of a call that has to be paid for: the offer twice, for programs and for models.
    public static func demand(_ required: PaymentRequired) -> JSONObject {
        let offer = required.json
        return [
            "isError": true, "structuredContent": offer,
            "content": [
                [
                    "type": "text",
                    "text": .string(String(decoding: offer.bytes, as: UTF8.self)),
                ]
            ],
        ]
    }

    /// The offer in an answer to `tools/call`: in the structured content, in the first text, or in
    /// an error's data; nil when the answer asks for no payment.
    ///
    /// - Parameter answer: the whole JSON-RPC answer.
    public static func required(in answer: JSONValue) -> PaymentRequired? {
        if let error = answer["error"] {
            guard error["code"]?.integer == errorCode else { return nil }
            return error["data"].flatMap(offer)
        }
        guard let result = answer["result"], result["isError"]?.bool == true else { return nil }
        if let structured = result["structuredContent"], let offer = offer(structured) {
            return offer
        }
        guard let text = result["content"]?.array?.first?["text"]?.string,
            let json = try? JSONValue(parsing: Array(text.utf8))
        else { return nil }
        return offer(json)
    }

    private static func offer(_ json: JSONValue) -> PaymentRequired? {
        guard let version = try? json.version() else { return nil }
        return try? PaymentRequired(json, version: version)
    }

    /// The payment in the parameters of `tools/call`; nil when there is none.
    ///
    /// - Throws: what is wrong with it.
    public static func payment(in params: JSONObject) throws(WireError) -> PaymentPayload? {
        guard let json = params["_meta"]?[paymentKey], !json.isNull else { return nil }
        return try PaymentPayload(json)
    }

    /// Parameters of `tools/call` with a payment.
    public static func params(_ params: JSONObject, paidBy payment: PaymentPayload) -> JSONObject {
        with(paymentKey, payment.json, in: params)
    }

    /// A result with the proof that it was paid for.
    public static func result(
        _ result: JSONObject, settledBy settlement: SettlementResponse
    ) -> JSONObject {
        with(settlementKey, settlement.json, in: result)
    }

    /// What a result says of its settlement; nil when it says nothing that can be read.
    public static func settlement(in result: JSONValue) -> SettlementResponse? {
        result["_meta"]?[settlementKey].flatMap { try? SettlementResponse($0) }
    }

    private static func with(
        _ key: String, _ value: JSONValue, in object: JSONObject
    ) -> JSONObject {
        var (object, meta) = (object, object["_meta"]?.object ?? JSONObject())
        meta[key] = value
        object["_meta"] = .object(meta)
        return object
    }
}
