public import Domain

/// What an owner's HTTP tool must be before a design may hold it.
public enum HTTPToolRules {
    /// Every rule that a tool breaks, with a stable code and a plain sentence; empty when it is fine.
    public static func problems(with tool: HTTPTool) -> [(code: String, sentence: String)] {
        var problems: [(code: String, sentence: String)] = []
        // A server of the configuration is its operator's to name, wherever it is.
        if tool.mcp?.server == nil, let problem = EndpointRules.problem(with: tool.endpoint) {
            problems.append(problem)
        }
        if !isName(tool.name) {
            problems.append(
                (
                    "bad_tool_name",
                    "A tool's name has 1 to \(nameLengthMax) small letters, digits and "
                        + "underscores, and starts with a letter or an underscore."
                ))
        }
        if let method = tool.method, !methods.contains(method) {
            problems.append(
                (
                    "bad_method",
                    "\(method.prefix(20)) is no HTTP method that a tool can use; "
                        + "\(listed(methods, "and")) are."
                ))
        }
        return problems + parameterProblems(tool)
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= nameLengthMax else { return false }
        let isWord = name.utf8.allSatisfy { byte in
            byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                || byte == UInt8(ascii: "_")
        }
        return isWord && first &- UInt8(ascii: "0") >= 10
    }

    public static let nameLengthMax = 40
    public static let parametersMax = 32
    public static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    private static let types = ["string", "number", "integer", "boolean", "array", "object"]

    private static func parameterProblems(
        _ tool: HTTPTool
    ) -> [(code: String, sentence: String)] {
        let names = tool.parameters.map(\.name)
        if names.count > parametersMax {
            return [
                ("too_many_parameters", "A tool takes \(parametersMax) parameters at most.")
            ]
        }
        var problems: [(code: String, sentence: String)] = []
        if Set(names).count < names.count {
            problems.append(("bad_parameter", "Two parameters have the same name."))
        }
        if names.contains(where: { $0.isEmpty || $0.utf8.count > 64 }) {
            problems.append(("bad_parameter", "A parameter's name has 1 to 64 characters."))
        }
        if let odd = tool.parameters.first(where: { !types.contains($0.type) }) {
            problems.append(
                (
                    "bad_parameter",
                    "\(odd.name) is of no type that a tool can use; \(listed(types, "and")) are."
                ))
        }
        return problems
    }
}
