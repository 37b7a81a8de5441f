/// The words after `paygent`: a subcommand, settings as flags, and what is left.
struct CommandLineArguments: Equatable {
    var flags: [Setting: String] = [:]
    var words: [String] = []
    var wantsHelp = false

    /// Options of single subcommands: they stay among the words, name and value.
    static let ownOptions: Set = ["--seed", "--count"]

    /// Reads `--port 8000`, `--port=8000` and plain words; `--` ends the flags.
    ///
    /// - Throws: `ConfigurationError` for a flag that does not exist or has no value.
    init(_ arguments: [String]) throws(ConfigurationError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                words += rest
                return
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                continue
            }
            if argument == "--help" || argument == "-h" {
                wantsHelp = true
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            if Self.ownOptions.contains(parts[0]) {
                words += parts
                continue
            }
            guard let setting = Setting.allCases.first(where: { $0.flag == parts[0] }) else {
                throw ConfigurationError(problems: ["\(parts[0]): there is no such option"])
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw ConfigurationError(problems: ["\(parts[0]) needs a value"])
            }
            flags[setting] = value
        }
    }
}
