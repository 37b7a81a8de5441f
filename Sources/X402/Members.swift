internal import Domain
internal import Hashing
internal import JSON

/// Reading members of a message; each failure names its member.
extension JSONValue {
    func text(_ name: String) throws(WireError) -> String {
        guard let text = self[name]?.string else { throw .badMember(name) }
        return text
    }

    /// Nil when it is missing or null, which peers write alike.
    func optionalText(_ name: String) throws(WireError) -> String? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let text = value.string else { throw .badMember(name) }
        return text
    }

    /// A whole number, written as a number or as a string of decimal digits.
    func number(_ name: String) throws(WireError) -> UInt128 {
        switch self[name] {
        case .integer(let number) where number >= 0: return UInt128(number)
        case .number(let text), .string(let text):
            guard let number = UInt128(decimalDigits: text) else { throw .badMember(name) }
            return number
        default: throw .badMember(name)
        }
    }

    func seconds(_ name: String) throws(WireError) -> UInt64 {
        guard let seconds = UInt64(exactly: try number(name)) else { throw .badMember(name) }
        return seconds
    }

    func address(_ name: String) throws(WireError) -> Address {
        do { return try Address(try text(name)) } catch { throw .badMember(name) }
    }

    func bytes32(_ name: String) throws(WireError) -> Bytes32 {
        guard let bytes = Bytes32(hex: try text(name)) else { throw .badMember(name) }
        return bytes
    }

    func hexBytes(_ name: String) throws(WireError) -> [UInt8] {
        guard let bytes = Hex.decode(try text(name)) else { throw .badMember(name) }
        return bytes
    }

    /// Empty when missing; some servers write the object as a JSON string.
    func looseObject(_ name: String) throws(WireError) -> JSONObject {
        switch self[name] {
        case nil, .null: return JSONObject()
        case .object(let object): return object
        case .string(let text):
            guard let object = try HeaderCodec.parse(Array(text.utf8)).object else {
                throw .badMember(name)
            }
            return object
        default: throw .badMember(name)
        }
    }

    func version() throws(WireError) -> ProtocolVersion {
        guard let number = self["x402Version"]?.integer,
            let version = ProtocolVersion(rawValue: number)
        else { throw .unknownVersion }
        return version
    }
}

extension UInt128 {
    /// Decimal digits only: no sign, no exponent, no blank.
    init?(decimalDigits text: String) {
        guard (1...39).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = UInt128(text)
        else { return nil }
        self = number
    }
}
