internal import Domain

/// Whether a change gives an agent more room than it had.
enum Loosening {
    /// What cannot be compared counts as loosening.
    static func isLoosening(
        _ slot: Slot, _ operation: SlotChange.Operation, _ spec: AgentSpec
    ) -> Bool {
        guard let old = spec[slot] else { return isOpen(slot, operation) }
        switch slot.kind {
        case .limit: return !isTighter(operation, than: old)
        case .percent, .number: return !isSmaller(operation, than: old)
        case .symbol, .network, .flag, .schedules, .retry, .channels, .customTools: return true
        case .names: return slot == .blockedRecipients ? !operation.isAdding : true
        case .tools: return slot == .blockedTools ? !operation.isAdding : true
        case .texts: return !operation.isAdding
        case .text, .name, .choice, .choices, .zone, .seconds, .languages:
            return slot.isSafeguard || operation.isTaking
        }
    }

    /// Of a slot that is empty: "no limit" is looser than whatever would be chosen.
    private static func isOpen(_ slot: Slot, _ operation: SlotChange.Operation) -> Bool {
        if operation.isTaking { return true }
        guard case .limit(.none)? = operation.value else { return false }
        return true
    }

    private static func isTighter(
        _ operation: SlotChange.Operation, than old: SlotValue
    ) -> Bool {
        guard case .set(.limit(.amount(let new))) = operation, case .limit(let limit) = old else {
            return false
        }
        switch limit {
        case .none: return true
        case .amount(let amount):
            return Policy.unit(of: new.token) == Policy.unit(of: amount.token)
                && new.quantity <= amount.quantity
        }
    }

    private static func isSmaller(
        _ operation: SlotChange.Operation, than old: SlotValue
    ) -> Bool {
        switch (operation, old) {
        case (.set(.percent(let new)), .percent(let old)): new <= old
        case (.set(.number(let new)), .number(let old)): new <= old
        default: false
        }
    }
}

extension Slot {
    /// Texts that hold an agent back: they are added to, never replaced.
    fileprivate var isSafeguard: Bool {
        switch self {
        case .killSwitch, .stopConditions, .constraints, .escalationRules, .escalationContact:
            true
        default: false
        }
    }
}

extension SlotChange.Operation {
    fileprivate var isAdding: Bool { if case .add = self { true } else { false } }

    fileprivate var isTaking: Bool {
        switch self {
        case .remove, .clear: true
        case .set, .add: false
        }
    }
}
