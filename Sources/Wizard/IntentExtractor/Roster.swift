import Domain
import Language

/// The names of a message as they come: on which list each is, and which wait for a word that says.
struct Roster {
    private struct Entry {
        var names: [NameFinder.Name]
        var slot: Slot?
        var dealing: Dealing
        var sentence: Int
    }

    private var sentence = 0

    private var entries: [Entry] = []

    /// The next sentence.
    mutating func begin() { sentence += 1 }

    var isEmpty: Bool { entries.allSatisfy { $0.slot == nil } }
    /// The group named last.
    var last: [NameFinder.Name]? { entries.last?.names }

    mutating func add(
        _ names: [NameFinder.Name], to slot: Slot?, as dealing: Dealing = .allowed
    ) {
        entries.append(Entry(names: names, slot: slot, dealing: dealing, sentence: sentence))
    }

    func names(_ slot: Slot) -> [NameFinder.Name] {
        entries.filter { $0.slot == slot }.flatMap(\.names)
    }

    func holds(_ text: String) -> Bool {
        entries.contains { $0.slot != nil && $0.names.contains { $0.text == text } }
    }

    /// "Nobody else.": whoever was named as a payee is on the list.
    mutating func close(includingStories: Bool) {
        for index in entries.indices
        where entries[index].slot == nil && entries[index].sentence >= sentence - 1 {
            switch entries[index].dealing {
            case .story where !includingStories, .blocked: continue
            default: entries[index].slot = .allowedRecipients
            }
        }
    }

    mutating func drop(_ text: String) {
        for index in entries.indices { entries[index].names.removeAll { $0.text == text } }
    }

    mutating func dropLast() { if !entries.isEmpty { entries.removeLast() } }

    mutating func blockLast() {
        guard let last = entries.indices.last, entries[last].sentence >= sentence - 1,
            entries[last].dealing != .story || entries[last].names.allSatisfy(\.isTechnical)
        else { return }
        entries[last].slot = .blockedRecipients
    }
}
