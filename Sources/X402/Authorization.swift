public import Domain
public import Hashing
public import JSON

/// Leave to move tokens once, within a window. Source: EIP-3009.
public struct Authorization: Sendable, Hashable {
    public let from: Address
    public let to: Address
    /// Atomic units.
    public let value: UInt128
    /// Unix seconds; the token wants now > validAfter.
    public let validAfter: UInt64
    /// Unix seconds; the token wants now < validBefore.
    public let validBefore: UInt64
    /// Any 32 bytes that this payer has not used at this token.
    public let nonce: Bytes32

    public init(
        from: Address, to: Address, value: UInt128, validAfter: UInt64, validBefore: UInt64,
        nonce: Bytes32
    ) {
        self.from = from
        self.to = to
        self.value = value
        self.validAfter = validAfter
        self.validBefore = validBefore
        self.nonce = nonce
    }

    /// The nonce of a run: the same run always asks with the same nonce, so that however often it
    /// is sent the token moves the money at most once.
    ///
    /// - Parameter runID: unique among all runs of all installations, as a UUID is.
    public static func nonce(runID: String) -> Bytes32 {
        .keccak(Array("paygent/authorization/v1/\(runID)".utf8))
    }
}

extension Authorization {
    /// Reads the `authorization` object, or Cronos' flat payload with numbers for times.
    public init(_ json: JSONValue) throws(WireError) {
        self.init(
            from: try json.address("from"), to: try json.address("to"),
            value: try json.number("value"), validAfter: try json.seconds("validAfter"),
            validBefore: try json.seconds("validBefore"), nonce: try json.bytes32("nonce"))
    }

    /// Six strings, as the standard writes them.
    public var json: JSONValue {
        [
            "from": .string(from.checksummed), "to": .string(to.checksummed),
            "value": .string(String(value)), "validAfter": .string(String(validAfter)),
            "validBefore": .string(String(validBefore)), "nonce": .string(nonce.hex),
        ]
    }
}
