/// Which template cannot be used, where, and why. Found at start, never while a person waits.
public struct TemplateError: Error, Equatable, CustomStringConvertible {
    public let file: String
    /// Counted from 1.
    public let line: Int
    public let problem: String

    public init(file: String, line: Int, problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// `anthropic.mustache:12: there is no value called "toool"`.
    public var description: String { "\(file):\(line): \(problem)" }
}
