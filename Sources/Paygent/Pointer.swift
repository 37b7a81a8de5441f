/// A way of naming somebody by what came before: "the second address", "the cheapest one", "it".
public struct Pointer: Sendable, Hashable {
    public enum Place: Sendable, Hashable {
        /// Counted from 1.
        case number(Int)
        case last, same, other, cheapest
    }

    public let place: Place
    /// Nil when only the place is said.
    let kind: SessionMemory.Kind?

    /// Nil for a text that names somebody by themselves.
    public init?(_ text: String) {
        guard text.utf8.count <= 60 else { return nil }
        var (kind, place): (SessionMemory.Kind?, Place?)
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let word = String(word)
            if Self.fillers.contains(word) { continue }
            if let said = Self.kinds[word], kind == nil {
                kind = said
            } else if let said = Self.places[word], place == nil {
                place = said
            } else {
                return nil
            }
        }
        guard place != nil || kind != nil else { return nil }
        self.place = place ?? .same
        self.kind = kind
    }

    private static let fillers: Set<String> = [
        "the", "a", "one", "ones", "of", "them", "these", "those", "too", "also", "as", "well",
        "please", "and", "now", "then", "ok", "okay", "to", "instead",
    ]

    private static let kinds: [String: SessionMemory.Kind] = [
        "address": .account, "addresses": .account, "account": .account, "wallet": .account,
        "service": .service, "services": .service, "seller": .service, "option": .service,
        "result": .service, "offer": .service, "person": .name,
    ]

    private static let places: [String: Place] = [
        "first": .number(1), "1st": .number(1), "second": .number(2), "2nd": .number(2),
        "third": .number(3), "3rd": .number(3), "fourth": .number(4), "4th": .number(4),
        "fifth": .number(5), "5th": .number(5), "last": .last, "latest": .last, "same": .same,
        "it": .same, "that": .same, "this": .same, "other": .other, "another": .other,
        "cheapest": .cheapest, "cheaper": .cheapest,
    ]
}

extension SessionMemory {
    /// Who is meant; nil when that is nobody, or could be several.
    func party(_ pointer: Pointer) -> String? {
        let group = group(pointer.kind ?? latest)
        switch pointer.place {
        case .number(let number): return number <= group.count ? group[number - 1] : nil
        case .last: return group.last
        case .same:
            let paid = payees.last { pointer.kind == nil || group.contains($0) }
            return paid ?? (group.count == 1 ? group[0] : nil)
        case .other:
            let others = group.filter { $0 != payees.last }
            return others.count == 1 ? others[0] : nil
        case .cheapest: return cheapest
        }
    }

    private func group(_ kind: Kind?) -> [String] {
        switch kind {
        case .account: accounts
        case .service: found.map(\.url)
        case .name: names
        case nil: []
        }
    }

    private var payees: [String] { commands.flatMap(\.orders).compactMap(\.payee) }

    private var cheapest: String? {
        var best: Finding?
        for finding in found {
            guard let price = finding.price else { continue }
            if let lowest = best?.price, lowest <= price { continue }
            best = finding
        }
        return best?.url
    }
}
