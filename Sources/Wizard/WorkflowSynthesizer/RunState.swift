internal import Domain

/// What matters about a run for the proof: where its money stands. Eleven bits, so that all states of
/// a workflow fit into one table.
struct RunState: Hashable {
    private(set) var bits: UInt16 = 0

    static let bitCount = 11

    init() {}

    init(bits: UInt16) { self.bits = bits }

    /// Where the money of the current payment stands.
    enum Hold: UInt16 {
        case none
        /// Set aside, certainly not paid.
        case held
        /// A signed payment is out; nobody knows whether it settled.
        case sent
        /// May be sent again as it is.
        case retrying
        /// The service says that it was paid. Services can lie.
        case claimed
        /// The chain says that it was paid.
        case settled
    }

    /// What was decided about the current payment.
    enum Verdict: UInt16 {
        case none, allowed
        /// A person must approve first.
        case ask
        case approved
    }

    var hold: Hold {
        get { Hold(rawValue: field(at: 0, width: 3)) ?? .none }
        set { set(newValue.rawValue, at: 0, width: 3) }
    }

    var verdict: Verdict {
        get { Verdict(rawValue: field(at: 3, width: 2)) ?? .none }
        set { set(newValue.rawValue, at: 3, width: 2) }
    }

    var isKilled: Bool {
        get { field(at: 5, width: 1) == 1 }
        set { set(newValue ? 1 : 0, at: 5, width: 1) }
    }

    /// Whether something went wrong that nobody has been told of yet.
    var owesNote: Bool {
        get { field(at: 6, width: 1) == 1 }
        set { set(newValue ? 1 : 0, at: 6, width: 1) }
    }

    /// Whose payment it is: a number of `PaymentBranch`; 0 while there is none.
    var branch: UInt16 {
        get { field(at: 7, width: 4) }
        set { set(newValue, at: 7, width: 4) }
    }

    func with(_ change: (inout RunState) -> Void) -> RunState {
        var copy = self
        change(&copy)
        return copy
    }

    /// The payment is over: nothing is held, nothing decided.
    var closed: RunState {
        with {
            $0.hold = .none
            $0.verdict = .none
            $0.branch = 0
        }
    }

    private func field(at shift: UInt16, width: UInt16) -> UInt16 {
        bits >> shift & (1 << width - 1)
    }

    private mutating func set(_ value: UInt16, at shift: UInt16, width: UInt16) {
        bits = bits & ~((1 << width - 1) << shift) | value << shift
    }
}

/// Numbers for the branches that pay: 1 to 8, and 0 for everything else.
enum PaymentBranch {
    static func number(_ branch: String) -> UInt16 {
        guard let tool = BuiltInTool(rawValue: branch), tool.movesMoney,
            let index = BuiltInTool.allCases.firstIndex(of: tool)
        else { return 0 }
        return UInt16(index) + 1
    }
}
