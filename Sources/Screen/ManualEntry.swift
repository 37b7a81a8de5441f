/// One subcommand in words: `--help`, the completions and the man page are written from this.
public struct ManualEntry: Sendable, Equatable {
    /// What may stand in a place; shells complete from it.
    public enum Values: Sendable, Equatable {
        case anything
        case file
        case folder
        case oneOf([String])
    }

    public struct Argument: Sendable, Equatable {
        /// As the usage shows it, such as `SESSION`.
        public let name: String
        public let purpose: String
        public let values: Values
        public let isOptional: Bool

        public init(
            _ name: String, _ purpose: String, _ values: Values = .anything,
            isOptional: Bool = false
        ) {
            self.name = name
            self.purpose = purpose
            self.values = values
            self.isOptional = isOptional
        }
    }

    public struct Option: Sendable, Equatable {
        /// With its dashes, such as `--format`.
        public let flag: String
        /// What follows it, such as `NAME`; nil for a switch.
        public let placeholder: String?
        public let purpose: String
        public let values: Values

        public init(
            _ flag: String, _ placeholder: String? = nil, _ purpose: String,
            _ values: Values = .anything
        ) {
            self.flag = flag
            self.placeholder = placeholder
            self.purpose = purpose
            self.values = values
        }
    }

    public struct Example: Sendable, Equatable {
        public let line: String
        public let purpose: String

        public init(_ line: String, _ purpose: String) {
            self.line = line
            self.purpose = purpose
        }
    }

    public let name: String
    /// One sentence.
    public let purpose: String
    /// Paragraphs for those who read on; empty when the purpose says all.
    public let details: [String]
    public let arguments: [Argument]
    /// Those of this subcommand and the settings that matter to it.
    public let options: [Option]
    public let examples: [Example]

    public init(
        _ name: String, _ purpose: String, details: [String] = [], arguments: [Argument] = [],
        options: [Option] = [], examples: [Example] = []
    ) {
        self.name = name
        self.purpose = purpose
        self.details = details
        self.arguments = arguments
        self.options = options
        self.examples = examples
    }

    /// `export SESSION [--format NAME]`; settings are not repeated here.
    ///
    /// - Parameter ownOptions: how many of the options, from the first, belong to it alone.
    public func usage(ownOptions: Int) -> String {
        var words = [name]
        for argument in arguments {
            words.append(argument.isOptional ? "[\(argument.shown)]" : argument.shown)
        }
        for option in options.prefix(ownOptions) { words.append("[\(option.shown)]") }
        return words.joined(separator: " ")
    }

    /// What is wrong with these words; nil when they fit.
    public func objection(to words: [String]) -> String? {
        let required = arguments.filter { !$0.isOptional }.count
        if words.count < required { return "\(arguments[words.count].name) is missing" }
        if words.count > arguments.count {
            return "'\(words[arguments.count])' is one word too many"
        }
        for (argument, word) in zip(arguments, words) {
            guard case .oneOf(let choices) = argument.values, !choices.contains(word) else {
                continue
            }
            return "'\(word)' is not one of \(choices.joined(separator: ", "))"
        }
        return nil
    }
}

extension ManualEntry.Argument {
    /// A choice of few words is shown as the words.
    var shown: String {
        guard case .oneOf(let choices) = values, choices.count < 4 else { return name }
        return choices.joined(separator: "|")
    }
}

extension ManualEntry.Option {
    var shown: String { placeholder.map { "\(flag) \($0)" } ?? flag }

    /// What is wrong with its value; nil when it fits.
    public func objection(to value: String) -> String? {
        guard case .oneOf(let choices) = values, !choices.contains(value) else { return nil }
        return "\(flag): '\(value)' is not one of \(choices.joined(separator: ", "))"
    }
}
