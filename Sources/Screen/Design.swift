internal import Domain
public import JSON
internal import Wizard

/// A design as the service tells of it, ready to be shown.
public struct ShownDesign: Sendable, Equatable {
    public enum Mark: Sendable, Equatable { case new, changed, none }

    public struct Row: Sendable, Equatable {
        public let slot: String
        public let label: String
        public let value: String
        /// The service chose it; nobody said it.
        public let isDefault: Bool
        public var mark: Mark
        /// The words it came from.
        public let words: String?
    }

    public var rows: [Row]
    /// What was there before and is no more.
    public var removed: [String] = []
    public let stage: String
    public let done: Int
    public let total: Int
    public let missing: [String]
    public let loss: String
    public let lossIsBounded: Bool
    public let lossSentence: String
    /// Nil when it did not change.
    public var lossBefore: String?

    /// - Parameter status: the answer to `GET /sessions/{id}/status`.
    public init(status: JSONValue) {
        let evidence = status["evidence"]
        let stated = (status["collected_data"]?.object?.members ?? []).map {
            Row($0, evidence: evidence?[$0.name], isDefault: false)
        }
        let chosen = (status["defaults"]?.object?.members ?? []).map {
            Row($0, evidence: nil, isDefault: true)
        }
        rows = (stated + chosen).sorted { $0.position < $1.position }
        stage = status["stage"]?.string ?? ""
        done = status["progress_detail"]?["done"]?.count ?? 0
        total = status["progress_detail"]?["total"]?.count ?? 0
        missing = (status["missing"]?.array ?? []).compactMap(\.string).map(Row.title)
        let loss = status["max_loss_24h"]
        lossIsBounded = loss?["bounded"]?.bool ?? false
        self.loss = Self.words(loss)
        lossSentence = harmless(loss?["sentence"]?.string ?? "")
    }

    /// The same with marks on what is different from before.
    public func marked(since before: ShownDesign?) -> ShownDesign {
        guard let before else { return self }
        var marked = self
        for index in rows.indices {
            let old = before.rows.first { $0.slot == rows[index].slot }
            if let old {
                if old.value != rows[index].value { marked.rows[index].mark = .changed }
            } else {
                marked.rows[index].mark = .new
            }
        }
        marked.removed = before.rows.filter { old in !rows.contains { $0.slot == old.slot } }
            .map(\.label)
        if before.loss != loss { marked.lossBefore = before.loss }
        return marked
    }

    public var hasChanges: Bool {
        lossBefore != nil || !removed.isEmpty || rows.contains { $0.mark != .none }
    }

    public var isFinished: Bool { stage == "completed" }

    /// Whether the workflow exists, with its proof and its diagram.
    public var hasWorkflow: Bool {
        ["reviewing_workflow", "finalizing", "completed"].contains(stage)
    }

    /// What people call it.
    public var name: String {
        for slot in ["agent_name", "agent_type", "goals"] {
            if let row = rows.first(where: { $0.slot == slot }) { return row.value }
        }
        return "a new design"
    }

    private static func words(_ loss: JSONValue?) -> String {
        guard loss?["bounded"]?.bool == true else { return "no limit yet" }
        let amounts = (loss?["amounts"]?.array ?? []).map(moneyText)
        return amounts.isEmpty ? "nothing" : "at most " + amounts.joined(separator: " and ")
    }
}

extension ShownDesign.Row {
    init(_ member: JSONObject.Member, evidence: JSONValue?, isDefault: Bool) {
        slot = member.name
        label = Self.label(member.name)
        value = Self.words(member)
        self.isDefault = isDefault
        mark = .none
        words = evidence?["words"]?.string.map(harmless)
    }

    /// In the order in which a person reads a design.
    fileprivate var position: Int {
        Self.labels.firstIndex { $0.slot == slot } ?? Self.labels.count
    }

    static func title(_ name: String) -> String {
        Slot(rawValue: name)?.title ?? harmless(name.replacing("_", with: " "))
    }

    private static func label(_ name: String) -> String {
        labels.first { $0.slot == name }?.label ?? harmless(name.replacing("_", with: " "))
    }

    /// A value that this version does not know is shown as it came.
    private static func words(_ member: JSONObject.Member) -> String {
        guard let slot = Slot(rawValue: member.name),
            let value = SlotValue(json: member.value, of: slot.kind)
        else { return harmless(member.value.string ?? member.value.text) }
        return harmless(value.plain)
    }

    /// Short labels of the panel; the conversation has longer ones.
    private static let labels: [(slot: String, label: String)] = [
        ("agent_name", "Name"), ("goals", "What it is for"), ("agent_type", "What it is"),
        ("tools", "It may"), ("per_payment_limit", "One payment"), ("daily_limit", "A day"),
        ("weekly_limit", "A week"), ("monthly_limit", "A month"),
        ("total_budget", "Its whole life"), ("approval_threshold", "Asks above"),
        ("approvers", "Who approves"), ("allowed_recipients", "Pays only"),
        ("blocked_recipients", "Never pays"), ("currency", "Currency"), ("network", "Network"),
        ("schedule", "When it runs"), ("timezone", "Time zone"),
        ("report_schedule", "When it reports"), ("notification_channel", "Where it reports"),
        ("pricing_model", "Billed"), ("unit_price", "It charges"),
        ("slippage_tolerance", "Slippage"), ("max_leverage", "Leverage"),
        ("blocked_tools", "It must not"), ("custom_tools", "Own tools"),
        ("retry_policy", "After a failure"), ("timeout", "It waits"),
        ("escalation_rules", "It hands over"), ("escalation_contact", "Hands over to"),
        ("kill_switch", "How to stop it"), ("stop_conditions", "Stops itself"),
        ("constraints", "Its rules"), ("edge_cases", "Unusual cases"),
        ("success_criteria", "Works well when"), ("target_users", "Who uses it"),
        ("tone", "How it sounds"), ("greeting_style", "How it greets"),
        ("conversation_flow", "Its steps"), ("example_interactions", "Samples"),
        ("brand_voice", "Brand voice"), ("verbosity_level", "How much it says"),
        ("languages", "Languages"), ("use_tools", "Uses tools"), ("additional_notes", "Notes"),
    ]
}

/// `{"amount": "0.1", "token": "USDC"}` as `0.10 USDC`; no digit is rounded away.
func moneyText(_ json: JSONValue) -> String {
    let parts = (json["amount"]?.string ?? "?").split(separator: ".", maxSplits: 1)
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    let cents = fraction.isEmpty ? "" : "." + fraction + (fraction.utf8.count == 1 ? "0" : "")
    return harmless("\(parts.first ?? "?")\(cents) \(json["token"]?.string ?? "")")
}

extension JSONValue {
    var count: Int { integer.map(Int.init) ?? 0 }
}
