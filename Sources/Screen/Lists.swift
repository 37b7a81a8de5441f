internal import Domain
public import JSON

/// Columns that are as wide as they need to be; the last one is clipped at the edge.
public func table(_ head: [String], _ rows: [[Line]], width: Int) -> [Line] {
    let all = [head.map { Line($0, .faint) }] + rows
    let widths = head.indices.map { column in all.map { $0[column].width }.max() ?? 0 }
    return all.map { cells in
        var line = Line.empty
        for (column, cell) in cells.enumerated() {
            let isLast = column == cells.count - 1
            line = line + (isLast ? cell : cell.padded(to: widths[column] + 2))
        }
        return line.clipped(to: width)
    }
}

/// `/sessions` and `paygent sessions`.
public struct SessionsView: Sendable {
    public let ids: [String]
    private let rows: [[Line]]

    /// - Parameter items: of the answer to `GET /sessions`.
    public init(items: [JSONValue], current: String?) {
        ids = items.compactMap { $0["session_id"]?.string }
        rows = items.enumerated().map { index, item in
            let name = item["agent_name"]?.string ?? item["agent_type"]?.string ?? "a new design"
            let isCurrent = item["session_id"]?.string == current
            let stage = item["stage"]?.string == "completed" ? "finished" : "\(item.percent) %"
            return [
                Line("\(index + 1)", .accent) + Line(isCurrent ? " ●" : "", .good), Line(stage),
                Line(timeText(item["updated_at"]?.string ?? ""), .faint), Line(harmless(name)),
            ]
        }
    }

    public func lines(width: Int) -> [Line] {
        rows.isEmpty
            ? [Line("There are no conversations yet.", .faint)]
            : table(["", "decided", "last change", "what it is"], rows, width: width)
    }
}

extension JSONValue {
    fileprivate var percent: Int { self["progress"]?.count ?? 0 }
}

/// `paygent agents`.
public func agentLines(_ items: [JSONValue], width: Int) -> [Line] {
    if items.isEmpty { return [Line("There are no agents yet.", .faint)] }
    let rows = items.map { item -> [Line] in
        let isActive = item["status"]?.string == "active"
        let loss = item["max_loss_24h"]
        let amounts = (loss?["amounts"]?.array ?? []).map(moneyText).joined(separator: ", ")
        let limit =
            loss?["bounded"]?.bool == true ? (amounts.isEmpty ? "nothing" : amounts) : "no limit"
        return [
            Line(harmless(item["name"]?.string ?? ""), .strong),
            isActive ? Line("active", .good) : Line("stopped", .bad),
            Line("v\(item["version"]?.count ?? 0)", .faint), Line(limit),
            Line(harmless(item["description"]?.string ?? ""), .faint),
        ]
    }
    return table(["name", "state", "", "may lose in 24 h", "what it is"], rows, width: width)
}

/// `paygent agents show NAME`.
public func agentDetails(_ agent: JSONValue, width: Int) -> [Line] {
    let tools = (agent["tools"]?.array ?? []).compactMap(\.string).map {
        $0.replacing("_", with: " ")
    }
    let facts: [(String, String?)] = [
        ("Name", agent["name"]?.string), ("State", agent["status"]?.string),
        ("Version", agent["version"].map { "\($0.count)" }),
        ("What it is", agent["description"]?.string), ("What it is for", agent["goals"]?.string),
        ("It may", tools.joined(separator: ", ")),
        ("Network", agent["network"]?.string.map(networkText)),
        ("May lose", agent["max_loss_24h"]?["sentence"]?.string),
        ("Designed in", agent["session_id"]?.string), ("File", agent["sha256"]?.string),
        ("Registered", agent["created_at"]?.string.map(timeText)),
    ]
    return facts.flatMap { label, value -> [Line] in
        guard let value, !value.isEmpty else { return [] }
        return (Line(label, .faint).padded(to: 16) + Line(harmless(value))).wrapped(
            to: width, indent: 16)
    }
}
