extension ShownDesign {
    /// Rows of a panel; what is left has its place in `/show`.
    static let panelRowsMax = 12

    /// The design in a box: what changed first in sight, the money always.
    public func panel(width: Int) -> [Line] {
        let inner = width - 4
        var lines = panelRows.map { $0.line(width: inner) }
        let hidden = telling.count - lines.count
        if hidden > 0 { lines.append(Line("… and \(hidden) more: /show", .faint)) }
        if rows.isEmpty { lines.append(Line("Nothing is decided yet.", .faint)) }
        for label in removed {
            lines.append(Line("− ", .warning) + Line("\(label): taken out", .faint))
        }
        lines.append(.empty)
        lines += lossLines(width: inner)
        return framed(lines, title: Line("Your agent", .strong), note: progressNote, width: width)
    }

    /// One line for turns that changed nothing.
    public func statusLine(width: Int) -> Line {
        let loss = Line("may lose \(loss) in 24 hours", lossIsBounded ? .plain : .bad)
        return (Line("  ") + progressNote + Line(" · ", .faint) + loss).clipped(to: width)
    }

    private var progressNote: Line {
        if isFinished { return Line("finished", .good) }
        return Line("\(done) of \(total) decided", .faint)
    }

    /// What it is says nothing beside what it is for.
    private var telling: [Row] {
        let hasGoals = rows.contains { $0.slot == "goals" }
        return rows.filter { $0.slot != "agent_type" || !hasGoals }
    }

    /// Changes come before the rest when there is no room for all.
    private var panelRows: [Row] {
        let rows = telling
        guard rows.count > Self.panelRowsMax else { return rows }
        var left = Self.panelRowsMax
        var isShown = Array(repeating: false, count: rows.count)
        for wanted in [{ (row: Row) in row.mark != .none }, { _ in true }] {
            for index in rows.indices where !isShown[index] && left > 0 && wanted(rows[index]) {
                isShown[index] = true
                left -= 1
            }
        }
        return rows.indices.filter { isShown[$0] }.map { rows[$0] }
    }

    private func lossLines(width: Int) -> [Line] {
        let label = Row.labelled("May lose in a day", .strong)
        var line = label + Line(loss, lossIsBounded ? .strong : .bad)
        if let lossBefore { line = line + Line("  (was \(lossBefore))", .warning) }
        return line.wrapped(to: width, indent: Row.labelColumns)
    }

    /// Everything: every value in full, where it came from, and what is still open.
    public func whole(width: Int) -> [Line] {
        var lines = [Line("Your agent: ", .strong) + Line(name), .empty]
        for row in rows {
            lines += (Row.labelled(row.label, .faint) + Line(row.value)).wrapped(
                to: width, indent: Row.labelColumns)
            let origin = row.isDefault ? "chosen for you" : row.words.map { "from “\($0)”" }
            if let origin {
                lines += Line(String(repeating: " ", count: Row.labelColumns) + origin, .faint)
                    .wrapped(to: width, indent: Row.labelColumns)
            }
        }
        if rows.isEmpty { lines.append(Line("Nothing is decided yet.", .faint)) }
        lines.append(.empty)
        lines += Line(lossSentence, lossIsBounded ? .strong : .bad).wrapped(to: width)
        if !missing.isEmpty {
            lines += Line("Still open: \(missing.joined(separator: ", ")).", .faint)
                .wrapped(to: width)
        }
        return lines
    }
}

extension ShownDesign.Row {
    static let labelColumns = 19

    static func labelled(_ label: String, _ ink: Ink) -> Line {
        Line(label, ink).clipped(to: labelColumns - 1).padded(to: labelColumns)
    }

    /// Label, value, and at the right edge whether it is new.
    fileprivate func line(width: Int) -> Line {
        let note: Line =
            switch mark {
            case .new: Line(" new", .good)
            case .changed: Line(" changed", .warning)
            case .none: isDefault ? Line(" chosen", .faint) : .empty
            }
        let sign =
            mark == .none ? Line("  ") : Line("● ", mark == .new ? .good : .warning)
        let label = Line(label, .faint).clipped(to: Self.labelColumns - 3).padded(
            to: Self.labelColumns - 2)
        let value = Line(value, mark == .none ? .plain : .strong)
        let room = width - Self.labelColumns - note.width
        return (sign + label + value.clipped(to: room)).padded(to: width - note.width) + note
    }
}
