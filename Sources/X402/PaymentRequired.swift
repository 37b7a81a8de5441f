public import JSON

/// What a 402 answer says: the offers of which one may be taken.
public struct PaymentRequired: Sendable, Hashable {
    public let version: ProtocolVersion
    public let error: String?
    /// Those that could be read. Offers of unknown schemes are kept, malformed ones are not.
    public let offers: [PaymentRequirements]
    /// Version 2's shared description of the resource.
    public let resource: JSONValue?
    /// Version 2's map of extensions.
    public let extensions: JSONObject

    public init(
        version: ProtocolVersion, error: String?, offers: [PaymentRequirements],
        resource: JSONValue? = nil, extensions: JSONObject = JSONObject()
    ) {
        self.version = version
        self.error = error
        self.offers = offers
        self.resource = resource
        self.extensions = extensions
    }

    /// Reads a 402 answer. An offer in the header wins over one in the body.
    ///
    /// - Parameter header: the value of `PAYMENT-REQUIRED`; nil when the answer has none.
    /// - Throws: `.noOffer` when neither place holds offers; else what is wrong with them.
    public init(header: String?, body: [UInt8]) throws(WireError) {
        if let header {
            let json = try HeaderCodec.decode(header)
            try self.init(json, version: json["x402Version"] == nil ? .v2 : try json.version())
            return
        }
        guard let json = try? JSONValue(parsing: body), json["x402Version"] != nil else {
            throw .noOffer
        }
        try self.init(json, version: try json.version())
    }

    /// The object of header or body. Cronos' shape with a single `paymentRequirements` is read too.
    public init(_ json: JSONValue, version: ProtocolVersion) throws(WireError) {
        self.version = version
        error = try json.optionalText("error")
        resource = json["resource"]
        extensions = try json.looseObject("extensions")
        let items = json["accepts"]?.array ?? json["paymentRequirements"].map { [$0] } ?? []
        offers = items.compactMap { try? PaymentRequirements($0, version: version) }
        guard !offers.isEmpty else {
            if let first = items.first {
                _ = try PaymentRequirements(first, version: version)
            }
            throw .noOffer
        }
    }

    public var json: JSONValue {
        var json = JSONObject()
        json["x402Version"] = .integer(version.rawValue)
        json["error"] = error.map { .string($0) }
        if version == .v2 { json["resource"] = resource }
        json["accepts"] = .array(offers.map(\.json))
        if version == .v2, !extensions.isEmpty { json["extensions"] = .object(extensions) }
        return .object(json)
    }

    /// The value of `PAYMENT-REQUIRED`.
    public var header: String { HeaderCodec.encode(json) }
}

extension PaymentRequired {
    /// False when the offers are for a resource of another host than the one that was asked: a
    /// server must not sell for somebody else. Without a URL that can be read there is no claim.
    public func isAbout(host: String) -> Bool {
        urls.allSatisfy { url in HostName.of(url).map { $0 == host } ?? true }
    }

    /// False when a tool asks for the price of another tool, or of another host's pages.
    ///
    /// - Parameter host: of the server; nil for a program on this machine.
    public func isAbout(tool: String, host: String?) -> Bool {
        urls.allSatisfy { url in
            if let named = HostName.of(url) { return named == host }
            return !url.contains("://") || url.hasSuffix("/" + tool)
        }
    }

    private var urls: [String] {
        offers.compactMap(\.resourceURL) + [resource?["url"]?.string].compactMap(\.self)
    }
}
