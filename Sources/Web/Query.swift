/// The decoded query of a request: names and values in the order they came.
public struct Query: Sendable, Hashable {
    public struct Item: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var items: [Item]

    public init(_ items: [Item] = []) { self.items = items }

    /// Reads `a=1&b=two+words`; a name without `=` has the empty value. Nil when a percent-encoding
    /// is broken.
    public init?(parsing encoded: some Collection<UInt8>) {
        items = []
        for pair in encoded.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = pair[..<(equals ?? pair.endIndex)]
            let value = equals.map { pair[pair.index(after: $0)...] } ?? pair[pair.endIndex...]
            guard let name = PercentEncoding.decode(name, plusIsSpace: true),
                let value = PercentEncoding.decode(value, plusIsSpace: true)
            else { return nil }
            items.append(Item(name, value))
        }
    }

    /// The first value of that name; nil when the name does not occur.
    public subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    public func values(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }
}
