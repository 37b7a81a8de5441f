public import Domain

extension AgentSpec {
    /// Carries out one change: a list gains or loses items, everything else is replaced.
    public mutating func apply(_ change: SlotChange) {
        switch change.operation {
        case .set(let value): self[change.slot] = value
        case .clear: self[change.slot] = nil
        case .add(let value): self[change.slot] = self[change.slot]?.adding(value) ?? value
        case .remove(let value): self[change.slot] = self[change.slot]?.removing(value)
        }
    }
}

extension SlotValue {
    /// A list with the other's items after its own, none twice; anything else is replaced.
    func adding(_ other: SlotValue) -> SlotValue {
        switch (self, other) {
        case (.texts(let a), .texts(let b)): .texts(a + b.filter { !a.contains($0) })
        case (.names(let a), .names(let b)): .names(a + b.filter { !a.contains($0) })
        case (.choices(let a), .choices(let b)): .choices(a + b.filter { !a.contains($0) })
        case (.languages(let a), .languages(let b)): .languages(a + b.filter { !a.contains($0) })
        case (.tools(let a), .tools(let b)): .tools(a + b.filter { !a.contains($0) })
        case (.customTools(let a), .customTools(let b)):
            .customTools(a.filter { old in !b.contains { $0.endpoint == old.endpoint } } + b)
        case (.schedules(let a), .schedules(let b)): .schedules(a + b.filter { !a.contains($0) })
        case (.channels(let a), .channels(let b)):
            .channels(a.filter { old in !b.contains { $0.kind == old.kind } } + b)
        case (.text(let a), .text(let b)): .text(a == b ? a : a + " " + b)
        default: other
        }
    }

    /// A list without the other's items; names are compared without case.
    func removing(_ other: SlotValue) -> SlotValue {
        switch (self, other) {
        case (.texts(let a), .texts(let b)): .texts(a.filter { !b.contains($0) })
        case (.names(let a), .names(let b)):
            .names(a.filter { name in !b.contains { Self.isSame($0, name) } })
        case (.choices(let a), .choices(let b)): .choices(a.filter { !b.contains($0) })
        case (.languages(let a), .languages(let b)): .languages(a.filter { !b.contains($0) })
        case (.tools(let a), .tools(let b)): .tools(a.filter { !b.contains($0) })
        case (.customTools(let a), .customTools(let b)):
            .customTools(a.filter { old in !b.contains { $0.endpoint == old.endpoint } })
        case (.schedules(let a), .schedules(let b)): .schedules(a.filter { !b.contains($0) })
        case (.channels(let a), .channels(let b)):
            .channels(a.filter { old in !b.contains { $0.kind == old.kind } })
        default: self
        }
    }

    private static func isSame(_ a: String, _ b: String) -> Bool {
        let (a, b) = (a.lowercased(), b.lowercased())
        return a == b || a.hasPrefix(b + " ") || a.hasSuffix(" " + b)
    }
}
