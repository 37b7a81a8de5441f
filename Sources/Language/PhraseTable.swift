/// Phrases and what they stand for, built once and walked word by word.
///
/// The notation of a phrase: words divided by spaces; `a/b` either word; `word?` may be missing;
/// `*` any one word or number; `<slash>` and the like a sign. Phrases are divided by commas or line ends.
public struct PhraseTable<Value: Sendable>: Sendable {
    @usableFromInline var edges = EdgeMap()
    @usableFromInline var values: [[Value]] = [[]]
    /// One bit of 64 for each word that begins a phrase: most words are turned away by it.
    @usableFromInline var heads: UInt64 = 0
    public private(set) var words: Set<String> = []

    public init(_ groups: [(Value, String)]) {
        for (value, phrases) in groups {
            let list = phrases.split { $0 == "," || $0 == "\n" }
            for phrase in list { add(phrase.split(separator: " ").map(String.init)[...], value, 0) }
        }
    }

    private mutating func add(_ rest: ArraySlice<String>, _ value: Value, _ node: Int) {
        guard let head = rest.first else {
            if node != 0 { values[node].append(value) }
            return
        }
        let isOptional = head.hasSuffix("?")
        let body = isOptional ? String(head.dropLast()) : head
        if isOptional { add(rest.dropFirst(), value, node) }
        for word in body.split(separator: "/") {
            add(rest.dropFirst(), value, child(of: node, String(word)))
        }
    }

    private mutating func child(of node: Int, _ word: String) -> Int {
        let key = Self.key(word)
        if let known = edges.target(node, key) { return known }
        if !word.hasPrefix("<"), word != "*" { words.insert(word) }
        values.append([])
        edges.add(node, key, values.count - 1)
        if node == 0 { heads |= Self.head(key) }
        return values.count - 1
    }

    private static func key(_ word: String) -> UInt64 {
        switch word {
        case "*": anyWord
        case "<slash>": UInt64(UInt8(ascii: "/"))
        case "<plus>": UInt64(UInt8(ascii: "+"))
        case "<colon>": UInt64(UInt8(ascii: ":"))
        case "<percent>": UInt64(UInt8(ascii: "%"))
        case "<less>": UInt64(UInt8(ascii: "<"))
        case "<greater>": UInt64(UInt8(ascii: ">"))
        case "<amp>": UInt64(UInt8(ascii: "&"))
        case "<comma>": UInt64(UInt8(ascii: ","))
        case "<dot>": UInt64(UInt8(ascii: "."))
        default: WordKey.of(word)
        }
    }

    @usableFromInline static var anyWord: UInt64 { 0xffff_ffff_ffff_fff1 }

    @inlinable
    static func head(_ key: UInt64) -> UInt64 { 1 &<< ((key ^ key &>> 32) &* 0x9E37_79B9 &>> 26) }

    /// Every phrase that begins at a token, shorter ones first.
    @inlinable
    func matches(in tokens: Tokens, at start: Int, _ report: (Value, Int) -> Void) {
        let token = tokens[start]
        guard heads & Self.head(token.key) != 0, let node = step(0, token) else { return }
        walk(node, tokens, start + 1, report)
    }

    @inlinable
    func walk(
        _ node: Int, _ tokens: Tokens, _ index: Int, _ report: (Value, Int) -> Void
    ) {
        for value in values[node] { report(value, index) }
        guard index < tokens.count else { return }
        let token = tokens[index]
        if let next = step(node, token) { walk(next, tokens, index + 1, report) }
        if token.kind == .word || token.kind == .number,
            let next = edges.target(node, Self.anyWord)
        {
            walk(next, tokens, index + 1, report)
        }
    }

    @inlinable
    func step(_ node: Int, _ token: Token) -> Int? {
        guard token.kind == .word || token.kind == .sign else { return nil }
        return edges.target(node, token.key)
    }

    /// The longest phrase that begins at a token, and where it ends.
    @inlinable
    public func longest(in tokens: Tokens, at start: Int) -> (value: Value, end: Int)? {
        var best: (Value, Int)?
        guard start < tokens.count else { return nil }
        matches(in: tokens, at: start) { value, end in
            if end >= best?.1 ?? 0 { best = (value, end) }
        }
        return best
    }

    /// All phrases of the message, in the order in which they begin; none that begins in a
    /// quotation.
    ///
    /// - Parameter quotes: in the order in which they begin.
    @inlinable
    public func hits(in tokens: Tokens, outside quotes: [Range<Int>] = []) -> PhraseHits<Value> {
        var hits = PhraseHits<Value>(count: tokens.count)
        var quote = 0
        for index in tokens.indices {
            hits.open(index)
            while quote < quotes.count, quotes[quote].upperBound <= index { quote += 1 }
            if quote < quotes.count, quotes[quote].contains(index) { continue }
            matches(in: tokens, at: index) { value, end in
                hits.add(PhraseHit(value: value, tokens: index ..<| end))
            }
        }
        hits.open(tokens.count)
        return hits
    }
}

/// One phrase found: what it stands for and its tokens.
public struct PhraseHit<Value: Sendable>: Sendable {
    public let value: Value
    public let tokens: Range<Int>

    @inlinable
    public init(value: Value, tokens: Range<Int>) {
        self.value = value
        self.tokens = tokens
    }

    public var start: Int { tokens.lowerBound }
    public var end: Int { tokens.upperBound }
}

/// The phrases of one message, found by their first token.
public struct PhraseHits<Value: Sendable>: Sendable {
    @usableFromInline var found: [PhraseHit<Value>] = []
    @usableFromInline var first: [Int32] = []

    /// In the order in which they begin.
    @inlinable public var all: [PhraseHit<Value>] { found }

    @inlinable
    init(count: Int) { first.reserveCapacity(count + 1) }

    @inlinable
    mutating func open(_ index: Int) { first.append(Int32(found.count)) }

    @inlinable
    mutating func add(_ hit: PhraseHit<Value>) { found.append(hit) }

    /// Phrases that begin at this token.
    @inlinable
    public func at(_ index: Int) -> ArraySlice<PhraseHit<Value>> {
        guard index >= 0, index + 1 < first.count else { return [] }
        return found[Int(first[index]) ..<| Int(first[index + 1])]
    }

    /// Phrases that begin inside this range, in order.
    @inlinable
    public func starting(in range: Range<Int>) -> ArraySlice<PhraseHit<Value>> {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound < first.count else {
            return []
        }
        return found[Int(first[range.lowerBound]) ..<| Int(first[range.upperBound])]
    }
}

/// A hash table from (node, word) to node: open addressing, never more than half full.
@usableFromInline
struct EdgeMap: Sendable {
    @usableFromInline var keys: [UInt64] = Array(repeating: 0, count: 64)
    @usableFromInline var targets: [Int32] = Array(repeating: -1, count: 64)
    private var count = 0

    @inlinable
    func target(_ node: Int, _ key: UInt64) -> Int? {
        let mixed = Self.mix(node, key)
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: mixed) & mask
        while targets[slot] >= 0 {
            if keys[slot] == mixed { return Int(targets[slot]) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    mutating func add(_ node: Int, _ key: UInt64, _ target: Int) {
        if count * 2 >= keys.count { grow() }
        insert(Self.mix(node, key), Int32(target))
        count += 1
    }

    private mutating func insert(_ mixed: UInt64, _ target: Int32) {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: mixed) & mask
        while targets[slot] >= 0 { slot = (slot + 1) & mask }
        keys[slot] = mixed
        targets[slot] = target
    }

    private mutating func grow() {
        let (oldKeys, oldTargets) = (keys, targets)
        keys = Array(repeating: 0, count: oldKeys.count * 2)
        targets = Array(repeating: -1, count: oldKeys.count * 2)
        for (key, target) in zip(oldKeys, oldTargets) where target >= 0 { insert(key, target) }
    }

    @inlinable
    static func mix(_ node: Int, _ key: UInt64) -> UInt64 {
        var value = key ^ (UInt64(truncatingIfNeeded: node) &* 0x9E37_79B9_7F4A_7C15)
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return value ^ (value >> 31)
    }
}
