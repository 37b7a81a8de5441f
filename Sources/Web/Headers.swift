/// Header fields in the order they came; names compare without regard to case.
///
/// Kept as the bytes that travel (`Name: value` lines), so that reading a request costs two
/// allocations however many fields it has, and writing an answer copies once.
public struct Headers: Sendable, Hashable {
    struct Field: Sendable, Hashable {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// Every field as `Name: value` and CRLF.
    public private(set) var lines: [UInt8]
    private(set) var fields: [Field]

    public init() {
        lines = []
        fields = []
    }

    public init(_ pairs: [(String, String)]) {
        self.init()
        for (name, value) in pairs { add(name, value) }
    }

    public var count: Int { fields.count }
    public var isEmpty: Bool { fields.isEmpty }

    /// The first field of that name; nil when there is none. Setting replaces all of that name.
    public subscript(_ name: String) -> String? {
        get { fields.first { matches($0, name) }.map { text($0.value) } }
        set {
            removeAll(name)
            if let newValue { add(name, newValue) }
        }
    }

    public func contains(_ name: String) -> Bool { fields.contains { matches($0, name) } }

    /// The values of every field of that name, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { matches($0, name) }.map { text($0.value) }
    }

    /// The members of a comma-separated list, over every field of that name, trimmed.
    public func list(_ name: String) -> [String] {
        values(name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { member in
                let trimmed = ASCII.trimmed(member)
                return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
            }
        }
    }

    /// Whether a comma-separated list names the token, without regard to case.
    public func hasToken(_ token: String, in name: String) -> Bool {
        list(name).contains { ASCII.equalIgnoringCase($0.utf8, token.utf8) }
    }

    /// Appends a field. A byte that may not stand in a value (CR, LF, NUL and other control
    /// characters) becomes a space: an answer can never be split by text from outside.
    public mutating func add(_ name: String, _ value: String) {
        precondition(
            !name.isEmpty && name.utf8.allSatisfy(ASCII.isToken), "a header name is a token")
        let nameStart = lines.count
        lines.append(contentsOf: name.utf8)
        let nameEnd = lines.count
        lines.append(UInt8(ascii: ":"))
        lines.append(UInt8(ascii: " "))
        let valueStart = lines.count
        if value.utf8.allSatisfy(ASCII.isFieldValue) {
            lines.append(contentsOf: value.utf8)
        } else {
            lines.append(
                contentsOf: value.utf8.map { ASCII.isFieldValue($0) ? $0 : UInt8(ascii: " ") })
        }
        fields.append(Field(name: nameStart..<nameEnd, value: valueStart..<lines.count))
        lines.append(0x0D)
        lines.append(0x0A)
    }

    public mutating func removeAll(_ name: String) {
        guard contains(name) else { return }
        let kept = allPairs.filter { !ASCII.equalIgnoringCase($0.0.utf8, name.utf8) }
        self = Headers(kept)
    }

    /// Every field as a pair of texts.
    public var allPairs: [(String, String)] {
        fields.map { (text($0.name), text($0.value)) }
    }

    /// Takes over the lines of a request as they came, checked by the parser.
    init(lines: [UInt8], fields: [Field]) {
        self.lines = lines
        self.fields = fields
    }

    private func matches(_ field: Field, _ name: String) -> Bool {
        field.name.count == name.utf8.count
            && ASCII.equalIgnoringCase(lines[field.name], name.utf8)
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: lines[range], as: UTF8.self)
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }
}
