internal import Domain

/// A box with a title on the left of its upper edge and a note on the right.
public func framed(_ lines: [Line], title: Line, note: Line = .empty, width: Int) -> [Line] {
    let inner = max(4, width - 4)
    let title = title.clipped(to: inner - 2)
    let room = inner - title.width - 2
    let note = note.width + 2 <= room ? note : .empty
    let gap = inner + 2 - title.width - 3 - (note.width > 0 ? note.width + 3 : 0)
    var top = Line("╭─ ", .faint) + title + Line(" " + String(repeating: "─", count: gap), .faint)
    if note.width > 0 { top = top + Line(" ", .faint) + note + Line(" ─", .faint) }
    let bottom = Line("╰" + String(repeating: "─", count: inner + 2) + "╯", .faint)
    let middle = lines.map { line in
        Line("│ ", .faint) + line.clipped(to: inner).padded(to: inner) + Line(" │", .faint)
    }
    return [top + Line("╮", .faint)] + middle + [bottom]
}

/// Two columns with a gap of three; the left one is filled to its width.
public func sideBySide(_ left: [Line], _ right: [Line], leftWidth: Int) -> [Line] {
    (0..<max(left.count, right.count)).map { index in
        let first = index < left.count ? left[index] : .empty
        guard index < right.count else { return first }
        return first.padded(to: leftWidth) + Line("   ") + right[index]
    }
}

/// Text of several paragraphs, wrapped; lines that begin with a dash become a list.
public func paragraphs(_ text: String, _ ink: Ink = .plain, width: Int) -> [Line] {
    harmlessLines(text).flatMap { line -> [Line] in
        if line.isEmpty { return [.empty] }
        guard line.hasPrefix("- ") else { return Line(line, ink).wrapped(to: width) }
        let item = Line(" • ", .accent) + Line(String(line.dropFirst(2)), ink)
        return item.wrapped(to: width, indent: 3)
    }
}
