internal import Glibc

extension Configuration {
    /// From this process's environment and the `.env` beside it.
    static func ofProcess(flags: [Setting: String]) throws(ConfigurationError) -> Configuration {
        try Configuration(flags: flags, environment: environment(), file: try dotEnv())
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let line = unsafe entry.pointee {
            let parts = unsafe String(cString: line).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            unsafe entry += 1
        }
        return variables
    }

    /// `NAME=value` lines; `#` begins a comment; quotes round a value are taken off.
    private static func dotEnv() throws(ConfigurationError) -> [String: String] {
        guard unsafe access(".env", R_OK) == 0 else { return [:] }
        let bytes: [UInt8]
        do { bytes = try File.read(".env") } catch {
            throw ConfigurationError(problems: [error.description])
        }
        return try DotEnv.parse(String(decoding: bytes, as: UTF8.self))
    }
}

enum DotEnv {
    static func parse(_ text: String) throws(ConfigurationError) -> [String: String] {
        var values: [String: String] = [:]
        var problems: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimmed
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
                problems.append(".env line \(index + 1): '\(line)' is not NAME=value")
                continue
            }
            let value = line[line.index(after: equals)...].trimmed
            values[line[..<equals].trimmed] = unquoted(value)
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return values
    }

    private static func unquoted(_ value: String) -> String {
        guard value.utf8.count >= 2, let quote = value.first, quote == "\"" || quote == "'",
            value.last == quote
        else { return value }
        return String(value.dropFirst().dropLast())
    }
}
