import Domain

/// A tool as exports name it: what it is for, its arguments, and the call behind it.
struct ExportTool: Sendable, Equatable {
    /// `^[a-z_][a-z0-9_]{0,39}$`, the form that every platform takes.
    var name: String
    /// `Pay for an API or service`: for people.
    var title: String
    /// When to call it and when not: what the vendors call the first cause of wrong calls.
    var use: String
    /// Nil for the owner's own HTTP tool.
    var builtIn: BuiltInTool?
    var method: String
    /// May hold `{holes}`, each a parameter in the path.
    var url: String
    var parameters: [Parameter]
    /// Sent with each call and never left to a model: who pays.
    var constants: [Constant]
    var headers: [HTTPTool.Header]
    /// Where it is, when another MCP server offers it.
    var remote: Remote?

    struct Remote: Sendable, Equatable {
        /// As its server calls it.
        var tool: String
        /// Public; nil for a server that only the configuration of Paygent knows.
        var url: String?
    }

    struct Parameter: Sendable, Equatable {
        enum Place: Sendable, Equatable { case path, query, body }

        /// As the endpoint calls it: `[a-zA-Z0-9_.-]{1,64}`.
        var name: String
        var type: ValueType
        var summary: String
        var isRequired: Bool
        var place: Place

        /// Where a name may have letters, digits and underscores only.
        var identifier: String { Slug.pythonName(name) }
    }

    /// JSON Schema's words.
    enum ValueType: String, Sendable, Equatable {
        case string, number, integer, boolean, array, object
    }

    struct Constant: Sendable, Equatable {
        var name: String
        var value: String
    }

    var movesMoney: Bool { builtIn?.movesMoney ?? false }

    var isReadOnly: Bool { builtIn.map { !$0.movesMoney } ?? (method == "GET") }

    /// What a model is told about it; vendors cut at about a thousand characters.
    var description: String { FreeText.cut("\(title). \(use)", to: Self.descriptionCountMax) }

    static let descriptionCountMax = 1000

    /// Whether a strict schema can say what it takes: a free object cannot be.
    var canBeStrict: Bool { !parameters.contains { $0.type == .object } }

    /// The address with each `{hole}` written as a platform wants it.
    func url(fillingHolesWith mark: (Parameter) -> String) -> String {
        var result = ""
        for part in url.split(separator: "{", omittingEmptySubsequences: false) {
            guard let end = part.firstIndex(of: "}"),
                let hole = parameters.first(where: { $0.place == .path && $0.name == part[..<end] })
            else {
                result += part
                continue
            }
            result += mark(hole) + part[part.index(after: end)...]
        }
        return result
    }
}
