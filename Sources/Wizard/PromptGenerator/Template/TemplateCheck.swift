/// Compares a template with what it can be filled with: a misspelt name and a forgotten one are
/// both found at start.
struct TemplateCheck {
    private let file: String
    private var used: Set<String> = []

    /// - Parameter leftOut: names the template says it does without.
    /// - Throws: `TemplateError` for a name that there is not, or that is never used.
    static func run(
        _ nodes: [TemplateNode], file: String, shape: [String: TemplateShape],
        leftOut: Set<String>
    ) throws(TemplateError) {
        var check = TemplateCheck(file: file)
        try check.visit(nodes, [.scopes(shape)])
        if let name = leftOut.subtracting(shape.keys).min() {
            throw TemplateError(
                file: file, line: 1, problem: "there is no value called \"\(name)\"")
        }
        let missing = Set(shape.keys).subtracting(check.used).subtracting(leftOut).sorted()
        guard missing.isEmpty else {
            throw TemplateError(
                file: file, line: 1,
                problem: "never uses \(missing.joined(separator: ", ")); if that is meant, say so "
                    + "on the first line: {{! leaves out: \(missing.joined(separator: ", ")) }}")
        }
    }

    private init(file: String) { self.file = file }

    private mutating func visit(
        _ nodes: [TemplateNode], _ shapes: [TemplateShape]
    ) throws(TemplateError) {
        for node in nodes {
            switch node {
            case .text, .partial: continue
            case .variable(let name, _, let place):
                guard try shape(name, in: shapes, place) == .text else {
                    throw place.error("\"\(name)\" is a list: open it as a section")
                }
            case .section(let name, let isInverted, let inner, let place):
                let shape = try shape(name, in: shapes, place)
                try visit(inner, isInverted ? shapes : shapes + [shape.inside])
            }
        }
    }

    private mutating func shape(
        _ name: String, in shapes: [TemplateShape], _ place: TemplatePlace
    ) throws(TemplateError) -> TemplateShape {
        if name == ".", let shape = shapes.last { return shape }
        for (depth, shape) in shapes.enumerated().reversed() {
            guard case .scopes(let names) = shape, let found = names[name] else { continue }
            if depth == 0 { used.insert(name) }
            return found
        }
        throw place.error("there is no value called \"\(name)\"")
    }
}

extension TemplateShape {
    /// What a section over it stands in.
    fileprivate var inside: TemplateShape {
        switch self {
        case .text, .texts: .text
        case .scopes: self
        }
    }
}
