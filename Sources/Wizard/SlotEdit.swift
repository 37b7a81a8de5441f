internal import Domain

extension AgentSpec {
    /// Carries out one change. A list keeps the order in which its items came, each once.
    mutating func apply(_ operation: SlotChange.Operation, to slot: Slot) {
        switch operation {
        case .set(let value): self[slot] = value
        case .add(let value): self[slot] = self[slot].map { $0.joined(with: value) } ?? value
        case .remove(let value): self[slot] = self[slot]?.without(value)
        case .clear: self[slot] = nil
        }
    }
}

extension SlotValue {
    /// The items of both, each once. What is no list is replaced.
    func joined(with other: SlotValue) -> SlotValue {
        switch (self, other) {
        case (.texts(let old), .texts(let new)): .texts(union(old, new))
        case (.names(let old), .names(let new)): .names(unionOfNames(old, new))
        case (.choices(let old), .choices(let new)): .choices(union(old, new))
        case (.languages(let old), .languages(let new)): .languages(union(old, new))
        case (.tools(let old), .tools(let new)): .tools(union(old, new))
        case (.customTools(let old), .customTools(let new)):
            .customTools(old.filter { tool in !new.contains { $0.isSameCall(as: tool) } } + new)
        case (.schedules(let old), .schedules(let new)): .schedules(union(old, new))
        case (.channels(let old), .channels(let new)): .channels(union(old, new))
        default: other
        }
    }

    /// Nil-free: removing the last item leaves an empty list, which the spec drops. What is no list
    /// goes when it is the value that was named.
    func without(_ other: SlotValue) -> SlotValue? {
        switch (self, other) {
        case (.texts(let old), .texts(let gone)): .texts(old.filter { !gone.contains($0) })
        case (.names(let old), .names(let gone)):
            .names(old.filter { name in !gone.contains { $0.lowercased() == name.lowercased() } })
        case (.choices(let old), .choices(let gone)): .choices(old.filter { !gone.contains($0) })
        case (.languages(let old), .languages(let gone)):
            .languages(old.filter { !gone.contains($0) })
        case (.tools(let old), .tools(let gone)): .tools(old.filter { !gone.contains($0) })
        case (.customTools(let old), .customTools(let gone)):
            .customTools(old.filter { tool in !gone.contains { $0.isSameCall(as: tool) } })
        case (.schedules(let old), .schedules(let gone)):
            .schedules(old.filter { !gone.contains($0) })
        case (.channels(let old), .channels(let gone)):
            .channels(
                old.filter { channel in
                    !gone.contains {
                        $0 == channel || ($0.target == nil && $0.kind == channel.kind)
                    }
                })
        default: self == other ? nil : self
        }
    }

    private func union<Item: Equatable>(_ old: [Item], _ new: [Item]) -> [Item] {
        new.reduce(into: old) { items, item in
            if !items.contains(item) { items.append(item) }
        }
    }

    private func unionOfNames(_ old: [String], _ new: [String]) -> [String] {
        new.reduce(into: old) { names, name in
            if !names.contains(where: { $0.lowercased() == name.lowercased() }) {
                names.append(name)
            }
        }
    }
}

extension HTTPTool {
    /// A later description of the same endpoint replaces the earlier one.
    func isSameCall(as other: HTTPTool) -> Bool {
        endpoint == other.endpoint && mcp?.tool == other.mcp?.tool
            && (method == nil || other.method == nil || method == other.method)
    }
}
