extension Manual {
    public enum Shell: String, Sendable, CaseIterable { case bash, zsh, fish }

    /// The script that the shell reads to complete this program's words.
    public func completion(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    private var names: String { rows.map(\.entry.name).joined(separator: " ") }

    // Bash: the word before decides for options that take a value, the place for arguments.
    private var bash: String {
        """
        # bash completion for \(program); install it with: source <(\(program) completion bash)
        _\(program)() {
            local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
            local command="" place=0 index
            for ((index = 1; index < COMP_CWORD; index++)); do
                case "${COMP_WORDS[index]}" in
                    -*) ;;
                    *)
                        if [ -z "$command" ]; then command="${COMP_WORDS[index]}"
                        else place=$((place + 1)); fi ;;
                esac
            done
            COMPREPLY=()
            case "$command:$before" in
        \(rows.flatMap(bashValues).joined(separator: "\n"))
            esac
            if [ -z "$command" ]; then
                COMPREPLY=($(compgen -W "\(names)" -- "$word"))
                return
            fi
            if [[ "$word" == -* ]]; then
                case "$command" in
        \(rows.map { row in
            let flags = row.entry.options.map(\.flag) + ["--help"]
            return "            \(row.entry.name)) COMPREPLY=($(compgen -W "
                + "\"\(flags.joined(separator: " "))\" -- \"$word\")) ;;"
        }.joined(separator: "\n"))
                esac
                return
            fi
            case "$command:$place" in
        \(rows.flatMap(bashArguments).joined(separator: "\n"))
            esac
        }
        complete -F _\(program) \(program)
        """
    }

    private func bashValues(_ row: Row) -> [String] {
        row.entry.options.compactMap { option in
            guard option.placeholder != nil else { return nil }
            let words = Self.bashWords(option.values)
            return "        \(row.entry.name):\(option.flag)) \(words); return ;;"
        }
    }

    private func bashArguments(_ row: Row) -> [String] {
        row.entry.arguments.enumerated().map { index, argument in
            "        \(row.entry.name):\(index)) \(Self.bashWords(argument.values)) ;;"
        }
    }

    private static func bashWords(_ values: ManualEntry.Values) -> String {
        switch values {
        case .anything: "COMPREPLY=()"
        case .file: "COMPREPLY=($(compgen -f -- \"$word\"))"
        case .folder: "COMPREPLY=($(compgen -d -- \"$word\"))"
        case .oneOf(let words):
            "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$word\"))"
        }
    }

    private var zsh: String {
        let commands = rows.map { row in
            "        '\(row.entry.name):\(Self.quoted(row.entry.purpose, "\\:"))'"
        }
        let cases = rows.map { row in
            let options = row.entry.options.map { option in
                let value = option.placeholder.map { ":\($0):\(Self.zshWords(option.values))" }
                let purpose = Self.quoted(option.purpose, "\\[", "\\]")
                return "            '\(option.flag)[\(purpose)]\(value ?? "")'"
            }
            let arguments = row.entry.arguments.enumerated().map { index, argument in
                let dots = argument.isOptional ? "::" : ":"
                return "            '\(index + 1)\(dots)\(argument.name):"
                    + "\(Self.zshWords(argument.values))'"
            }
            let specs = options + arguments + ["            '--help[say more]'"]
            return "        \(row.entry.name)) _arguments \\\n"
                + specs.joined(separator: " \\\n") + " ;;"
        }
        return """
            #compdef \(program)
            # zsh completion for \(program); install it with: source <(\(program) completion zsh)
            _\(program)() {
                local -a commands
                commands=(
            \(commands.joined(separator: "\n"))
                )
                if (( CURRENT == 2 )); then
                    _describe -t commands '\(program) command' commands
                    return
                fi
                local command="$words[2]"
                shift words
                (( CURRENT-- ))
                case "$command" in
            \(cases.joined(separator: "\n"))
                esac
            }
            compdef _\(program) \(program)
            """
    }

    private static func zshWords(_ values: ManualEntry.Values) -> String {
        switch values {
        case .anything: " "
        case .file: "_files"
        case .folder: "_files -/"
        case .oneOf(let words): "(\(words.joined(separator: " ")))"
        }
    }

    /// Inside single quotes; what the shell's own grammar uses is escaped.
    private static func quoted(_ text: String, _ escapes: String...) -> String {
        var result = text.replacing("'", with: "’")
        for escape in escapes { result = result.replacing(escape.dropFirst(), with: escape) }
        return result
    }

    private var fish: String {
        var lines = [
            "# fish completion for \(program); install it with: \(program) completion fish | source",
            "complete -c \(program) -f",
        ]
        for row in rows {
            let name = row.entry.name
            lines.append(
                "complete -c \(program) -n __fish_use_subcommand -a \(name) "
                    + "-d '\(Self.quoted(row.entry.purpose))'")
            let condition = "-n '__fish_seen_subcommand_from \(name)'"
            for option in row.entry.options {
                let value = option.placeholder == nil ? "" : " " + Self.fishWords(option.values)
                lines.append(
                    "complete -c \(program) \(condition) -l \(option.flag.dropFirst(2))\(value) "
                        + "-d '\(Self.quoted(option.purpose))'")
            }
            for argument in row.entry.arguments {
                switch argument.values {
                case .anything: break
                case .file, .folder: lines.append("complete -c \(program) \(condition) -F")
                case .oneOf(let words):
                    lines.append(
                        "complete -c \(program) \(condition) -a '\(words.joined(separator: " "))' "
                            + "-d '\(Self.quoted(argument.purpose))'")
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func fishWords(_ values: ManualEntry.Values) -> String {
        switch values {
        case .anything: "-x"
        case .file: "-r -F"
        case .folder: "-x -a '(__fish_complete_directories)'"
        case .oneOf(let words): "-x -a '\(words.joined(separator: " "))'"
        }
    }
}
