internal import Domain
public import JSON

/// A workflow as numbered steps, each with where it leads, and the proof's verdict.
public struct DiagramView: Sendable {
    let nodes: [(id: String, label: String, note: String)]
    let edges: [(source: String, target: String, label: String)]
    let proof: JSONValue

    /// - Parameter answer: the answer to `GET /workflows/{id}`.
    public init(answer: JSONValue) {
        let workflow = answer["workflow"] ?? .null
        nodes = (workflow["nodes"]?.array ?? []).map {
            (
                $0["id"]?.string ?? "", harmless($0["label"]?.string ?? ""),
                harmless($0["description"]?.string ?? "")
            )
        }
        edges = (workflow["edges"]?.array ?? []).map {
            (
                $0["source"]?.string ?? "", $0["target"]?.string ?? "",
                harmless($0["label"]?.string ?? "")
            )
        }
        proof = answer["proof"] ?? .null
    }

    public func lines(width: Int) -> [Line] {
        let numbers = Dictionary(
            nodes.enumerated().map { ($1.id, $0 + 1) }, uniquingKeysWith: { first, _ in first })
        let failing = Set(counterexample)
        var lines: [Line] = []
        for (index, node) in nodes.enumerated() {
            let isFailing = failing.contains(node.id) || failing.contains(node.label)
            let number = String(repeating: " ", count: index < 9 ? 1 : 0) + "\(index + 1)  "
            let label = Line(node.label, isFailing ? .bad : .strong)
            lines += (Line(number, .accent) + label).wrapped(to: width, indent: 4)
            for edge in edges where edge.source == node.id && !isEverywhere(edge) {
                guard let target = numbers[edge.target] else { continue }
                if target == index + 2 && edge.label.isEmpty { continue }
                lines += arrow(edge.label, to: target).wrapped(to: width, indent: 8)
            }
        }
        lines += everywhere(numbers).flatMap { $0.wrapped(to: width, indent: 8) }
        return lines + [.empty] + verdict(width)
    }

    private func arrow(_ label: String, to target: Int) -> Line {
        Line("      " + (label.isEmpty ? "" : label + " "), .faint) + Line("→ \(target) ", .accent)
            + Line(nodes[target - 1].label, .faint)
    }

    /// Links that leave more steps than this, all alike, are told once.
    static let alikeMax = 4

    private func isEverywhere(_ edge: (source: String, target: String, label: String)) -> Bool {
        !edge.label.isEmpty
            && edges.filter { $0.target == edge.target && $0.label == edge.label }.count
                > Self.alikeMax
    }

    private func everywhere(_ numbers: [String: Int]) -> [Line] {
        var told: [String] = []
        return edges.filter(isEverywhere).compactMap { edge in
            guard let target = numbers[edge.target], !told.contains(edge.target + edge.label) else {
                return nil
            }
            told.append(edge.target + edge.label)
            return Line("At any step", .strong) + Line(": ") + arrow(edge.label, to: target).trimmed
        }
    }

    private var counterexample: [String] {
        (proof["properties"]?.array ?? []).flatMap {
            ($0["counterexample"]?.array ?? []).compactMap(\.string)
        }
    }

    private func verdict(_ width: Int) -> [Line] {
        let holds = proof["holds"]?.bool == true
        let first =
            holds
            ? Line("Proven on every path:", .good)
            : Line("The proof fails: this agent is not let run.", .bad)
        var lines = [first]
        for property in proof["properties"]?.array ?? [] {
            let isKept = property["holds"]?.bool == true
            let sentence = harmless(property["sentence"]?.string ?? property["name"]?.string ?? "")
            let sign = isKept ? Line(" ✓ ", .good) : Line(" ✗ ", .bad)
            lines += (sign + Line(sentence, isKept ? .plain : .bad)).wrapped(to: width, indent: 3)
        }
        return lines
    }
}
