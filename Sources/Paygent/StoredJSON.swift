public import Domain
public import JSON

/// Which member of a stored record cannot be read: the store was changed from outside, or by
/// another version of this program.
public struct StoredValueError: Error, Equatable {
    public let member: String

    public init(_ member: String) { self.member = member }
}

// Reading of stored records: a member that is missing or of another kind is an error, never a default.
extension JSONValue {
    func text(_ name: String) throws(StoredValueError) -> String {
        guard let text = self[name]?.string else { throw StoredValueError(name) }
        return text
    }

    func whole(_ name: String) throws(StoredValueError) -> Int64 {
        guard let number = self[name]?.integer else { throw StoredValueError(name) }
        return number
    }

    func flag(_ name: String) throws(StoredValueError) -> Bool {
        guard let flag = self[name]?.bool else { throw StoredValueError(name) }
        return flag
    }

    func time(_ name: String) throws(StoredValueError) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: try whole(name))
    }

    func member(_ name: String) throws(StoredValueError) -> JSONValue {
        guard let value = self[name] else { throw StoredValueError(name) }
        return value
    }

    func address(_ name: String) throws(StoredValueError) -> Address {
        guard let address = address(optional: name) else { throw StoredValueError(name) }
        return address
    }

    func address(optional name: String) -> Address? {
        guard let text = self[name]?.string else { return nil }
        do { return try Address(text) } catch { return nil }
    }

    /// A raw value of an enum.
    func choice<Choice: RawRepresentable<String>>(
        _ name: String
    ) throws(StoredValueError) -> Choice {
        guard let choice = Choice(rawValue: try text(name)) else { throw StoredValueError(name) }
        return choice
    }

    static func time(_ time: Timestamp) -> JSONValue { .integer(time.millisecondsSinceEpoch) }
}

extension Money {
    /// Everything that identifies the asset, so that it can be read back without a table.
    public var json: JSONValue {
        [
            "units": .string(String(atomicUnits)), "symbol": .string(asset.symbol),
            "network": .string(asset.network.rawValue),
            "contract": .optional(asset.contract?.lowercased),
            "decimals": .integer(Int64(asset.decimals)),
            "domain": asset.domain.map {
                ["name": .string($0.name), "version": .string($0.version)]
            } ?? .null,
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        guard let units = UInt128(try json.text("units")) else { throw StoredValueError("units") }
        guard let decimals = UInt8(exactly: try json.whole("decimals")) else {
            throw StoredValueError("decimals")
        }
        var domain: Asset.SigningDomain?
        if let stored = json["domain"], !stored.isNull {
            domain = .init(name: try stored.text("name"), version: try stored.text("version"))
        }
        let network: Network = try json.choice("network")
        let asset = Asset(
            symbol: try json.text("symbol"), network: network,
            contract: json.address(optional: "contract"), decimals: decimals, domain: domain)
        self.init(atomicUnits: units, of: asset)
    }
}
