import Domain
import Wizard

/// What one message gives to each slot.
struct SlotReading {
    private let changes: [SlotChange]

    init(_ message: String) {
        changes = IntentExtractor.read(message, in: ReadingContext()).changes
    }

    subscript(slot: Slot) -> SlotValue? {
        for change in changes {
            if change.slot == slot, case .set(let value) = change.operation { return value }
        }
        return nil
    }

    /// The items that the message adds to a list.
    func added(_ slot: Slot) -> SlotValue? {
        for change in changes {
            if change.slot == slot, case .add(let value) = change.operation { return value }
        }
        return nil
    }
}
