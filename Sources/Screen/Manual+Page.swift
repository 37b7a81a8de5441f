internal import Domain

extension Manual {
    /// The man page, in the macros of man(7).
    public var page: String {
        var lines = [
            ".TH \(program.uppercased()) 1 \"\(date)\" \"\(program) \(version)\" \"User Commands\"",
            ".SH NAME", "\(program) \\- \(Roff.text(purpose))", ".SH SYNOPSIS",
            ".B \(program)", ".I COMMAND", "[arguments] [options]", ".SH COMMANDS",
        ]
        for row in rows { lines += section(row) }
        lines.append(".SH ENVIRONMENT")
        lines.append("Every setting is also read from a file named .env in the working folder.")
        lines.append("An option wins over the environment, the environment over the file.")
        for variable in variables {
            let fallback = variable.fallback.isEmpty ? "" : " Default: \(variable.fallback)."
            lines += [
                ".TP", ".B \(Roff.text(variable.name))", Roff.text(variable.purpose + fallback),
            ]
        }
        lines += [".TP", ".B NO_COLOR", "When it is set and not empty, nothing is coloured."]
        lines.append(".SH EXIT STATUS")
        for exit in exits { lines += [".TP", ".B \(exit.code)", Roff.text(exit.meaning)] }
        return lines.joined(separator: "\n")
    }

    private func section(_ row: Row) -> [String] {
        let entry = row.entry
        var lines = [".SS \(Roff.text(row.usage))", Roff.text(entry.purpose)]
        for detail in entry.details { lines += [".PP", Roff.text(detail)] }
        for argument in entry.arguments {
            lines += [".TP", ".I \(Roff.text(argument.shown))", Roff.text(argument.purpose)]
        }
        for option in entry.options {
            lines += [".TP", ".B \(Roff.text(option.shown))", Roff.text(option.purpose)]
        }
        for example in entry.examples {
            lines += [
                ".PP", "Example, \(Roff.text(example.purpose)):", ".PP", ".RS 4", ".EX",
                Roff.text(example.line), ".EE", ".RE",
            ]
        }
        return lines
    }
}

private enum Roff {
    /// A line that begins with a dot or an apostrophe would be an order, a backslash an escape, and
    /// a bare dash a hyphen that cannot be copied.
    static func text(_ text: String) -> String {
        var result = ""
        for character in harmless(text) {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "“": result += "\\(lq"
            case "”": result += "\\(rq"
            case "…": result += "\\&..."
            default: result.append(character)
            }
        }
        return result.hasPrefix(".") ? "\\&" + result : result
    }
}
