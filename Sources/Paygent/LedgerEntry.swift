public import Domain
internal import Hashing

/// One movement between two accounts of one agent in one asset. Never changed, never deleted.
public struct LedgerEntry: Sendable, Hashable {
    /// Counted from 1 without gaps, over all agents.
    public let sequence: Int64
    public let run: ID<PaymentRun>
    public let kind: PaymentRun.Step.Entry
    /// The account that gains.
    public let debit: LedgerAccount
    /// The account that gives.
    public let credit: LedgerAccount
    public let atomicUnits: UInt128
    /// `Asset.id`.
    public let asset: String
    public let at: Timestamp
    /// The hash of the entry before; 64 zeros before the first.
    public let previousHash: String
    /// SHA-256 of everything above, in hexadecimal.
    public let hash: String

    /// For stores, which read back what they were given; `Ledger.verify` tells whether it fits.
    public init(
        sequence: Int64, run: ID<PaymentRun>, kind: PaymentRun.Step.Entry, debit: LedgerAccount,
        credit: LedgerAccount, atomicUnits: UInt128, asset: String, at: Timestamp,
        previousHash: String, hash: String
    ) {
        self.sequence = sequence
        self.run = run
        self.kind = kind
        self.debit = debit
        self.credit = credit
        self.atomicUnits = atomicUnits
        self.asset = asset
        self.at = at
        self.previousHash = previousHash
        self.hash = hash
    }

    /// A line of a run's step, after the chain's last entry.
    public init(
        _ line: LedgerLine, of intent: PaymentIntent, at now: Timestamp, after tail: ChainTail
    ) {
        let (debit, credit) = line.kind.accounts(of: intent.agent.key)
        let unhashed = LedgerEntry(
            sequence: tail.sequence + 1, run: intent.run, kind: line.kind, debit: debit,
            credit: credit, atomicUnits: line.atomicUnits, asset: intent.amount.asset.id, at: now,
            previousHash: tail.hash, hash: "")
        self.init(
            sequence: unhashed.sequence, run: unhashed.run, kind: line.kind, debit: debit,
            credit: credit, atomicUnits: unhashed.atomicUnits, asset: unhashed.asset, at: now,
            previousHash: tail.hash, hash: unhashed.computedHash)
    }

    /// The whole amount of a payment.
    public init(
        _ kind: PaymentRun.Step.Entry, of intent: PaymentIntent, at now: Timestamp,
        after tail: ChainTail
    ) {
        self.init(
            LedgerLine(kind: kind, atomicUnits: intent.amount.atomicUnits), of: intent, at: now,
            after: tail)
    }

    var computedHash: String {
        ChainTail.hash([
            String(sequence), run.rawValue, kind.rawValue, debit.name, credit.name,
            String(atomicUnits), asset, String(at.millisecondsSinceEpoch), previousHash,
        ])
    }

    public var tail: ChainTail { ChainTail(sequence: sequence, hash: hash) }
}

/// What is to be written for a step, before it has its place in the chain.
public struct LedgerLine: Sendable, Hashable {
    public let kind: PaymentRun.Step.Entry
    public let atomicUnits: UInt128

    public init(kind: PaymentRun.Step.Entry, atomicUnits: UInt128) {
        self.kind = kind
        self.atomicUnits = atomicUnits
    }
}

/// Where an agent's money stands; `agent` is `AgentReference.key`.
public enum LedgerAccount: Sendable, Hashable {
    /// What the owner lets the agent spend: goes below zero by what it has spent and promised.
    case budget(agent: String)
    case held(agent: String)
    case spent(agent: String)

    public var agent: String {
        switch self {
        case .budget(let agent), .held(let agent), .spent(let agent): agent
        }
    }

    /// `held:local/weather-buyer`.
    public var name: String {
        switch self {
        case .budget(let agent): "budget:\(agent)"
        case .held(let agent): "held:\(agent)"
        case .spent(let agent): "spent:\(agent)"
        }
    }

    public init?(name: String) {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "budget": self = .budget(agent: parts[1])
        case "held": self = .held(agent: parts[1])
        case "spent": self = .spent(agent: parts[1])
        default: return nil
        }
    }
}

extension PaymentRun.Step.Entry {
    public func accounts(of agent: String) -> (debit: LedgerAccount, credit: LedgerAccount) {
        switch self {
        case .reserve: (.held(agent: agent), .budget(agent: agent))
        case .post: (.spent(agent: agent), .held(agent: agent))
        case .void, .expire: (.budget(agent: agent), .held(agent: agent))
        }
    }
}

/// The end of a hash chain: what the next record is linked to.
public struct ChainTail: Sendable, Hashable {
    public let sequence: Int64
    public let hash: String

    public init(sequence: Int64, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    public static let start = ChainTail(sequence: 0, hash: String(repeating: "0", count: 64))

    /// SHA-256 over the fields, each preceded by its length, so that no two lists read the same.
    static func hash(_ fields: [String]) -> String {
        var bytes: [UInt8] = []
        for field in fields {
            bytes.append(contentsOf: "\(field.utf8.count):".utf8)
            bytes.append(contentsOf: field.utf8)
        }
        return Hex.encode(SHA256.hash(bytes))
    }
}
