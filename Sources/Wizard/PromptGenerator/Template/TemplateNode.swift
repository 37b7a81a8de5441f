/// A parsed template. Source: the Mustache specification 1.4, of which this is the part we use:
/// variables, sections, inverted sections, comments, partials and standalone lines.
indirect enum TemplateNode: Sendable, Equatable {
    case text(String)
    /// `isRaw`: written as it is, without the platform's escape.
    case variable(name: String, isRaw: Bool, place: TemplatePlace)
    case section(name: String, isInverted: Bool, nodes: [TemplateNode], place: TemplatePlace)
    /// `indentation` is what stood before a partial that has a line to itself.
    case partial(name: String, indentation: String, place: TemplatePlace)
}

/// Where a tag stands, for whoever has to mend it.
struct TemplatePlace: Sendable, Equatable {
    let file: String
    /// Counted from 1.
    let line: Int

    func error(_ problem: String) -> TemplateError {
        TemplateError(file: file, line: line, problem: problem)
    }
}

/// What a template is filled with.
enum TemplateValue: Sendable, Equatable {
    case text(String)
    case items([TemplateValue])
    case scope([String: TemplateValue])

    /// Whether a section over it is left out: no text, no items.
    var isFalsy: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .items(let items): items.isEmpty
        case .scope: false
        }
    }

    static func texts(_ texts: [String]) -> TemplateValue { .items(texts.map(TemplateValue.text)) }

    /// A heading with its list, or nothing at all: a section that appears once and holds `items`.
    static func group(_ texts: [String]) -> TemplateValue {
        .items(texts.isEmpty ? [] : [.scope(["items": .texts(texts)])])
    }
}

/// Which names a value offers, so that a template can be checked before there is one.
indirect enum TemplateShape: Sendable, Equatable {
    case text
    /// A list of texts, each written as `{{.}}`.
    case texts
    case scopes([String: TemplateShape])

    static let group = TemplateShape.scopes(["items": .texts])
}
