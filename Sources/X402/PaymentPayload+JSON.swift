internal import Hashing
public import JSON

extension PaymentPayload {
    /// Reads the value of `X-PAYMENT` or `PAYMENT-SIGNATURE`.
    public init(header: String) throws(WireError) { try self.init(try HeaderCodec.decode(header)) }

    public init(_ json: JSONValue) throws(WireError) {
        let version = try json.version()
        guard let payload = json["payload"], payload.object != nil else {
            throw .badMember("payload")
        }
        let (method, dialect) = try Self.readMethod(payload)
        let signature = try payload["signature"] == nil ? [] : payload.hexBytes("signature")
        switch version {
        case .v1:
            self.init(
                version: .v1, dialect: dialect, scheme: try json.text("scheme"),
                networkName: try json.text("network"), method: method, signature: signature)
        case .v2:
            guard let accepted = json["accepted"] else { throw .badMember("accepted") }
            let offer = try PaymentRequirements(accepted, version: .v2)
            self.init(
                version: .v2, dialect: dialect, scheme: offer.scheme,
                networkName: offer.networkName, method: method, signature: signature,
                accepted: offer, resource: json["resource"],
                extensions: try json.looseObject("extensions"))
        }
    }

    private static func readMethod(
        _ payload: JSONValue
    ) throws(WireError) -> (Method, Dialect) {
        if let authorization = payload["authorization"] {
            return (.transfer(try Authorization(authorization)), .standard)
        }
        if let permit = payload["permit2Authorization"] {
            return (.permit2(try Permit2Authorization(permit)), .standard)
        }
        let asset = try payload.text("asset")
        return (.transfer(try Authorization(payload)), .cronos(asset: asset))
    }

    /// Without absent members: an explicit null makes strict facilitators refuse the whole.
    public var json: JSONValue {
        var json: JSONObject = ["x402Version": .integer(version.rawValue)]
        switch version {
        case .v1:
            json["scheme"] = .string(scheme)
            json["network"] = .string(networkName)
        case .v2:
            json["resource"] = resource
            json["accepted"] = accepted?.json
        }
        json["payload"] = payloadJSON
        if version == .v2, !extensions.isEmpty { json["extensions"] = .object(extensions) }
        return .object(json)
    }

    /// The value of the header that `version.paymentHeader` names.
    public var header: String { HeaderCodec.encode(json) }

    private var payloadJSON: JSONValue {
        let signature = JSONValue.string("0x" + Hex.encode(signature))
        switch (method, dialect) {
        case (.transfer(let authorization), .standard):
            return ["signature": signature, "authorization": authorization.json]
        case (.transfer(let authorization), .cronos(let asset)):
            var flat = authorization.json.object ?? JSONObject()
            flat["validAfter"] = .integer(Int64(clamping: authorization.validAfter))
            flat["validBefore"] = .integer(Int64(clamping: authorization.validBefore))
            flat["signature"] = signature
            flat["asset"] = .string(asset)
            return .object(flat)
        case (.permit2(let permit), _):
            return ["signature": signature, "permit2Authorization": permit.json]
        }
    }
}
