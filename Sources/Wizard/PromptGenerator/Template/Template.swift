/// A template with its partials put in, checked against the values it will be filled with.
struct Template: Sendable, Equatable {
    let nodes: [TemplateNode]

    /// - Parameter escape: what a value written as `{{name}}` goes through; `{{{name}}}` does not.
    func text(_ values: [String: TemplateValue], escape: (String) -> String) -> String {
        var output = ""
        write(nodes, in: [.scope(values)], to: &output, escape: escape)
        return output
    }

    private func write(
        _ nodes: [TemplateNode], in scopes: [TemplateValue], to output: inout String,
        escape: (String) -> String
    ) {
        for node in nodes {
            switch node {
            case .text(let text): output += text
            case .variable(let name, let isRaw, _):
                guard case .text(let text)? = value(name, in: scopes) else { continue }
                output += isRaw ? text : escape(text)
            case .section(let name, let isInverted, let inner, _):
                let value = value(name, in: scopes)
                let inside = isInverted ? invertedScopes(value) : innerScopes(value)
                for scope in inside {
                    write(inner, in: scopes + [scope], to: &output, escape: escape)
                }
            // The library puts partials in before anything is written.
            case .partial: continue
            }
        }
    }

    /// The innermost scope that has the name wins.
    private func value(_ name: String, in scopes: [TemplateValue]) -> TemplateValue? {
        if name == "." { return scopes.last }
        for case .scope(let values) in scopes.reversed() {
            if let value = values[name] { return value }
        }
        return nil
    }

    private func innerScopes(_ value: TemplateValue?) -> [TemplateValue] {
        guard let value, !value.isFalsy else { return [] }
        if case .items(let items) = value { return items }
        return [value]
    }

    private func invertedScopes(_ value: TemplateValue?) -> [TemplateValue] {
        value.map(\.isFalsy) ?? true ? [.scope([:])] : []
    }
}
