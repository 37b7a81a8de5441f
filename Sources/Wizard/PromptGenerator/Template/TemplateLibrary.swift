import Templates

/// Every template, parsed and checked once.
struct TemplateLibrary: Sendable {
    private let templates: [TemplateName: Template]

    /// - Parameter overrides: a user's own texts by file name, `anthropic.mustache`.
    /// - Throws: `TemplateError` with the file and line of what cannot be used.
    init(overrides: [String: String] = [:]) throws(TemplateError) {
        var texts: [String: String] = [:]
        for file in Templates.files { texts[file.name] = file.text }
        for (name, text) in overrides.sorted(by: { $0.key < $1.key }) {
            guard texts[name] != nil else {
                throw TemplateError(
                    file: name, line: 1,
                    problem: "there is no template of this name; there are "
                        + texts.keys.sorted().joined(separator: ", "))
            }
            texts[name] = text
        }
        var templates: [TemplateName: Template] = [:]
        for name in TemplateName.allCases {
            templates[name] = try Self.template(name, texts: texts)
        }
        self.templates = templates
    }

    /// - Returns: the filled template.
    func text(
        _ name: TemplateName, _ values: [String: TemplateValue],
        escape: (String) -> String = { $0 }
    ) -> String {
        templates[name]?.text(values, escape: escape) ?? ""
    }

    private static func template(
        _ name: TemplateName, texts: [String: String]
    ) throws(TemplateError) -> Template {
        let text = texts[name.file] ?? ""
        let expansion = TemplateExpansion(texts: texts)
        let nodes = try expansion.nodes(of: text, file: name.file, within: [name.file])
        try TemplateCheck.run(
            nodes, file: name.file, shape: name.shape, leftOut: leftOut(by: text))
        return Template(nodes: nodes)
    }

    /// The names in `{{! leaves out: a, b }}` on the first line.
    static func leftOut(by text: String) -> Set<String> {
        let mark = "{{! leaves out:"
        let first = text.prefix { $0 != "\n" }
        guard first.hasPrefix(mark) else { return [] }
        let names = first.dropFirst(mark.count).prefix { $0 != "}" }
        return Set(names.split { $0 == "," || $0 == " " }.map(String.init))
    }
}

/// Puts partials in. A partial inside itself is refused: nothing here is recursive.
struct TemplateExpansion {
    let texts: [String: String]

    func nodes(
        of text: String, file: String, within: [String]
    ) throws(TemplateError) -> [TemplateNode] {
        try expanded(try TemplateParser.nodes(of: text, file: file), within: within)
    }

    private func expanded(
        _ nodes: [TemplateNode], within: [String]
    ) throws(TemplateError) -> [TemplateNode] {
        var result: [TemplateNode] = []
        for node in nodes {
            switch node {
            case .text, .variable: result.append(node)
            case .section(let name, let isInverted, let inner, let place):
                let inner = try expanded(inner, within: within)
                result.append(
                    .section(name: name, isInverted: isInverted, nodes: inner, place: place))
            case .partial(let name, let indentation, let place):
                let partial = name + ".mustache"
                guard let text = texts[partial], !within.contains(partial) else {
                    let problem =
                        within.contains(partial)
                        ? "\"\(name)\" would contain itself" : "there is no template \"\(partial)\""
                    throw place.error(problem)
                }
                result += try self.nodes(
                    of: indented(text, by: indentation), file: partial, within: within + [partial])
            }
        }
        return result
    }

    private func indented(_ text: String, by indentation: String) -> String {
        guard !indentation.isEmpty else { return text }
        var result = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !result.isEmpty { result += "\n" }
            result += line.isEmpty ? "" : indentation + line
        }
        return result
    }
}
