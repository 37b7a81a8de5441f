internal import Screen

extension Subcommand {
    static let completion = Subcommand(
        "completion", "Print the completion of your shell.",
        details: [
            "bash: source <(paygent completion bash)", "zsh: source <(paygent completion zsh)",
            "fish: paygent completion fish | source",
        ],
        arguments: [
            .init("SHELL", "which shell", .oneOf(Manual.Shell.allCases.map(\.rawValue)))
        ],
        examples: [
            .init("paygent completion fish > ~/.config/fish/completions/paygent.fish", "for good")
        ]
    ) { invocation in
        guard let shell = Manual.Shell(rawValue: invocation.words[0]) else { return ExitCode.usage }
        Terminal.out(Manual.paygent.completion(for: shell))
        return ExitCode.done
    }

    static let man = Subcommand(
        "man", "Print the man page.",
        examples: [.init("paygent man | man -l -", "reads it")]
    ) { _ in
        Terminal.out(Manual.paygent.page)
        return ExitCode.done
    }
}
