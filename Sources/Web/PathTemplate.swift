/// A route's path, taken apart.
struct PathTemplate: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case literal([UInt8])
        case parameter(String)
        case rest(String)
    }

    let segments: [Segment]

    /// Traps on a path that cannot be a template: the table is written by us.
    init(_ path: String) {
        precondition(path.utf8.first == UInt8(ascii: "/"), "a route's path starts with /: \(path)")
        let texts = path.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        segments = texts.map { PathTemplate.segment(Array($0)) }
        for case .rest in segments.dropLast() {
            preconditionFailure("only the last segment takes the rest: \(path)")
        }
    }

    var parameterNames: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .rest(let name): name
            }
        }
    }

    private static func segment(_ bytes: [UInt8]) -> Segment {
        guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else {
            return .literal(bytes)
        }
        let name = bytes.dropFirst().dropLast()
        if name.suffix(3).elementsEqual("...".utf8) {
            return .rest(String(decoding: name.dropLast(3), as: UTF8.self))
        }
        return .parameter(String(decoding: name, as: UTF8.self))
    }
}
