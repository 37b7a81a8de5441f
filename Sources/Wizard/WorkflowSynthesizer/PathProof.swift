public import Domain
public import JSON

/// What holds on every path of a workflow, found by walking all of them: the money of a run has few
/// enough states that none is left out.
///
/// It looks at the workflow alone and at the policy that the runtime obeys, never at how the workflow
/// was made, so a changed file fails like a wrong synthesis.
public struct PathProof: Sendable, Hashable {
    public let properties: [Property]
    /// Pairs of step and state that were looked at.
    public let checkedStates: Int
    /// A rule of the policy that can never apply, as a sentence; nil when there is none.
    public let unreachable: String?

    public var holds: Bool { properties.allSatisfy(\.holds) }

    public struct Property: Sendable, Hashable {
        public let name: Name
        public let counterexample: Counterexample?

        public var holds: Bool { counterexample == nil }
    }

    public struct Counterexample: Sendable, Hashable {
        /// Ids of the nodes from the start to where it goes wrong.
        public let path: [String]
        /// Says it in plain words.
        public let sentence: String
    }

    /// The properties; the raw value is the name that clients see.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case paymentsGuarded = "payments_guarded"
        case reservationsClosed = "reservations_closed"
        case loopsBounded = "loops_bounded"
        case killStops = "kill_stops"
        case endReachable = "end_reachable"
        case noDeadParts = "no_dead_parts"
        case blockedUnreachable = "blocked_unreachable"
        case failuresTold = "failures_told"
        case answersHandled = "answers_handled"

        /// What holds, in plain words.
        public var sentence: String {
            switch self {
            case .paymentsGuarded:
                "Nothing is paid before the money is set aside, the rules allow it and, where the "
                    + "rules ask for it, a person approves."
            case .reservationsClosed:
                "Every reservation is booked or given back on every path, and nothing is paid twice."
            case .loopsBounded: "Every repetition has a limit."
            case .killStops: "It can be stopped at every step, and pays nothing afterwards."
            case .endReachable: "It comes to an end from every step."
            case .noDeadParts: "Every step and every link can be reached."
            case .blockedUnreachable:
                "No tool or recipient that is not allowed can be reached."
            case .failuresTold: "Nothing fails without somebody being told."
            case .answersHandled: "Every answer of every step leads on, and to one place."
            }
        }
    }

    public init(_ workflow: Workflow, _ policy: Policy) {
        var explorer = PathExplorer(WorkflowGraph(workflow), policy)
        explorer.explore()
        properties = Name.allCases.map {
            Property(name: $0, counterexample: explorer.counterexamples[$0])
        }
        checkedStates = explorer.entryCount
        unreachable = Self.unreachable(policy)
    }

    /// An approval threshold above the largest payment asks for nothing, so the workflow has no such
    /// step.
    private static func unreachable(_ policy: Policy) -> String? {
        guard let above = policy.approval.above, let single = policy.cap(.payment)?.limit,
            !policy.canAskPerson
        else { return nil }
        return "No step asks for approval: one payment is at most \(single), so none above \(above) "
            + "comes up."
    }

    /// What a diagram marks in red.
    public var paths: [[String]] { properties.compactMap { $0.counterexample?.path } }
}

extension PathProof {
    /// One line for each property, as exports state it: what was proven, or where it fails.
    public var certificate: [String] {
        properties.map { property in
            property.counterexample.map { "NOT PROVEN: \($0.sentence)" }
                ?? "Proven: \(property.name.sentence)"
        } + [unreachable, "Checked on every path: \(checkedStates) states."].compactMap(\.self)
    }
}

extension PathProof {
    /// The proof as clients read it, without the time it took.
    public var json: JSONValue {
        [
            "holds": .bool(holds),
            "properties": .array(
                properties.map { property in
                    var object: JSONObject = [
                        "name": .string(property.name.rawValue), "holds": .bool(property.holds),
                        "sentence": .string(property.name.sentence),
                    ]
                    if let counterexample = property.counterexample {
                        object["counterexample"] = .strings(counterexample.path)
                        object["explanation"] = .string(counterexample.sentence)
                    }
                    return .object(object)
                }),
            "checked_states": .integer(Int64(checkedStates)),
            "unreachable": .optional(unreachable),
        ]
    }
}
