/// What the wizard designs and the runtime obeys: for each slot the value its owner stated.
public struct AgentSpec: Sendable, Hashable {
    /// In the order of the slots, each once: a few dozen at most, found faster than by hashing.
    private(set) var entries: [Entry] = []

    struct Entry: Sendable, Hashable {
        let slot: Slot
        var value: SlotValue
    }

    public init() {}

    /// - Precondition on setting: the value is of the slot's kind. An empty value removes the slot.
    public subscript(_ slot: Slot) -> SlotValue? {
        get {
            let index = position(of: slot)
            return index < entries.count && entries[index].slot == slot
                ? entries[index].value : nil
        }
        set {
            precondition(
                newValue.map { $0.kind == slot.kind } ?? true, "\(slot) cannot hold that value")
            let index = position(of: slot)
            let isThere = index < entries.count && entries[index].slot == slot
            switch (newValue.flatMap { $0.isEmpty ? nil : $0 }, isThere) {
            case (let value?, true): entries[index].value = value
            case (let value?, false): entries.insert(Entry(slot: slot, value: value), at: index)
            case (nil, true): entries.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// Where the slot is, or belongs.
    private func position(of slot: Slot) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].slot < slot { low = middle + 1 } else { high = middle }
        }
        return low
    }

    public var isEmpty: Bool { entries.isEmpty }

    public func has(_ slot: Slot) -> Bool {
        let index = position(of: slot)
        return index < entries.count && entries[index].slot == slot
    }

    /// In the order in which people read a design.
    public var filledSlots: [Slot] { entries.map(\.slot) }
}

extension AgentSpec {
    /// Slots that one of two designs fills and the other does not, or fills otherwise.
    public func differences(from other: AgentSpec) -> [Slot] {
        var slots: [Slot] = []
        var others = other.entries[...]
        for entry in entries {
            while let theirs = others.first, theirs.slot < entry.slot {
                slots.append(theirs.slot)
                others.removeFirst()
            }
            if others.first?.slot == entry.slot {
                let theirs = others.removeFirst()
                guard theirs.value != entry.value else { continue }
            }
            slots.append(entry.slot)
        }
        return slots + others.map(\.slot)
    }
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
