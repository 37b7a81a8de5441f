public import Domain
public import Hashing
public import JSON

/// Leave to move tokens through the Permit2 contract, for tokens without EIP-3009.
/// Source: x402 v2 specification, scheme `exact` (and `upto`) on EVM.
public struct Permit2Authorization: Sendable, Hashable {
    public let from: Address
    public let token: Address
    /// Atomic units; with `upto` the ceiling.
    public let amount: UInt128
    public let spender: Address
    /// A number below 2^256.
    public let nonce: Bytes32
    /// Unix seconds.
    public let deadline: UInt64
    public let to: Address
    /// The only one that may settle; `upto` names it, `exact` does not.
    public let facilitator: Address?
    public let validAfter: UInt64

    public init(
        from: Address, token: Address, amount: UInt128, spender: Address, nonce: Bytes32,
        deadline: UInt64, to: Address, facilitator: Address? = nil, validAfter: UInt64
    ) {
        self.from = from
        self.token = token
        self.amount = amount
        self.spender = spender
        self.nonce = nonce
        self.deadline = deadline
        self.to = to
        self.facilitator = facilitator
        self.validAfter = validAfter
    }
}

extension Permit2Authorization {
    public init(_ json: JSONValue) throws(WireError) {
        guard let permitted = json["permitted"] else { throw .badMember("permitted") }
        guard let witness = json["witness"] else { throw .badMember("witness") }
        guard let nonce = Bytes32(decimal: try json.text("nonce")) else {
            throw .badMember("nonce")
        }
        self.init(
            from: try json.address("from"), token: try permitted.address("token"),
            amount: try permitted.number("amount"), spender: try json.address("spender"),
            nonce: nonce, deadline: try json.seconds("deadline"), to: try witness.address("to"),
            facilitator: witness["facilitator"] == nil ? nil : try witness.address("facilitator"),
            validAfter: try witness.seconds("validAfter"))
    }

    public var json: JSONValue {
        var witness: JSONObject = ["to": .string(to.checksummed)]
        witness["facilitator"] = facilitator.map { .string($0.checksummed) }
        witness["validAfter"] = .string(String(validAfter))
        return [
            "from": .string(from.checksummed),
            "permitted": [
                "token": .string(token.checksummed), "amount": .string(String(amount)),
            ],
            "spender": .string(spender.checksummed), "nonce": .string(nonce.decimal),
            "deadline": .string(String(deadline)), "witness": .object(witness),
        ]
    }
}
