/// What the wizard designs and the runtime obeys: for each slot the value its owner stated.
public struct AgentSpec: Sendable, Hashable {
    public private(set) var values: [Slot: SlotValue]

    public init() { values = [:] }

    /// - Precondition on setting: the value is of the slot's kind. An empty value removes the slot.
    public subscript(_ slot: Slot) -> SlotValue? {
        get { values[slot] }
        set {
            precondition(
                newValue.map { $0.kind == slot.kind } ?? true, "\(slot) cannot hold that value")
            values[slot] = newValue.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    public var isEmpty: Bool { values.isEmpty }

    /// In the order in which people read a design.
    public var filledSlots: [Slot] { values.keys.sorted() }
}

// What each slot holds, typed. A missing list is an empty one.
extension AgentSpec {
    public func text(_ slot: Slot) -> String? {
        switch self[slot] {
        case .text(let text), .name(let text), .choice(let text), .symbol(let text),
            .zone(let text):
            text
        default: nil
        }
    }

    /// Texts, names, choices or language codes.
    public func list(_ slot: Slot) -> [String] {
        switch self[slot] {
        case .texts(let items), .names(let items), .choices(let items), .languages(let items): items
        default: []
        }
    }

    public func limit(_ slot: Slot) -> Limit? {
        if case .limit(let limit) = self[slot] { limit } else { nil }
    }

    public func schedules(_ slot: Slot) -> [Schedule] {
        if case .schedules(let schedules) = self[slot] { schedules } else { [] }
    }

    public func tools(_ slot: Slot) -> [BuiltInTool] {
        if case .tools(let tools) = self[slot] { tools } else { [] }
    }

    public func quantity(_ slot: Slot) -> Quantity? {
        switch self[slot] {
        case .percent(let value), .number(let value), .seconds(let value): value
        default: nil
        }
    }

    public var customTools: [HTTPTool] {
        if case .customTools(let tools) = self[.customTools] { tools } else { [] }
    }

    public var network: Network? {
        if case .network(let network) = self[.network] { network } else { nil }
    }

    public var retryPolicy: RetryPolicy? {
        if case .retry(let policy) = self[.retryPolicy] { policy } else { nil }
    }

    public var channels: [Channel] {
        if case .channels(let channels) = self[.notificationChannel] { channels } else { [] }
    }

    public var usesTools: Bool? {
        if case .flag(let flag) = self[.useTools] { flag } else { nil }
    }
}
