/// A fixed set of words, asked by their keys: open addressing, never more than half full.
public struct WordSet: Sendable {
    @usableFromInline let table: [UInt64]
    @usableFromInline let keys: [UInt64]

    public init(_ keys: some Sequence<UInt64>) {
        let distinct = Array(Set(keys))
        var size = 4
        while size < distinct.count * 2 + 1 { size *= 2 }
        var table = Array(repeating: UInt64(0), count: size)
        for key in distinct {
            var place = Int(truncatingIfNeeded: key >> 7) & (size - 1)
            while table[place] != 0 { place = (place + 1) & (size - 1) }
            table[place] = key
        }
        self.table = table
        self.keys = distinct
    }

    /// Words divided by white space.
    public init(words: String) {
        self.init(words.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
    }

    @inlinable
    public func contains(_ key: UInt64) -> Bool {
        let mask = table.count - 1
        var place = Int(truncatingIfNeeded: key >> 7) & mask
        while table[place] != 0 {
            if table[place] == key { return true }
            place = (place + 1) & mask
        }
        return false
    }

    public func union(_ other: WordSet) -> WordSet { WordSet(keys + other.keys) }

    public func subtracting(_ other: [UInt64]) -> WordSet {
        WordSet(keys.filter { !other.contains($0) })
    }
}
