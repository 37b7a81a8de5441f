/// The value in which both halves meet: what the owner stated, what the service chose, and why.
public struct Design: Sendable, Hashable {
    /// Only what the owner stated or confirmed.
    public var spec: AgentSpec
    /// What the service chose where the owner left it open; never overlaps `spec`.
    public var defaults: AgentSpec
    /// The owner's words that set each slot.
    public var sentences: [Slot: String]

    public init(spec: AgentSpec, defaults: AgentSpec = AgentSpec(), sentences: [Slot: String] = [:])
    {
        self.spec = spec
        self.defaults = defaults
        self.sentences = sentences
    }

    /// Statement over default: what the agent goes by.
    public var effective: AgentSpec {
        var merged = spec
        for slot in defaults.filledSlots where merged[slot] == nil { merged[slot] = defaults[slot] }
        return merged
    }

    public var policy: Policy { Policy(spec, defaults: defaults) { sentences[$0] } }
}
