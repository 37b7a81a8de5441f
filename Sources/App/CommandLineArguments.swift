internal import Screen

/// The words after `paygent`: a subcommand, its options, settings as flags, and what is left.
struct CommandLineArguments {
    /// Nil when no word names one.
    private(set) var command: Subcommand?
    private(set) var flags: [Setting: String] = [:]
    private(set) var options: [String: String] = [:]
    private(set) var words: [String] = []
    private(set) var wantsHelp = false

    /// Reads `--port 8000`, `--port=8000` and plain words; `--` ends the flags.
    ///
    /// - Throws: `UsageError` for a subcommand or an option that does not exist, or no value.
    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                for word in rest { try take(word) }
                return
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                try take(argument)
                continue
            }
            if argument == "--help" || argument == "-h" {
                wantsHelp = true
                continue
            }
            let parts = argument.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false
            ).map(String.init)
            try take(flag: parts[0], value: parts.count == 2 ? parts[1] : nil, &rest)
        }
    }

    private mutating func take(_ word: String) throws(UsageError) {
        guard command == nil else { return words.append(word) }
        guard let found = Subcommand.named(word) else {
            throw UsageError("there is no command '\(word)'")
        }
        command = found
    }

    private mutating func take(
        flag: String, value: String?, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        let own = command?.ownOptions.first { $0.flag == flag }
        if let own, own.placeholder == nil {
            guard value == nil else { throw UsageError("\(flag) takes no value") }
            options[flag] = ""
            return
        }
        let setting = Setting.allCases.first { $0.flag == flag }
        if own == nil, let setting, setting.isOnlyVariable {
            throw UsageError("\(flag) would be seen by others here; set \(setting.variable)")
        }
        guard own != nil || setting != nil else {
            throw UsageError("\(flag): there is no such option here")
        }
        guard let value = value ?? rest.popFirst() else {
            throw UsageError("\(flag) needs a value")
        }
        if let own {
            if let objection = own.objection(to: value) { throw UsageError(objection) }
            options[flag] = value
        } else if let setting {
            flags[setting] = value
        }
    }
}

/// Why the words are not understood.
struct UsageError: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
