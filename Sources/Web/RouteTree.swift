/// The route table as a tree of path segments. Text before parameters, parameters before a rest.
struct RouteTree: Sendable {
    private struct Node: Sendable {
        var literals: [(segment: [UInt8], node: Int)] = []
        var parameter: Int?
        var rest: Int?
        var routes: [(method: Method, route: Int)] = []
    }

    /// The routes that share the template a path fits.
    struct Found {
        var routes: [(method: Method, route: Int)]
        /// Raw segments in the order of the template's parameters.
        var values: [Range<Int>]
    }

    private var nodes = [Node()]

    /// - Returns: false when that method has a route at an equal path already.
    mutating func insert(_ template: PathTemplate, method: Method, route: Int) -> Bool {
        var at = 0
        for segment in template.segments {
            switch segment {
            case .literal(let bytes): at = literalChild(bytes, of: at)
            case .parameter: at = child(\.parameter, of: at)
            case .rest: at = child(\.rest, of: at)
            }
        }
        guard !nodes[at].routes.contains(where: { $0.method == method }) else { return false }
        nodes[at].routes.append((method, route))
        return true
    }

    /// - Parameter path: raw, starting with `/`.
    func find(_ path: Span<UInt8>) -> Found? {
        var values: [Range<Int>] = []
        return find(path, from: 1, at: 0, &values)
    }

    private func find(
        _ path: Span<UInt8>, from start: Int, at index: Int, _ values: inout [Range<Int>]
    ) -> Found? {
        guard start <= path.count else {
            return nodes[index].routes.isEmpty
                ? nil : Found(routes: nodes[index].routes, values: values)
        }
        var end = start
        while end < path.count && path[end] != UInt8(ascii: "/") { end += 1 }
        let literals = nodes[index].literals
        for place in literals.indices
        where RouteTree.isEqual(path, start..<end, literals[place].segment) {
            let node = literals[place].node
            if let found = find(path, from: end + 1, at: node, &values) { return found }
        }
        if let node = nodes[index].parameter, end > start {
            values.append(start..<end)
            if let found = find(path, from: end + 1, at: node, &values) { return found }
            values.removeLast()
        }
        if let node = nodes[index].rest {
            values.append(start..<path.count)
            return Found(routes: nodes[node].routes, values: values)
        }
        return nil
    }

    private static func isEqual(
        _ path: Span<UInt8>, _ range: Range<Int>, _ segment: [UInt8]
    ) -> Bool {
        guard range.count == segment.count else { return false }
        for index in 0..<segment.count where path[range.lowerBound + index] != segment[index] {
            return false
        }
        return true
    }

    private mutating func literalChild(_ bytes: [UInt8], of parent: Int) -> Int {
        if let child = nodes[parent].literals.first(where: { $0.segment == bytes }) {
            return child.node
        }
        nodes.append(Node())
        nodes[parent].literals.append((bytes, nodes.count - 1))
        return nodes.count - 1
    }

    private mutating func child(
        _ place: WritableKeyPath<Node, Int?>, of parent: Int
    ) -> Int {
        if let child = nodes[parent][keyPath: place] { return child }
        nodes.append(Node())
        nodes[parent][keyPath: place] = nodes.count - 1
        return nodes.count - 1
    }
}
