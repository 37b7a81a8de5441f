import Foundation

/// The sources as text: what the compiler cannot refuse is refused here.
struct SourceFile: Sendable, CustomStringConvertible {
    let target: String
    let path: String
    let lines: [String]

    var description: String { path }
    var name: String { URL(filePath: path).deletingPathExtension().lastPathComponent }

    /// Modules named by import lines.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
                words[..<keyword].allSatisfy({ importModifiers.contains(String($0)) })
            else { return nil }
            return String(words[keyword + 1])
        }
    }

    /// A requirement of a protocol has none: its signature ends without an opening brace.
    private func hasBody(at index: Int) -> Bool {
        lines[index...].prefix { !$0.isEmpty && !$0.hasSuffix("}") }.contains { $0.hasSuffix("{") }
    }

    private var importModifiers: Set<String> {
        ["public", "internal", "private", "package", "@preconcurrency"]
    }

    /// Name, first line (from 1) and number of lines of every function, as the formatter lays it
    /// out: it ends at the first brace with the indentation of its beginning.
    var functions: [(name: String, line: Int, count: Int)] {
        lines.indices.compactMap { index in
            let line = lines[index]
            let indentation = line.prefix { $0 == " " }
            let words = line.split(separator: " ")
            guard let keyword = words.first(where: { $0 == "func" || $0.hasPrefix("init") }),
                line.contains("("), !line.hasSuffix("}"), !words[0].hasPrefix("//")
            else { return nil }
            guard hasBody(at: index) else { return nil }
            let ends = ["\(indentation)}", "\(indentation)})"]
            guard let end = lines[index...].firstIndex(where: { ends.contains($0) }) else {
                return nil
            }
            return (String(keyword), index + 1, end - index + 1)
        }
    }
}

enum SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let sources: [SourceFile] =
        files(under: "Sources") + files(under: "templates")
        + files(under: "migrations")

    static let tests: [SourceFile] = files(under: "Tests")

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
    }

    private static func files(under folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        return (walker?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
            .compactMap { url in
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
                let path = String(url.path.dropFirst(root.path.count + 1))
                let parts = path.split(separator: "/")
                return SourceFile(
                    target: parts[0] == "Sources" ? String(parts[1]) : String(parts[0]), path: path,
                    lines: text.components(separatedBy: "\n"))
            }
    }
}
